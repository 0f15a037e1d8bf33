use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[header("Content-Type")]
    kind: String,
}

fn main() {}
