use endpoint::Credential;

#[derive(Credential)]
#[credential(header = "x-api-key")]
pub struct ApiKey(String);

fn main() {}
