use endpoint::endpoint;

#[endpoint(POST "/users", idempotency_key = "Authorization")]
struct AddUser;

fn main() {}
