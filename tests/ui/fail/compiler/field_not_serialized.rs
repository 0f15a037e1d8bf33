use endpoint::endpoint;

#[endpoint(GET "/users")]
struct ListUsers {
    #[query]
    filter: Filter,
    #[query]
    sort: Option<Vec<Filter>>,
}

struct Filter {
    name: String,
}

fn main() {}
