use endpoint::{Credential, Secret};

#[derive(Credential)]
#[credential(header = "Authorization", header = "x-api-key")]
pub struct Token(Secret);

fn main() {}
