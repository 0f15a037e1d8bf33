use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[json(content_type = "application/json")]
    name: String,
}

fn main() {}
