use endpoint::endpoint;

#[endpoint(GET "/users/<login>#top")]
struct Get {
    login: String,
}

fn main() {}
