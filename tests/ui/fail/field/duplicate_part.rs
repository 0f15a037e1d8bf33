use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[part]
    file: String,
    #[part(rename = "file")]
    other: String,
}

fn main() {}
