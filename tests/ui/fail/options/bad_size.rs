use endpoint::endpoint;

#[endpoint(GET "/users", limit = "8 MB")]
struct ListUsers;

fn main() {}
