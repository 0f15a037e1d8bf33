use endpoint::{Credential, Secret, api, endpoint};

#[derive(Credential)]
#[credential(header = "x-api-key")]
pub struct ApiKey(Secret);

#[derive(Credential)]
#[credential(header = "x-jwt-token")]
pub struct Jwt(Secret);

#[api(base_url = "https://api.example.com", auth = ApiKey)]
pub struct Example;

#[endpoint(GET "/users", api = Example)]
struct ListUsers;

async fn call(jwt: Jwt) {
    let client = Example::client(jwt).build().unwrap();
    client.send(ListUsers).await.unwrap();
}

fn main() {}
