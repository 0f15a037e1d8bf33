use endpoint::Credential;

#[derive(Credential)]
#[credential(header = "Authorization")]
pub struct Token<T>(T);

fn main() {}
