use endpoint::endpoint;

#[endpoint(GET "/users")]
struct Send {
    #[cookie("jwt")]
    token: String,
    #[cookie("jwt")]
    other: String,
}

fn main() {}
