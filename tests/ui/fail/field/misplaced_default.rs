use endpoint::endpoint;

#[endpoint(GET "/users/<login>")]
struct Send {
    #[path(default = "me")]
    login: String,
}

fn main() {}
