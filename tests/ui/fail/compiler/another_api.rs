use endpoint::{Credential, Secret, api, endpoint};

#[derive(Credential)]
#[credential(header = "x-api-key")]
pub struct ApiKey(Secret);

#[derive(Credential)]
#[credential(header = "x-jwt-token")]
pub struct Jwt(Secret);

#[api(base_url = "https://api.example.com", auth = ApiKey)]
pub struct Example;

#[api(base_url = "https://other.example.com", auth = ApiKey)]
pub struct Other;

#[endpoint(GET "/users", api = Other)]
struct ListUsers;

async fn call(key: ApiKey) {
    let client = Example::client(key).build().unwrap();
    client.send(ListUsers).await.unwrap();
}

fn main() {}
