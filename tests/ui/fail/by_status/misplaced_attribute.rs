use endpoint::ByStatus;

#[derive(ByStatus)]
#[status(200)]
pub enum Answer {
    #[status(201)]
    Done(String),
}

fn main() {}
