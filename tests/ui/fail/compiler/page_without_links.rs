use endpoint::endpoint;

#[endpoint(GET "/users" -> Users, paginate(links, items = User in users))]
struct ListUsers;

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
