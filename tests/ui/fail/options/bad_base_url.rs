use endpoint::endpoint;

#[endpoint(GET "/users", base_url = "uploads.example.com")]
struct ListUsers;

fn main() {}
