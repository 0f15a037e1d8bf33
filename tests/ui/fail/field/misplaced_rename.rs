use endpoint::endpoint;

#[endpoint(GET "/users/<user_id>")]
struct Send {
    #[path(rename = "userId")]
    user_id: u64,
}

fn main() {}
