use endpoint::endpoint;

#[endpoint(GET "/users/<login>/repos>")]
struct Get {
    login: String,
}

fn main() {}
