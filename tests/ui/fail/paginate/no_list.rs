use endpoint::endpoint;

#[endpoint(GET "/users" -> (), paginate(links))]
struct ListUsers;

fn main() {}
