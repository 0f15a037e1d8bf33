use endpoint::endpoint;

#[endpoint(POST "/users", idempotency_key = "Idempotency-Key")]
struct AddUser<'a> {
    #[header("idempotency-key")]
    key: &'a str,
}

fn main() {}
