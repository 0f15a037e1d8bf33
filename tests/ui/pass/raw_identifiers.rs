use endpoint::{Endpoint, endpoint};

#[endpoint(POST "/<type>/<fn>")]
struct Raw {
    r#type: u64,
    r#fn: u64,
    #[query]
    r#match: u64,
    #[json]
    r#use: u64,
    #[json(default = 5)]
    r#fn2: u64,
}

#[endpoint(POST "/<in>")]
struct Form {
    #[path(style = matrix)]
    r#in: u64,
    #[form]
    r#for: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let raw = Raw::builder().r#type(1).r#fn(2).r#match(3).r#use(4).build();
    let request = raw.request(&"https://api.test".parse()?)?;
    assert_eq!(request.uri(), "https://api.test/1/2?match=3");
    assert_eq!(request.body(), r#"{"use":4,"fn2":5}"#);
    let form = Form::builder().r#in(1).r#for(2).build().request(&"https://api.test".parse()?)?;
    assert_eq!(form.uri(), "https://api.test/;in=1");
    assert_eq!(form.body(), "for=2");
    Ok(())
}
