#![no_implicit_prelude]

use ::endpoint::{ByStatus, Credential, FromHeaders, Secret, api, endpoint};

#[api(base_url = "https://api.test", auth = Key | Jwt, meta = Meta, query(version = "1"), retry = never)]
pub struct Api;

#[derive(Credential)]
#[credential(header = "x-key", prefix = "key ")]
pub struct Key(Secret);

#[derive(Credential)]
#[credential(cookie = "jwt")]
pub struct Jwt {
    token: Secret,
}

#[derive(FromHeaders)]
pub struct Meta {
    #[header("x-id")]
    pub id: ::std::option::Option<::std::string::String>,
    #[header("x-count")]
    pub count: ::core::primitive::u32,
}

#[endpoint(POST "/a/<id>/<rest..>?b=1" -> () in "key", api = Api, auth = Key & Jwt | Jwt, timeout = "30s", limit = "8 MiB", retry = never, idempotency_key = "x-key-of-call")]
pub struct Everything<'a> {
    id: ::core::primitive::u64,
    rest: &'a ::core::primitive::str,
    #[query]
    filter: ::std::option::Option<::std::string::String>,
    #[header("x-trace")]
    trace: ::std::string::String,
    #[cookie("session")]
    session: Secret,
    #[json]
    name: ::std::option::Option<::std::string::String>,
}

#[endpoint(PUT "/<a>", api = Api)]
pub struct Styled {
    #[path(style = label)]
    a: ::std::vec::Vec<::core::primitive::u8>,
    #[query(style = comma, default)]
    list: ::std::vec::Vec<::core::primitive::u8>,
    #[query(default = "x")]
    word: ::std::string::String,
    #[form(default = 2)]
    number: ::core::primitive::u8,
}

#[endpoint(PUT "/", api = Api)]
pub struct Parts {
    #[part(content_type = "text/csv")]
    table: ::std::string::String,
}

#[endpoint(GET "/" -> ::std::vec::Vec<::core::primitive::u8>, api = Api, paginate(page = page, size = size))]
pub struct Numbered {
    #[query]
    page: ::core::primitive::u8,
    #[query]
    size: ::core::primitive::u8,
}

#[endpoint(GET "/" -> Page, api = Api, paginate(offset = from, limit = size, total = page?.total, items = ::core::primitive::u8 in page?.list))]
pub struct Counted {
    #[query]
    from: ::std::option::Option<::core::primitive::u8>,
    #[query]
    size: ::core::primitive::u8,
}

#[derive(::serde::Deserialize)]
pub struct Page {
    page: ::std::option::Option<Inner>,
}

#[derive(::serde::Deserialize)]
pub struct Inner {
    list: ::std::vec::Vec<::core::primitive::u8>,
    total: ::core::primitive::u64,
}

#[derive(ByStatus)]
pub enum Answer<T> {
    #[status(200)]
    Done(T),
    #[status(204 | 3xx)]
    Nothing,
    #[status(_)]
    Other(::endpoint::Raw),
}

#[endpoint(GET "/", api = Api, error = Answer<::core::primitive::u8>)]
pub struct GetAnswer;

#[endpoint(GET "/" -> Answer<::std::string::String>, api = Api)]
pub struct GetOther;

fn main() {
    let _ = Styled::builder().a(::std::vec![1]).build();
    let _ = Numbered::builder().page(1).size(2).build();
    let _ = Counted::builder().from(1).size(2).build();
    let _ = Parts::builder().table("a,b").build();
    let _ = (GetAnswer::builder(), GetOther::builder());
    let _ = Api::client(Key::new("a")).build();
    let _ = Everything::builder().id(1).rest("a/b").filter("x").trace("t").session("s").name("n").build();
}
