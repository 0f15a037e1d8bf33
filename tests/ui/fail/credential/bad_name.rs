use endpoint::{Credential, Secret};

#[derive(Credential)]
#[credential(header = "x api key")]
pub struct Token(Secret);

fn main() {}
