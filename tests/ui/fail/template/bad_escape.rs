use endpoint::endpoint;

#[endpoint(GET "/100%/<login>")]
struct Get {
    login: String,
}

fn main() {}
