use endpoint::api;

#[api(base_url = "https://api.snyk.io/rest", query(page = 1))]
pub struct Snyk;

fn main() {}
