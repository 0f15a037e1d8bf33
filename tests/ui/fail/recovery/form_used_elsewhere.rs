use endpoint::endpoint;

#[endpoint(POST "/users")]
struct AddUser {
    #[form(default = 18)]
    age: u32,
    #[form]
    name: String,
    #[body]
    photo: String,
}

fn main() {
    let _ = AddUser::builder().name("x").photo("x").build();
}
