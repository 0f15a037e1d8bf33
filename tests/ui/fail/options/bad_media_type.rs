use endpoint::endpoint;

#[endpoint(GET "/users", accept = "json")]
struct ListUsers;

fn main() {}
