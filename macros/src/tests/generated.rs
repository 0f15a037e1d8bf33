//! What is generated for good input.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use super::{errors, pretty, tokens};

pub(super) fn endpoint(args: &str, item: &str) -> TokenStream {
    crate::endpoint::attribute(tokens(args), &tokens(item))
}

pub(super) fn api(args: &str, item: &str) -> TokenStream {
    crate::api::attribute(tokens(args), &tokens(item))
}

fn credential(item: &str) -> TokenStream {
    crate::credential::derive(tokens(item))
}

fn headers(item: &str) -> TokenStream {
    crate::headers::derive(tokens(item))
}

fn by_status(item: &str) -> TokenStream {
    crate::by_status::derive(tokens(item))
}

/// Two path parameters, three optional query parameters.
const REFERENCE: (&str, &str) = (
    r#"GET "/orgs/<org_id>/export/<export_id>" -> Resource<ExportResults>, api = Snyk"#,
    r"
    /// Fetch the links to the exported files.
    #[derive(Debug)]
    pub struct GetExport {
        /// The organization.
        pub org_id: Uuid,
        pub export_id: Uuid,
        #[query] pub limit: Option<u32>,
        #[query] pub starting_after: Option<String>,
        #[query] pub expand: Option<bool>,
    }
    ",
);

/// How long the reference endpoint may become. Every line of it is compiled once for each endpoint
/// there is.
const LINES: usize = 116;

/// How many tokens it may have, which is what the compiler's time goes by.
const TOKENS: usize = 700;

#[test]
fn reference_endpoint() {
    let tokens = endpoint(REFERENCE.0, REFERENCE.1);
    let count = count(&tokens);
    assert!(count <= TOKENS, "{count} tokens");
    let code = pretty(&tokens);
    assert_recorded("reference", &code);
    assert!(
        code.lines().count() <= LINES,
        "{} lines",
        code.lines().count()
    );
}

/// A group counts as one, beside what is in it.
fn count(tokens: &TokenStream) -> usize {
    let counts = tokens.clone().into_iter().map(|token| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    });
    counts.sum()
}

/// Compares generated code with what is on record.
pub(super) fn assert_recorded(name: &str, code: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/snapshots/{name}.rs"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, code).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        code, recorded,
        "if this is meant, record it: UPDATE_SNAPSHOTS=1 cargo test -p endpoint-macros"
    );
}

/// Looks for each of these in generated code, as it is or pretty-printed, whatever the spaces.
pub(super) fn assert_holds(code: &TokenStream, expected: &[&str]) {
    let pretty = pretty(code);
    assert_eq!(errors(&pretty), [""; 0], "{pretty}");
    let code = flat(&code.to_string()) + &flat(&pretty);
    for part in expected {
        assert!(code.contains(&flat(part)), "{part}\nis not in\n{pretty}");
    }
}

fn flat(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn a_struct_without_fields() {
    for item in ["struct ListAll;", "struct ListAll {}"] {
        let code = endpoint("GET \"/all\"", item);
        assert_holds(
            &code,
            &[
                "type Api = __e::Undescribed;",
                "type Output = ();",
                "struct ListAllBuilder;",
                "fn builder() -> ListAllBuilder { ListAllBuilder }",
                "fn build(self) -> ListAll { ListAll {} }",
                "`GET /all`",
            ],
        );
        assert!(!pretty(&code).contains("goes to"), "{code}");
    }
}

#[test]
fn every_option() {
    let args = r#"POST "/a?b=c&d" -> Export in "export", api = Snyk, envelope = none, error = Problem, meta = M,
        auth = A | B & C | none, accept = "text/csv, */*;q=0.1", content_type = "application/json",
        base_url = "https://uploads.example", rename_all = "camelCase", timeout = "1500ms", limit = "8 MiB",
        redirect = none, idempotent, idempotency_key = "X-Request-Key", retry = Retry::standard().attempts(5),
        crate = ::renamed,"#;
    let item = "struct X { #[query] page_size: u8, #[json] file_name: String, #[json(rename = \"as_it_is\")] b: u8 }";
    assert_holds(
        &endpoint(args, item),
        &[
            "use ::renamed::__private as __e;",
            "type Envelope = __e::Plain;",
            "type Error = Problem;",
            "type Meta = M;",
            r#"__e::Operation::new("X", __e::Method::POST, "/a?b=c&d").payload_key("export")
            .accept("text/csv, */*;q=0.1").content_type("application/json").base_url("https://uploads.example")
            .timeout(__e::Duration::from_millis(1500u64)).limit(8388608u64).idempotent()
            .idempotency_key("x-request-key").retry(Retry::standard().attempts(5))
            .auth(__e::Auth::AnyOf(&[<A as __e::Credential>::SCHEME,
            <(B, C) as __e::Credential>::SCHEME,
            <__e::Anonymous as __e::Credential>::SCHEME]))"#,
            "impl __e::Accepts<A> for X {}",
            "impl __e::Accepts<(B, C)> for X {}",
            "impl __e::Accepts<__e::Anonymous> for X {}",
            "impl __e::Accepts<__e::Dynamic> for X {}",
            r#".literal("/a") .query_constant("b", "b=c") .query_constant("d", "d")
            .query("pageSize", &self.page_size)
            .json_object()
            .json("fileName", &self.file_name) .json("as_it_is", &self.b).end() }"#,
        ],
    );
}

