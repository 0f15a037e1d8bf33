use endpoint::endpoint;

#[endpoint(gett "/users/<login", timout = "30s", limit = "8 MB")]
struct GetUser {
    #[path]
    login: String,
    #[header]
    etag: String,
}

fn main() {}
