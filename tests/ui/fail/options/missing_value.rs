use endpoint::endpoint;

#[endpoint(GET "/users", timeout)]
struct ListUsers;

fn main() {}
