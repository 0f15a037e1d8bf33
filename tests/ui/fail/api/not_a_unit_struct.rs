use endpoint::api;

#[api(base_url = "https://api.snyk.io/rest")]
pub struct Snyk {
    token: String,
}

fn main() {}
