use endpoint::{Endpoint, Paginate, endpoint};

#[endpoint(POST "/<id>")]
struct Conditional<'a> {
    id: u64,
    #[cfg(any())]
    #[query]
    never: NoSuchType,
    #[cfg(all())]
    #[query]
    always: u64,
    #[cfg_attr(all(), query(rename = "as"))]
    renamed: Option<&'a str>,
    #[cfg(all())]
    #[query(style = comma, default = vec![7, 8])]
    list: Vec<u8>,
    #[cfg(any())]
    #[body]
    other_body: u64,
    #[cfg(not(any()))]
    #[body]
    body: u64,
}

#[endpoint(GET "/" -> Vec<u8>, paginate(page = page, size = size))]
struct Pages {
    #[cfg(any())]
    #[query]
    page: Vec<NoSuchType>,
    #[cfg(all())]
    #[query]
    page: u64,
    #[cfg_attr(all(), query(rename = "per_page"))]
    size: Option<u64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let call = Conditional::builder().id(1).always(2).renamed("x").body(3).build();
    let request = call.request(&"https://api.test".parse()?)?;
    assert_eq!(request.uri(), "https://api.test/1?always=2&as=x&list=7,8");
    assert_eq!(request.body(), "3");
    assert_eq!(Pages::PAGE_SIZE, Some("per_page"));
    Ok(())
}
