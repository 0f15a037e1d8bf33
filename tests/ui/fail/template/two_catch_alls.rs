use endpoint::endpoint;

#[endpoint(GET "/copy/<from..>/to/<to..>")]
struct Get {
    from: String,
    to: String,
}

fn main() {}
