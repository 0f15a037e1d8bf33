use endpoint::{Credential, Secret, endpoint};

#[derive(Credential)]
#[credential(header = "x-api-key")]
struct ApiKey(Secret);

#[endpoint(GET "/users", auth = ApiKey & none)]
struct ListUsers;

fn main() {}
