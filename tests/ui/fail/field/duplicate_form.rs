use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[form]
    name: String,
    #[form(rename = "name")]
    other: String,
}

fn main() {}
