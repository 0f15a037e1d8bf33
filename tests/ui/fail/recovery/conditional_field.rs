use endpoint::endpoint;

#[endpoint(GET "/users/<login>")]
struct GetUser {
    login: String,
    #[cfg(all())]
    page: u32,
    #[cfg(any())]
    never: u32,
}

fn main() {}
