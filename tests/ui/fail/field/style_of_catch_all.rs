use endpoint::endpoint;

#[endpoint(GET "/files/<path..>")]
struct Send {
    #[path(style = simple)]
    path: Vec<String>,
}

fn main() {}
