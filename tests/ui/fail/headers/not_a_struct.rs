use endpoint::FromHeaders;

#[derive(FromHeaders)]
pub struct Meta(String);

fn main() {}
