use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query(rename = "")]
    page: u32,
}

fn main() {}
