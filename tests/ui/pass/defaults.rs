use endpoint::{Endpoint, Secret, endpoint};
use serde::Serialize;

#[derive(Serialize, Default)]
#[serde(rename_all = "snake_case")]
enum Order {
    #[default]
    Newest,
    Oldest,
}

const fn page() -> u32 {
    1
}

#[endpoint(POST "/search/<index>")]
struct Search<'a> {
    index: &'a str,
    #[query(default = 20)]
    limit: u32,
    #[query(default = -1)]
    offset: i64,
    #[query(default = page() + 1, rename = "page[number]")]
    page: u32,
    #[query(default)]
    order: Order,
    #[query(default = "rust", style = form)]
    words: String,
    #[query(default = ::std::string::ToString::to_string(&'a'))]
    letter: String,
    #[json(default = [1, 2])]
    point: [u8; 2],
    #[json(default = &["x"])]
    tags: &'a [&'a str],
    #[json(default = vec![true, false])]
    flags: Vec<bool>,
    #[json(default = "none")]
    key: Secret,
    #[json]
    name: &'a str,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = "https://api.test".parse()?;
    let request = Search::builder().index("a").name("n").build().request(&base)?;
    assert_eq!(
        request.uri(),
        "https://api.test/search/a?limit=20&offset=-1&page%5Bnumber%5D=2&order=newest&words=rust&letter=a"
    );
    assert_eq!(
        request.body(),
        r#"{"point":[1,2],"tags":["x"],"flags":[true,false],"key":"none","name":"n"}"#
    );
    let search = Search::builder().limit(5).words("a b").order(Order::Oldest).index("b").name("n").build();
    assert_eq!((search.limit, search.offset), (5, -1));
    let request = search.request(&base)?;
    assert!(request.uri().query().unwrap().ends_with("order=oldest&words=a%20b&letter=a"));
    Ok(())
}
