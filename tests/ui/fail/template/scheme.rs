use endpoint::endpoint;

#[endpoint(GET "https://api.github.com/users/<login>")]
struct Get {
    login: String,
}

fn main() {}
