use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(link = "paging?.next"))]
struct ListUsers {
    #[query]
    after: Option<String>,
    #[query]
    limit: Option<u32>,
}

fn main() {}
