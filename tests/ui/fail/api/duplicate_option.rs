use endpoint::api;

#[api(base_url = "https://api.snyk.io/rest", base_url = "https://api.eu.snyk.io/rest")]
pub struct Snyk;

fn main() {}
