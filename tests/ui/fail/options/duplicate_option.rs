use endpoint::endpoint;

#[endpoint(GET "/users", timeout = "30s", limit = "1 MiB", timeout = "60s")]
struct ListUsers;

fn main() {}
