use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(200 | 2004)]
    Done(String),
}

fn main() {}
