use endpoint::api;

#[api(base_url = "https://api.snyk.io/rest?version=2024-10-15")]
pub struct Snyk;

fn main() {}
