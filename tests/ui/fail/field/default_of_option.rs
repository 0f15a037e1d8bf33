use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query(default = 20)]
    limit: Option<u32>,
}

fn main() {}