#[test]
fn the_envelope_brings_its_error() {
    let code = endpoint(
        "GET \"/a\" -> T, api = Snyk, envelope = JsonApi",
        "struct X;",
    );
    assert_holds(
        &code,
        &[
            "type Envelope = JsonApi;",
            "type Error = <JsonApi as __e::Envelope>::Error;",
        ],
    );
    let code = endpoint("GET \"/a\" -> T, api = Snyk", "struct X;");
    assert_holds(&code, &["type Error = <Snyk as __e::Api>::Error;"]);
}

#[test]
fn no_credential_at_all() {
    let code = endpoint("POST \"/login\", api = E, auth = none", "struct X;");
    assert_holds(
        &code,
        &[
            ".auth(__e::Auth::None)",
            "impl<__C> __e::Accepts<__C> for X {}",
        ],
    );
}

#[test]
fn every_place_in_order() {
    let item = r#"struct X {
        #[body] payload: Upload,
        #[cookie("jwt")] jwt: Secret,
        #[header("If-Match")] etag: Option<String>,
        #[query(rename = "page[size]")] size: u8,
        rest: String,
        id: u64,
    }"#;
    assert_holds(
        &endpoint("PUT \"/x/<id>.json/<rest..>\"", item),
        &[
            r#".literal("/x/") .segment("id", &self.id) .literal(".json/")
            .segments("rest", &self.rest) .query("page%5Bsize%5D", &self.size)
            .cookie("jwt", &self.jwt) .header("if-match", &self.etag)
            .body(&self.payload).end() }"#,
            "fn jwt(self, jwt: impl __e::Into<Secret>)",
            "fn etag(mut self, etag: impl __e::Into<String>) -> Self",
            "| `size` | query, as `page[size]` | required |",
            "| `rest` | path | required |",
            "/// Sets the header `if-match`.",
        ],
    );
}

#[test]
fn forms_and_parts() {
    let form = r#"struct X {
        #[form] user_name: String,
        #[form(rename = "a[b]", style = deep)] filter: Filter,
        #[form(style = form)] list: Vec<u8>,
    }"#;
    assert_holds(
        &endpoint("POST \"/\", rename_all = \"camelCase\"", form),
        &[
            r#".urlencoded() .form("userName", &self.user_name)
            .form_styled(__e::Style::Deep, "a[b]", &self.filter)
            .form("list", &self.list).end() }"#,
            "| `user_name` | form, as `userName` | required |",
            "| `filter` | form, as `a[b]`, style `deep` | required |",
            "/// Sets the form field `userName`.",
        ],
    );
    let parts = r#"struct X {
        #[part(rename = "files[]")] files: Vec<File>,
        #[part(content_type = "application/json")] meta_data: Option<Meta>,
    }"#;
    assert_holds(
        &endpoint("POST \"/\", rename_all = \"kebab-case\"", parts),
        &[
            r#".multipart() .part("files[]", &self.files)
            .part_as("application/json", "meta-data", &self.meta_data).end() }"#,
            "| `meta_data` | part, as `meta-data`, of type `application/json` | optional |",
            "/// Sets the part `files[]`.",
        ],
    );
}

