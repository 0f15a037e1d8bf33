use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(links, cursor = after, next = next))]
struct ListUsers {
    #[query]
    after: Option<String>,
    #[query]
    limit: Option<u32>,
}

fn main() {}
