use endpoint::api;

#[api(base_url = "https://api.snyk.io/rest", envelop = endpoint::JsonApi)]
pub struct Snyk;

fn main() {}
