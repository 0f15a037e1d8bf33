use endpoint::endpoint;

#[endpoint(GET "/users/<id>")]
union GetUser {
    id: u64,
}

fn main() {}
