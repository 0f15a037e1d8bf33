use endpoint::FromHeaders;

#[derive(FromHeaders)]
pub struct Meta {
    #[header("etag")]
    tag: Option<Tag>,
}

pub struct Tag;

fn main() {}
