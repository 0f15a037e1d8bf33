use endpoint::endpoint;

#[endpoint(GET "/users/<ids>")]
struct Send {
    #[path(explode)]
    ids: Vec<u64>,
}

fn main() {}