#[test]
fn styles() {
    let item = r#"struct X {
        #[path(style = simple)] a: Vec<u8>,
        #[path(style = label, explode)] b: Vec<u8>,
        #[path(explode, style = matrix)] c: Map,
        #[query(style = comma, rename = "x y")] d: Vec<u8>,
        #[query(style = space)] e: Vec<u8>,
        #[query(style = pipe)] f: Vec<u8>,
        #[query(style = json)] g: Vec<u8>,
        #[query(style = form)] h: Vec<u8>,
    }"#;
    assert_holds(
        &endpoint("GET \"/<a>/<b><c>\"", item),
        &[
            r#".segment_styled(__e::PathStyle::Simple { explode: false }, "a", &self.a)
            .literal("/")
            .segment_styled(__e::PathStyle::Label { explode: true }, "b", &self.b)
            .segment_styled(__e::PathStyle::Matrix { explode: true }, "c", &self.c)
            .query_styled(__e::Style::Comma, "x%20y", &self.d)
            .query_styled(__e::Style::Space, "e", &self.e)
            .query_styled(__e::Style::Pipe, "f", &self.f)
            .query_styled(__e::Style::Json, "g", &self.g)
            .query("h", &self.h).end() }"#,
            "| `b` | path, style `label` | required |",
            "| `d` | query, as `x y`, style `comma` | required |",
        ],
    );
}

#[test]
fn defaults() {
    let item = r#"struct X<'a> {
        #[query(default = 20)] limit: u32,
        #[query(default = -1)] from: i32,
        #[query(default = "new")] sort: String,
        #[query(default = "old".to_owned())] order: String,
        #[json(default)] tags: Vec<String>,
        #[json(default = [0; 3], rename = "p")] point: [u8; 3],
        #[json(default = &[])] list: &'a [u8],
        #[query(default = map::<u8, u8>(), style = comma)] map: Map,
        #[query(default = "hunter2")] key: Secret,
        #[query] wanted: u8,
    }"#;
    assert_holds(
        &endpoint("POST \"/\"", item),
        &[
            r#"XBuilder(wanted_of_X, (20, -1, __e::Into::into("new"), "old".to_owned(),
            <Vec<String> as __e::Default>::default(), [0; 3], &[], map::<u8, u8>(), __e::Into::into("hunter2"),),"#,
            "fn limit(mut self, limit: u32) -> Self { self.1.0 = limit; self }",
            "fn sort(mut self, sort: impl __e::Into<String>) -> Self { self.1.2 = __e::Into::into(sort); self }",
            "limit: self.1.0,",
            r#".json("p", &self.point)"#,
            ".query_styled(__e::Style::Comma, \"map\", &self.map)",
            "| `limit` | query | optional, `20` if not set |",
            "| `from` | query | optional, `-1` if not set |",
            "| `sort` | query | optional, `\"new\"` if not set |",
            "| `order` | query | optional, with a default |",
            "| `tags` | JSON body | optional, with a default |",
            "| `key` | query | optional, with a default |",
            "| `wanted` | query | required |",
        ],
    );
}

