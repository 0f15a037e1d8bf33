use endpoint::endpoint;

#[endpoint(POST "/users", redirect = follow)]
struct ListUsers;

fn main() {}
