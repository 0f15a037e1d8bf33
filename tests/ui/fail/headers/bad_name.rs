use endpoint::FromHeaders;

#[derive(FromHeaders)]
pub struct Meta {
    #[header("request id")]
    request_id: Option<String>,
}

fn main() {}
