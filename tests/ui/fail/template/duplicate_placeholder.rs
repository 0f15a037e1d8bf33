use endpoint::endpoint;

#[endpoint(GET "/users/<id>/friends/<id>")]
struct Get {
    id: u64,
}

fn main() {}
