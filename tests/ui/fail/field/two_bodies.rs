use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[body]
    user: String,
    #[body]
    other: String,
}

fn main() {}
