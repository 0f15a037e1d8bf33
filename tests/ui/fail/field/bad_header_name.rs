use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[header("if match")]
    etag: String,
}

fn main() {}
