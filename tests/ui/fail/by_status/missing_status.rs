use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(200)]
    Done(String),
    Pending(String),
}

fn main() {}
