use endpoint::{Credential, Secret, api, endpoint};

#[derive(Credential)]
#[credential(header = "x-api-key")]
pub struct ApiKey(Secret);

#[derive(Credential)]
#[credential(header = "x-jwt-token")]
pub struct Jwt(Secret);

#[api(base_url = "https://api.example.com", auth = ApiKey | Jwt)]
pub struct Example;

#[endpoint(GET "/me", api = Example, auth = Jwt)]
struct GetMe;

async fn call(key: ApiKey) {
    let client = Example::client(key).build().unwrap();
    client.send(GetMe).await.unwrap();
}

fn main() {}