#[test]
fn enums_by_status() {
    let item = r"#[by_status(crate = ::renamed)] enum Answer {
        #[status(4xx)] Refused(Problem),
        #[status(200 | 203)] Done(Export),
        #[status(_)] Other(Raw),
        #[status(404)] NotFound,
    }";
    assert_holds(
        &by_status(item),
        &[
            "use ::renamed::__private as __e;",
            "impl<__V: __e::Envelope> __e::ByStatus<__V> for Answer {",
            r"match __status {
                200u16 | 203u16 => __e::Some(1usize),
                404u16 => __e::Some(3usize),
                400u16..=499u16 => __e::Some(0usize),
                _ => __e::Some(2usize),
            }",
            "const ACCEPT: ::core::primitive::usize = 1usize;",
            "__e::StatusVariant::holding::<Problem, __V>(|__answer, __key|
                __e::Result::map(<Problem as __e::Variant<__V>>::read(__answer, __key), Self::Refused))",
            "|()| Self::NotFound {}",
            "impl<__V: __e::Envelope> __e::Output<__V> for Answer {",
            "impl __e::ErrorBody for Answer {",
        ],
    );
    let item =
        "enum Answer<T> where T: Clone { #[status(200)] Done(Vec<T>), #[status(201)] New(u8) }";
    assert_holds(
        &by_status(item),
        &[
            "impl<T, __V: __e::Envelope> __e::Output<__V> for Answer<T>
                where T: Clone, Vec<T>: __e::Variant<__V>, Self: 'static {",
            "impl<T> __e::ErrorBody for Answer<T> where T: Clone, Vec<T>: __e::Variant<__e::Plain>,
                Self: __e::Send + __e::Sync + 'static {",
            "_ => __e::None,",
        ],
    );
}

#[test]
fn raw_identifiers() {
    let item = "struct r#struct { r#type: u8, #[query] r#in: u8, #[json] r#fn: Option<u8> }";
    assert_holds(
        &endpoint("POST \"/x/<type>\"", item),
        &[
            ".segment(\"type\", &self.r#type)",
            ".query(\"in\", &self.r#in)",
            ".json(\"fn\", &self.r#fn).end() }",
            "Operation::new(\"struct\",",
            "fn r#type(self, r#type: u8)",
        ],
    );
}

#[test]
fn lifetimes_parameters_and_conditions() {
    let item = "pub(crate) struct X<'a, T: Clone = u8, const N: usize = 3> where T: Copy { id: &'a T, #[query] n: [u8; N] }";
    assert_holds(&endpoint("GET \"/x/<id>\" -> Page<T>, api = A", item), &[
        "impl<'a, T: Clone, const N: usize> __e::Endpoint for X<'a, T, N> where T: Copy,
            Page<T>: __e::Output<<A as __e::Api>::Envelope>, &'a T: __e::Serialize {",
        "impl<'a, T: Clone, const N: usize, __C: __e::AcceptedBy<A>> __e::Accepts<__C> for X<'a, T, N>
            where T: Copy {}",
        "pub(crate) struct XBuilder<'a, T: Clone, const N: usize, __0, __1>(__0, __1,
            ::core::marker::PhantomData<fn() -> X<'a, T, N>>) where T: Copy;",
        "pub(crate) fn builder() -> XBuilder<'a, T, N, id_of_X, n_of_X>",
        "fn id(self, id: &'a T) -> XBuilder<'a, T, N, __e::Value<&'a T>, __1>",
    ]);
}

