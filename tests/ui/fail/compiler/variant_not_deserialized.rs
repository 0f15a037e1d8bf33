use endpoint::{ByStatus, endpoint};

#[derive(ByStatus)]
pub enum Answer {
    #[status(200)]
    Done(Export),
    #[status(404)]
    NotFound,
}

pub struct Export {
    id: u64,
}

#[endpoint(GET "/export" -> Answer)]
struct GetExport;

fn main() {}
