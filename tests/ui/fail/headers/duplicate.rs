use endpoint::FromHeaders;

#[derive(FromHeaders)]
pub struct Meta {
    #[header("x-request-id")]
    request_id: Option<String>,
    #[header("X-Request-Id")]
    id: Option<String>,
}

fn main() {}
