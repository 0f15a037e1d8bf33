use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query]
    page: u32,
    #[query(rename = "page")]
    other: u32,
}

fn main() {}
