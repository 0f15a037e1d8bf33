use endpoint::{Credential, Secret};

#[derive(Credential)]
#[credential(header = "Authorization")]
pub struct Login {
    user: Secret,
    password: Secret,
}

fn main() {}
