use endpoint::endpoint;

#[endpoint(GET "/users", api = Example)]
struct ListUsers;

struct Example;

fn main() {}
