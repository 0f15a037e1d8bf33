use endpoint::endpoint;

#[endpoint(GET "/users", timeout = "30 seconds")]
struct ListUsers;

fn main() {}
