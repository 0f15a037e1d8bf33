use endpoint::endpoint;

#[endpoint(GET "/users" -> Users, paginate(link = users?.href, items = User in users, size = limit))]
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
