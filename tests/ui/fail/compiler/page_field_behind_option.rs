use endpoint::endpoint;

#[endpoint(GET "/users" -> Users, paginate(link = paging.next, items = User in users))]
struct ListUsers;

#[derive(serde::Deserialize)]
struct Users {
    users: Vec<User>,
    paging: Option<Paging>,
}

#[derive(serde::Deserialize)]
struct Paging {
    next: Option<String>,
}

#[derive(serde::Deserialize)]
struct User {
    name: String,
}

fn main() {}
