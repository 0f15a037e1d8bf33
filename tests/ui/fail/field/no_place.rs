use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    page: u32,
}

fn main() {}
