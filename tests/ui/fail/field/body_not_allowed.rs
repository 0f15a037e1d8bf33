use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[json]
    name: String,
}

fn main() {}
