use endpoint::FromHeaders;

#[derive(FromHeaders)]
#[headers(krate = endpoint)]
pub struct Meta {
    #[header("etag")]
    etag: Option<String>,
}

fn main() {}
