use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {}

fn main() {}
