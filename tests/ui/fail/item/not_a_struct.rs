use endpoint::endpoint;

#[endpoint(GET "/users")]
fn list_users() {}

fn main() {}
