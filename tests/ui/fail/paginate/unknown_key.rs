use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(curser = after))]
struct ListUsers {
    #[query]
    after: Option<String>,
    #[query]
    limit: Option<u32>,
}

fn main() {}
