use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[header("If-Match")]
    etag: String,
    #[header("if-match")]
    other: String,
}

fn main() {}
