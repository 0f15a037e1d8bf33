#![allow(dead_code, non_camel_case_types)]

use ::endpoint::{api, endpoint as call};

struct Option;
struct Result;
struct String;
struct Some;
struct None;
struct Ok;
struct Err;
struct Vec;
struct Box;
struct Into;
struct Endpoint;
struct Operation;
struct Client;
struct u32;
struct str;
struct bool;
mod endpoint {}
mod core {}
mod std {}
mod serde {}

#[api(base_url = "https://api.test", query(version = "1"))]
struct Api;

#[call(PUT "/<a>?v=1" -> (), api = Api, timeout = "1s", limit = 10)]
struct Shadowed<'a> {
    a: ::core::primitive::u64,
    #[query]
    b: ::core::option::Option<&'a ::core::primitive::str>,
    #[json]
    c: ::std::string::String,
    #[json]
    d: ::endpoint::Secret,
}

fn main() {
    let _ = Shadowed::builder().a(1).b("b").c("c").d("d").build();
}
