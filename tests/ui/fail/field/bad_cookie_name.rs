use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[cookie("session=")]
    session: String,
}

fn main() {}
