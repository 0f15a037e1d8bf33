use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query("p")]
    page: u32,
}

fn main() {}
