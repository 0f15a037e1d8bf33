use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query(name = "p")]
    page: u32,
}

fn main() {}
