use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(offset = offset, limit = limit, size = limit))]
struct ListUsers {
    #[query]
    offset: Option<u32>,
    #[query]
    limit: Option<u32>,
}

fn main() {}
