use endpoint::endpoint;

#[endpoint(GET "/users" -> Users, paginate(offset = offset, limit = limit, items = User in total))]
struct ListUsers {
    #[query]
    offset: Option<u32>,
    #[query]
    limit: Option<u32>,
}

#[derive(serde::Deserialize)]
struct Users {
    users: Vec<User>,
    next: Option<String>,
    total: u64,
}

#[derive(serde::Deserialize)]
struct User {
    name: String,
}

fn main() {}
