use endpoint::FromHeaders;

#[derive(FromHeaders)]
pub struct Meta {
    request_id: Option<String>,
}

fn main() {}
