use endpoint::endpoint;

#[endpoint(POST "/users")]
struct AddUser {
    #[form(default = 18)]
    age: u32,
    #[form]
    name: String,
    #[body]
    photo: Vec<u8>,
}

fn main() {
    let _ = AddUser::builder().name("x").photo(Vec::new()).build();
}
