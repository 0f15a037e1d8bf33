use endpoint::{Credential, Secret};

#[derive(Credential)]
#[credential(cookie = "token", prefix = "Bearer ")]
pub struct Token(Secret);

fn main() {}
