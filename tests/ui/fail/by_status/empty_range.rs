use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(499..=400)]
    Refused(String),
}

fn main() {}
