use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(link_header, limit = limit))]
struct ListUsers {
    #[query]
    after: Option<String>,
    #[query]
    limit: Option<u32>,
}

fn main() {}
