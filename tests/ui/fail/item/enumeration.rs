use endpoint::endpoint;

#[endpoint(GET "/users/<login>")]
enum GetUser {
    ByLogin { login: String },
}

fn main() {}
