use endpoint::{api, endpoint};

struct ApiKey(String);

#[api(base_url = "https://api.example.com", auth = ApiKey)]
pub struct Example;

#[endpoint(GET "/users", api = Example)]
struct ListUsers;

fn main() {}
