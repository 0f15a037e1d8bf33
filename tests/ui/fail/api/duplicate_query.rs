use endpoint::api;

#[api(base_url = "https://api.snyk.io/rest", query(version = "2024-10-15", "version" = "2024-05-23"))]
pub struct Snyk;

fn main() {}
