use endpoint::endpoint;

#[endpoint(GET "/users" -> Users, paginate(cursor = after, next = users, items = User in users))]
struct ListUsers {
    #[query]
    after: Option<String>,
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
