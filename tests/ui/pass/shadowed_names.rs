#![allow(dead_code, non_camel_case_types)]

use ::endpoint::{ByStatus, api, endpoint as call};

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
struct Default;
struct Output;
struct Variant;
struct Style;
struct usize;
struct u16;
struct Endpoint;
struct Operation;
struct Client;
struct u32;
struct str;
struct bool;
struct Retry;
struct Next;
struct Turn;
struct Page;
struct Pages;
struct Paginate;
struct Response;
struct Link;
mod endpoint {}
mod core {}
mod std {}
mod serde {}

#[api(base_url = "https://api.test", query(version = "1"), retry = never)]
struct Api;

#[call(PUT "/<a>?v=1" -> (), api = Api, timeout = "1s", limit = 10, retry = never, idempotency_key = "x-key")]
struct Shadowed<'a> {
    a: ::core::primitive::u64,
    #[query]
    b: ::core::option::Option<&'a ::core::primitive::str>,
    #[json]
    c: ::std::string::String,
    #[json]
    d: ::endpoint::Secret,
}

#[call(POST "/<p>", api = Api)]
struct Styled {
    #[path(style = simple)]
    p: ::std::vec::Vec<::core::primitive::u64>,
    #[query(style = deep, default)]
    q: ::std::vec::Vec<::core::primitive::u64>,
    #[form(default = "f")]
    f: ::std::string::String,
}

#[call(GET "/" -> List, api = Api, paginate(offset = next, limit = page, total = turn?.page, items = Page in turn?.items))]
struct Counted {
    #[query]
    next: ::core::primitive::u64,
    #[query]
    page: ::core::primitive::u64,
}

#[call(GET "/" -> ::std::vec::Vec<::core::primitive::u8>, api = Api, paginate(link_header))]
struct Linked;

struct List {
    turn: ::core::option::Option<Inner>,
}

struct Inner {
    items: ::std::vec::Vec<Page>,
    page: ::core::primitive::u64,
}

impl<'de> ::serde::Deserialize<'de> for List {
    fn deserialize<D: ::serde::Deserializer<'de>>(_: D) -> ::core::result::Result<Self, D::Error> {
        ::core::result::Result::Ok(Self { turn: ::core::option::Option::None })
    }
}

#[derive(ByStatus)]
enum Answer {
    #[status(200)]
    Some(::std::string::String),
    #[status(404)]
    None,
    #[status(5xx)]
    Err(::endpoint::Raw),
}

#[call(GET "/" -> Answer, api = Api)]
struct GetAnswer;

fn main() {
    let _ = Styled::builder().p(::std::vec![1]).build();
    let _ = Counted::builder().next(1).page(2).build();
    let _ = Linked::builder().build();
    let _ = GetAnswer::builder().build();
    let _ = Shadowed::builder().a(1).b("b").c("c").d("d").build();
}
