use endpoint::endpoint;

#[endpoint(GET "/users/<login>")]
struct Send {
    login: Option<String>,
}

fn main() {}
