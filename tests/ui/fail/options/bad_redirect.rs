use endpoint::endpoint;

#[endpoint(GET "/users", redirect = always)]
struct ListUsers;

fn main() {}
