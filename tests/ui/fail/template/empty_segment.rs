use endpoint::endpoint;

#[endpoint(GET "/users//<login>")]
struct Get {
    login: String,
}

fn main() {}
