use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[staus(200)]
    Done(String),
}

fn main() {}
