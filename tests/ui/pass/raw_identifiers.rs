use endpoint::{Endpoint, endpoint};

#[endpoint(POST "/<type>/<fn>")]
struct Raw {
    r#type: u64,
    r#fn: u64,
    #[query]
    r#match: u64,
    #[json]
    r#use: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let raw = Raw::builder().r#type(1).r#fn(2).r#match(3).r#use(4).build();
    let request = raw.request(&"https://api.test".parse()?)?;
    assert_eq!(request.uri(), "https://api.test/1/2?match=3");
    assert_eq!(request.body(), r#"{"use":4}"#);
    Ok(())
}
