use endpoint::endpoint;

#[endpoint(GET "/users/<>")]
struct ListUsers;

fn main() {}
