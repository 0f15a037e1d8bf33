use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query]
    build: u64,
}

fn main() {}
