use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(page = page, page = page))]
struct ListUsers {
    #[query]
    page: u32,
}

fn main() {}
