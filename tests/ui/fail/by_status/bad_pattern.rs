use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(400..500)]
    Refused(String),
}

fn main() {}
