use endpoint::endpoint;

#[endpoint(GET "/users" -> Vec<u8>, paginate(link_header, size = sizes))]
struct ListUsers {
    #[query]
    sizes: Vec<u32>,
}

fn main() {}
