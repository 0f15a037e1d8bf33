use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(200)]
    #[status(201)]
    Done(String),
}

fn main() {}
