use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[query(style = deepObject)]
    filter: Vec<String>,
}

fn main() {}
