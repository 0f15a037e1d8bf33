use endpoint::{Retry, api, endpoint};

fn patient() -> Retry {
    Retry::standard().attempts(5)
}

#[endpoint(GET "/users", retry = patient())]
struct ListUsers;

#[api(base_url = "https://api.test", retry = patient())]
struct Example;

fn main() {}
