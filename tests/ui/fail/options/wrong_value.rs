use endpoint::endpoint;

#[endpoint(GET "/users", timeout = 30)]
struct ListUsers;

fn main() {}
