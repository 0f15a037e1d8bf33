use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[path]
    login: String,
}

fn main() {}
