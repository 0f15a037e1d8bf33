use endpoint::{Credential, Secret};

#[derive(Credential)]
#[credential(header = "Authorization", prefix = "Bearer\n")]
pub struct Token(Secret);

fn main() {}
