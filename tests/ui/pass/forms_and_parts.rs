use endpoint::{Endpoint, File, Secret, endpoint};
use serde::Serialize;

#[derive(Serialize)]
struct Meta {
    id: u64,
}

#[endpoint(POST "/<user_id>", rename_all = "camelCase")]
struct Login<'a> {
    user_id: u64,
    #[form(rename = "userId")]
    other_user_id: u64,
    #[form]
    user_name: &'a str,
    #[form]
    password: Secret,
    #[form(style = comma)]
    scopes: Vec<&'a str>,
    #[form]
    one_time: Option<u32>,
    #[form(default = true)]
    remember_me: bool,
}

#[endpoint(PUT "/files", rename_all = "kebab-case")]
struct Upload<'a> {
    #[part(rename = "files[]")]
    files: Vec<File>,
    #[part]
    file_name: &'a str,
    #[part(content_type = "application/json")]
    meta_data: Meta,
    #[part(default = 1)]
    version: u8,
    #[part]
    label: Option<String>,
}

#[endpoint(POST "/nothing")]
struct Nothing {
    #[form]
    maybe: Option<u8>,
}

#[endpoint(DELETE "/things")]
struct DeleteThings {
    #[json]
    ids: Vec<u64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = "https://api.test".parse()?;
    let login = Login::builder()
        .user_id(1)
        .other_user_id(2)
        .user_name("a b")
        .password("p")
        .scopes(vec!["x", "y"])
        .build()
        .request(&base)?;
    assert_eq!(login.uri(), "https://api.test/1");
    assert_eq!(login.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(login.body(), "userId=2&userName=a+b&password=p&scopes=x,y&rememberMe=true");

    let nothing = Nothing::builder().build().request(&base)?;
    assert_eq!(nothing.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(nothing.body(), "");

    let delete = DeleteThings::builder().ids(vec![1]).build().request(&base)?;
    assert_eq!(delete.body(), r#"{"ids":[1]}"#);

    let _ = Upload::builder().files(Vec::new()).file_name("n").meta_data(Meta { id: 1 });
    Ok(())
}
