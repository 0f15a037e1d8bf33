use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query(rename = "p", rename = "page")]
    page: u32,
}

fn main() {}
