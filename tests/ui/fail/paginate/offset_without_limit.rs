use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(offset = offset))]
struct ListUsers {
    #[query]
    offset: Option<u32>,
}

fn main() {}
