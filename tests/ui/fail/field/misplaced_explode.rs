use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query(style = form, explode)]
    roles: Vec<String>,
}

fn main() {}
