use endpoint::endpoint;

#[endpoint(GET "/users/<login>")]
struct Send {
    #[query]
    login: String,
}

fn main() {}
