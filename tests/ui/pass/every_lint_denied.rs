//! Generated code brings no warning into a crate that denies them all.
#![deny(
    warnings,
    future_incompatible,
    let_underscore,
    nonstandard_style,
    rust_2018_idioms,
    rust_2024_compatibility,
    unused,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![forbid(unsafe_code)]

use endpoint::{ByStatus, Credential, FromHeaders, Json, Raw, Retry, Secret, SuccessFlag, api, endpoint};

/// An API.
#[api(base_url = "https://api.test/v1", envelope = SuccessFlag, auth = Key | none, meta = Meta, query(version = "1"), retry = Retry::standard())]
#[derive(Debug, Clone, Copy)]
pub struct Api;

/// A key.
#[derive(Credential, Debug)]
#[credential(header = "x-key")]
pub struct Key(Secret);

/// Headers.
#[derive(FromHeaders, Debug)]
pub struct Meta {
    /// An id.
    #[header("x-id")]
    pub id: Option<String>,
}

/// A call.
#[endpoint(POST "/a/<id>/<rest..>?b=1" -> Json in "key", api = Api, redirect = none, idempotent, retry = never, idempotency_key = "x-key")]
#[derive(Debug)]
pub struct Everything<'a> {
    /// The id.
    pub id: u64,
    /// The rest.
    pub rest: &'a str,
    /// A filter.
    #[query(rename = "filter[x]")]
    pub filter: Option<Vec<String>>,
    /// A trace.
    #[header("x-trace")]
    pub trace: Option<String>,
    /// A session.
    #[cookie("session")]
    pub session: Option<Secret>,
    /// A name.
    #[json]
    pub name: String,
}

/// A call with a form, and with values that need not be set.
#[endpoint(POST "/b/<ids>" -> Answer<Json>, api = Api, error = Answer<u8>)]
#[derive(Debug)]
pub struct Form {
    /// Ids.
    #[path(style = matrix, explode)]
    pub ids: Vec<u64>,
    /// A filter.
    #[query(style = comma, default)]
    pub filter: Vec<String>,
    /// A name.
    #[form(rename = "n", default = "x")]
    pub name: String,
    /// A number.
    #[form(default = 1)]
    pub number: u8,
}

/// A call in parts.
#[endpoint(POST "/c", api = Api)]
#[derive(Debug)]
pub struct Parts {
    /// A table.
    #[part(content_type = "text/csv")]
    pub table: String,
}

/// What may come.
#[derive(ByStatus, Debug)]
pub enum Answer<T> {
    /// This.
    #[status(200)]
    Done(T),
    /// Nothing.
    #[status(204 | 205)]
    Nothing,
    /// A refusal.
    #[status(400..=404)]
    Refused(u8),
    /// All else.
    #[status(_)]
    Other(Raw),
}

/// A call whose list comes in pages, by the fields of this struct.
#[endpoint(GET "/d" -> List, api = Api, paginate(offset = offset, limit = limit, total = inner?.total, items = u8 in inner?.list))]
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// The first.
    #[query]
    pub offset: u64,
    /// The most.
    #[query]
    pub limit: Option<u64>,
}

/// A call whose list comes in pages, by what the answer says.
#[endpoint(GET "/e" -> List, api = Api, paginate(cursor = after, next = more, items = u8 in list, size = limit))]
#[derive(Debug)]
pub struct Linked {
    /// The token.
    #[query]
    pub after: Option<String>,
    /// The most.
    #[query]
    pub limit: Option<u64>,
}

/// A page.
#[derive(serde::Deserialize, Debug)]
pub struct List {
    /// Items.
    pub list: Vec<u8>,
    /// A token.
    pub more: Option<String>,
    /// More of them.
    pub inner: Option<Inner>,
}

/// What a page may hold.
#[derive(serde::Deserialize, Debug)]
pub struct Inner {
    /// Items.
    pub list: Vec<u8>,
    /// How many there are.
    pub total: u64,
}

/// A call without anything.
#[endpoint(GET "/")]
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

fn main() {
    let everything = Everything::builder().id(1).rest("a/b").name("n").build();
    drop(everything);
    drop(Form::builder().ids(vec![1]).build());
    let _: Counted = Counted::builder().offset(1).build();
    drop(Linked::builder().build());
    drop(Parts::builder().table("a").build());
    let Nothing = Nothing::builder().build();
    drop(Api::client(Key::new("a")).build());
}
