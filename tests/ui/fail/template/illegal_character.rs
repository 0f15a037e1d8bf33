use endpoint::endpoint;

#[endpoint(GET "/café/<login>")]
struct Get {
    login: String,
}

fn main() {}
