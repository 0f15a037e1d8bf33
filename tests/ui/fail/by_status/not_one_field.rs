use endpoint::ByStatus;

#[derive(ByStatus)]
pub enum Answer {
    #[status(200)]
    Done { export: String },
}

fn main() {}
