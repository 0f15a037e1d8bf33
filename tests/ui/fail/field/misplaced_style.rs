use endpoint::endpoint;

#[endpoint(POST "/users")]
struct Send {
    #[json(style = comma)]
    roles: Vec<String>,
}

fn main() {}