#[test]
fn an_item_from_macro_rules() {
    use proc_macro2::{Delimiter, Group, TokenTree};
    let group = |text: &str| TokenTree::Group(Group::new(Delimiter::None, tokens(text)));
    let (ty, lit, output) = (group("Option<u8>"), group("\"/x\""), group("Vec<u8>"));
    let code = crate::endpoint::attribute(
        quote::quote!(GET #lit -> #output),
        &quote::quote!(struct X { #[query] n: #ty }),
    );
    assert_holds(
        &code,
        &[
            "fn n(mut self, n: u8) -> Self",
            "| `n` | query | optional |",
        ],
    );
}

#[test]
fn conditional_fields_are_handed_over() {
    let item = r#"
        /// Docs.
        struct X {
            #[cfg(feature = "a")] #[query(rename = "b")] a: u8,
            #[cfg_attr(any(unix, feature = "c"), path, cfg_attr(windows, doc = "d"))] id: u8,
        }"#;
    let args = r#"GET "/x/<id>" -> T, crate = r"#;
    let code = endpoint(args, item);
    assert_holds(
        &code,
        &[
            "#[derive(r::__private::EndpointFields)]",
            r#"#[__endpoint(GET "/x/<id>" -> T, crate = r)]"#,
            r#"#[__endpoint(query(rename = "b"))] a: u8"#,
            r#"#[cfg_attr(any(unix, feature = "c"), __endpoint(path), cfg_attr(windows, doc = "d"))] id: u8"#,
            r#"#[cfg_attr(all(feature = "a"), doc = " | `a` | query, as `b` | required |")]"#,
            "`GET /x/<id>`",
        ],
    );
    assert!(!pretty(&code).contains("const _"), "{code}");
    let resolved = r#"#[__endpoint(GET "/x/<id>" -> T, crate = r)] struct X { #[__endpoint(query(rename = "b"))] a: u8, #[__endpoint(path)] id: u8 }"#;
    let code = crate::endpoint::derive(&tokens(resolved));
    assert_holds(
        &code,
        &[
            ".query(\"b\", &self.a).end() }",
            ".segment(\"id\", &self.id)",
        ],
    );
    assert!(!pretty(&code).contains("struct X {"), "{code}");
}

#[test]
fn attributes_of_others_stay() {
    let item = "#[derive(Clone)] #[serde(default)] struct X { #[serde(skip)] #[query] a: u8, #[deprecated] #[query] b: u8 }";
    assert_holds(
        &endpoint("GET \"/\"", item),
        &[
            "#[serde(default)]",
            "#[serde(skip)] a: u8,",
            "#[deprecated] fn b(self,",
        ],
    );
}

#[test]
fn an_api() {
    let args = r#"base_url = "https://api.snyk.io/rest", envelope = JsonApi, meta = SnykMeta, auth = Token | Bearer,
        query(version = "2024-10-15~beta", "odd name" = "a&b", r#type = "")"#;
    assert_holds(
        &api(args, "pub struct Snyk;"),
        &[
            "type Error = <JsonApi as __e::Envelope>::Error;",
            "type Meta = SnykMeta;",
            r#"= &[("version", "2024-10-15~beta"), ("odd%20name", "a%26b"), ("type", "")];"#,
            "&[<Token as __e::Credential>::SCHEME, <Bearer as __e::Credential>::SCHEME];",
            "impl __e::AcceptedBy<Snyk> for Token {}",
            "impl __e::AcceptedBy<Snyk> for __e::Dynamic {}",
            "pub fn client<C: __e::Credential>(credential: C) -> __e::ClientBuilder<Self, C>",
        ],
    );
    assert_holds(
        &api(r#"base_url = "http://localhost""#, "struct Local;"),
        &[
            "type Envelope = __e::Plain;",
            "type Meta = __e::Headers;",
            "impl __e::AcceptedBy<Local> for __e::Anonymous {}",
            "fn client() -> __e::ClientBuilder<Self, __e::Anonymous>",
        ],
    );
}

#[test]
fn credentials() {
    let item =
        r#"#[credential(header = "Authorization", prefix = "token ")] pub struct Token(Secret);"#;
    assert_holds(
        &credential(item),
        &[
            r#"__request.header("authorization", "token ", &self.0)"#,
            r#"::core::concat!(::core::module_path!(), "::", "Token")"#,
            "Self { 0: __e::Into::into(secret) }",
        ],
    );
    let item = r#"#[credential(cookie = "jwt", crate = r)] struct Jwt { secret: Secret }"#;
    assert_holds(
        &credential(item),
        &[
            r#"__request.cookie("jwt", &self.secret)"#,
            "use r::__private as __e;",
        ],
    );
    let item = r#"#[credential(query = "api key")] struct Key { secret: Secret }"#;
    assert_holds(
        &credential(item),
        &[r#"__request.query("api%20key", &self.secret)"#],
    );
}

#[test]
fn header_structs() {
    let item = r#"#[headers(crate = r)] struct M { #[header("Snyk-Request-Id")] id: Option<String>, #[header("served")] served: String }"#;
    assert_holds(
        &headers(item),
        &[
            r#"__e::Ok(Self { id: __headers.optional::<String>("snyk-request-id")?, served: __headers.required::<String>("served")? })"#,
            "use r::__private as __e;",
        ],
    );
}

#[test]
fn header_lists() {
    let item =
        r#"struct M { #[header("a")] a: Vec<u8>, #[header("b")] b: Option<std::vec::Vec<u8>> }"#;
    assert_holds(
        &headers(item),
        &[r#"Self { a: __headers.list::<u8>("a")?, b: __headers.optional_list::<u8>("b")? }"#],
    );
}
