use endpoint::endpoint;

#[endpoint(GET "/users", rename_all = "camel")]
struct ListUsers;

fn main() {}
