use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query]
    #[query(rename = "p")]
    page: u32,
}

fn main() {}
