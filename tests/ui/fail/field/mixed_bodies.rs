use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[json]
    name: String,
    #[part]
    photo: String,
}

fn main() {}
