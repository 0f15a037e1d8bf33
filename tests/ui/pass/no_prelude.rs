#![no_implicit_prelude]

use ::endpoint::{Credential, FromHeaders, Secret, api, endpoint};

#[api(base_url = "https://api.test", auth = Key | Jwt, meta = Meta, query(version = "1"))]
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

#[endpoint(POST "/a/<id>/<rest..>?b=1" -> () in "key", api = Api, auth = Key & Jwt | Jwt, timeout = "30s", limit = "8 MiB")]
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

fn main() {
    let _ = Api::client(Key::new("a")).build();
    let _ = Everything::builder().id(1).rest("a/b").filter("x").trace("t").session("s").name("n").build();
}
