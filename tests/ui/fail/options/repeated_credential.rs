use endpoint::{Credential, Secret, endpoint};

#[derive(Credential)]
#[credential(header = "x-api-key")]
struct ApiKey(Secret);

#[endpoint(GET "/users", auth = ApiKey | ApiKey)]
struct ListUsers;

fn main() {}
