use endpoint::endpoint;

#[endpoint(POST "/users", idempotent = true)]
struct ListUsers;

fn main() {}
