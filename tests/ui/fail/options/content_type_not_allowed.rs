use endpoint::endpoint;

#[endpoint(POST "/users", content_type = "application/json")]
struct Send {
    #[form]
    name: String,
}

fn main() {}
