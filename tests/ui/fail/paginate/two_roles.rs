use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(offset = limit, limit = limit))]
struct ListUsers {
    #[query]
    after: Option<String>,
    #[query]
    limit: Option<u32>,
}

fn main() {}
