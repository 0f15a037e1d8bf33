use endpoint::endpoint;

#[endpoint(GET "/users/<login>")]
struct GetUser(String);

fn main() {}
