use endpoint::{Json, endpoint};

#[endpoint(POST "/files" -> Json)]
struct PostFiles<'a> {
    #[part]
    text: String,
    #[part]
    file: &'a [u8],
    #[part]
    other: Option<Vec<u8>>,
}

#[endpoint(PUT "/file" -> Json)]
struct PutFile {
    #[body]
    file: Vec<u8>,
}

fn main() {}
