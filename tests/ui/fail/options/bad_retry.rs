use endpoint::endpoint;

#[endpoint(GET "/users", retry = none)]
struct ListUsers;

fn main() {}
