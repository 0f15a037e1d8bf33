use endpoint::endpoint;

#[endpoint(GET "/users?page=<page>")]
struct Get {
    page: u32,
}

fn main() {}
