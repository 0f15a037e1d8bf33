use endpoint::{Credential, Secret};

#[derive(Credential)]
pub struct Token(Secret);

fn main() {}
