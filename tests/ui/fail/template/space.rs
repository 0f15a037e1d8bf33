use endpoint::endpoint;

#[endpoint(GET "/all users/<login>")]
struct Get {
    login: String,
}

fn main() {}
