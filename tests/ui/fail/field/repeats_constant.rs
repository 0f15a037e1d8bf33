use endpoint::endpoint;

#[endpoint(GET "/users?version=2024-10-15")]
struct Send {
    #[query]
    version: String,
}

fn main() {}
