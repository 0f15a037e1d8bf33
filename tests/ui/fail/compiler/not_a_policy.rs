use endpoint::{api, endpoint};

const ATTEMPTS: u32 = 3;

#[endpoint(GET "/users", retry = ATTEMPTS.pow(2))]
struct ListUsers;

#[api(base_url = "https://api.test", retry = ATTEMPTS.pow(2))]
struct Example;

fn main() {}
