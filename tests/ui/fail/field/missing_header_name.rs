use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[header]
    etag: String,
}

fn main() {}
