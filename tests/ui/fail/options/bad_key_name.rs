use endpoint::endpoint;

#[endpoint(POST "/users", idempotency_key = "Idempotency Key")]
struct AddUser;

fn main() {}
