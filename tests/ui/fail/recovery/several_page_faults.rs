use endpoint::{Paginate, endpoint};

#[endpoint(GET "/users" -> Users, paginate(
    links,
    cursor = after,
    next = "next",
    first = one,
    sise = limit,
    items = User in users,
))]
struct ListUsers {
    #[query]
    after: Option<String>,
    #[query]
    limit: Option<u32>,
}

#[endpoint(GET "/users/<group>" -> Vec<User>, paginate(offset = ofset, limit = group))]
struct ListGroup {
    group: String,
    #[query]
    offset: Option<u32>,
}

#[derive(serde::Deserialize)]
struct Users {
    users: Vec<User>,
}

#[derive(serde::Deserialize)]
struct User {
    name: String,
}

fn names<E: Paginate<Item = User>>(_: E) {}

fn main() {
    names(ListUsers::builder().build());
    names(ListGroup::builder().group("a").build());
}
