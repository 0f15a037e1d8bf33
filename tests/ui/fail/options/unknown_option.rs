use endpoint::endpoint;

#[endpoint(GET "/users", timout = "30s")]
struct ListUsers;

fn main() {}
