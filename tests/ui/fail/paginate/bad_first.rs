use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(page = page, first = zero))]
struct ListUsers {
    #[query]
    page: u32,
}

fn main() {}
