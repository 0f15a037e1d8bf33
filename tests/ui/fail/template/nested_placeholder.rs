use endpoint::endpoint;

#[endpoint(GET "/compare/<base<head>>")]
struct Get {
    base: String,
    head: String,
}

fn main() {}
