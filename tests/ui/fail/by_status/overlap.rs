use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(404)]
    NotFound,
    #[status(400 | 404)]
    Refused(String),
}

fn main() {}
