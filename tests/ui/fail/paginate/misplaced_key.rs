use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(link_header, total = total))]
struct ListUsers {
    #[query]
    after: Option<String>,
    #[query]
    limit: Option<u32>,
}

fn main() {}
