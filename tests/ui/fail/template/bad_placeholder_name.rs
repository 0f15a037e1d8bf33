use endpoint::endpoint;

#[endpoint(GET "/users/<int:id>")]
struct Get {
    id: u64,
}

fn main() {}
