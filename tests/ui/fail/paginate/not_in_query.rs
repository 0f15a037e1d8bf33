use endpoint::endpoint;

#[endpoint(GET "/users" -> Users, paginate(cursor = after, next = next, items = User in users))]
struct ListUsers {
    #[header("after")]
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
