use endpoint::{Credential, Secret};

#[derive(Credential)]
#[credential(header = "Authorization", cookie = "token")]
pub struct Token(Secret);

fn main() {}
