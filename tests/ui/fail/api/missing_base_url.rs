use endpoint::api;

#[api(query(version = "2024-10-15"))]
pub struct Snyk;

fn main() {}
