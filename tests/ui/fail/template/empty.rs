use endpoint::endpoint;

#[endpoint(GET "")]
struct ListUsers;

fn main() {}
