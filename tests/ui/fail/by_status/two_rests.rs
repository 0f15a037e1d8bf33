use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(_)]
    Other(String),
    #[status(_)]
    Unknown,
}

fn main() {}
