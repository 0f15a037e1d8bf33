use endpoint::endpoint;

#[endpoint(GET "/users/<login>?version=2024-10-15&&beta")]
struct Get {
    login: String,
}

fn main() {}
