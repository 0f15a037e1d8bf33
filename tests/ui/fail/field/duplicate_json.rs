use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[json]
    name: String,
    #[json(rename = "name")]
    other: String,
}

fn main() {}
