use endpoint::{Credential, Secret};

#[derive(Credential)]
#[credential(heeder = "Authorization")]
pub struct Token(Secret);

fn main() {}
