use endpoint::ByStatus;

#[derive(ByStatus)]
#[by_status(krate = endpoint)]
pub enum Answer {
    #[status(200)]
    Done(String),
}

fn main() {}
