use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[quary]
    page: u32,
}

fn main() {}
