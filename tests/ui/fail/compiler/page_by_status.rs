use endpoint::{ByStatus, endpoint};

#[endpoint(GET "/users" -> Answer, paginate(link_header))]
struct ListUsers;

#[derive(ByStatus)]
enum Answer {
    #[status(200)]
    Found(Vec<u8>),
    #[status(404)]
    Missing,
}

fn main() {}
