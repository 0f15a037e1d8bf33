use endpoint::endpoint;

#[endpoint(GET "/v1/%2e./users/<login>")]
struct Get {
    login: String,
}

fn main() {}
