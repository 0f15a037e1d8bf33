use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[json]
    name: String,
    #[body]
    user: String,
}

fn main() {}
