use endpoint::endpoint;

#[endpoint(GET "/users/<login>/<repo>")]
struct GetUser {
    login: Option<String>,
    page: u32,
    #[json]
    name: String,
}

fn main() {}
