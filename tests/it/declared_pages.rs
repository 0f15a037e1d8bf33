//! What declarations say of lists that come in pages: what the items of an answer are, and where
//! the next page is.

use endpoint::json_api::Resource;
use endpoint::{
    At, Data, Endpoint, Envelope, Json, JsonApi, Next, OpenError, Opened, OutputOf, Paginate,
    Response, SuccessFlag, Turn, endpoint, from_json,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::support::BASE;

#[derive(Debug, PartialEq, Deserialize)]
struct User {
    id: u64,
}

/// The answer that has this body.
fn page<E: Endpoint>(body: &str) -> Response<OutputOf<E>, E::Meta> {
    page_with::<E>("a", "b", body)
}

/// The answer that has this header and this body.
fn page_with<E: Endpoint>(
    header: &'static str,
    value: &str,
    body: &str,
) -> Response<OutputOf<E>, E::Meta> {
    let answer = http::Response::builder().header(header, value);
    let answer = answer.body(body.to_owned().into()).unwrap();
    E::decode(answer).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// Where the page behind this answer is, if nothing is known of the request.
fn next<E: Paginate>(body: &str) -> Option<Next> {
    E::next(&page::<E>(body), &Turn::new(""))
}

/// Where the page behind the answer to this call is.
fn next_of<E: Paginate>(call: &E, body: &str) -> Option<Next> {
    let request = call.request(&BASE.parse().unwrap()).unwrap();
    let query = request.uri().query().unwrap_or_default();
    E::next(&page::<E>(body), &Turn::new(query))
}

fn items<E: Paginate>(body: &str) -> Vec<E::Item> {
    E::items(page::<E>(body).into_inner())
}

#[endpoint(GET "/users" -> Vec<Resource<Json>>, envelope = JsonApi, paginate)]
struct ListResources {}

#[test]
fn links_are_the_documents() {
    for (links, expected) in [
        (r#"{"next": "/users?after=2"}"#, Some("/users?after=2")),
        (r#"{"next": {"href": "../users"}}"#, Some("../users")),
        (r#"{"next": null, "prev": "/users"}"#, None),
        (r#"{"next": ""}"#, None),
        ("{}", None),
    ] {
        let body = format!(
            r#"{{"data": [{{"id": "1", "type": "user", "attributes": {{}}}}], "links": {links}}}"#
        );
        assert_eq!(next::<ListResources>(&body), expected.map(Next::link));
        assert_eq!(items::<ListResources>(&body)[0].id, "1");
    }
    let empty = r#"{"data": [], "links": {"next": "/3"}}"#;
    assert_eq!(next::<ListResources>(empty), Some(Next::link("/3")));
    assert_eq!(ListResources::PAGE_SIZE, None);
}

#[endpoint(GET "/users" -> Vec<User>, paginate(link_header, size = size))]
struct ListByHeader {
    #[query(rename = "page[size]")]
    size: Option<u8>,
}

#[test]
fn the_header_is_the_next_pages() {
    for (header, expected) in [
        (
            r#"</users?page=1>; rel="prev", </users?page=3>; rel="next""#,
            Some("/users?page=3"),
        ),
        (r#"</users?page=1>; rel="prev""#, None),
        (r#"<>; rel="next""#, None),
    ] {
        let page = page_with::<ListByHeader>("link", header, r#"[{"id": 1}, {"id": 2}]"#);
        let next = ListByHeader::next(&page, &Turn::new(""));
        assert_eq!(next, expected.map(Next::link), "{header}");
        assert_eq!(
            ListByHeader::items(page.value),
            [User { id: 1 }, User { id: 2 }]
        );
    }
    assert_eq!(ListByHeader::PAGE_SIZE, Some("page%5Bsize%5D"));
}

#[derive(Deserialize)]
struct Users {
    users: Vec<User>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
struct Paging {
    next: Option<String>,
}

#[endpoint(GET "/users" -> Users, paginate(link = paging?.next, items = User in users))]
struct ListByLink {}

#[test]
fn a_link_may_be_anywhere_in_the_output() {
    for (paging, expected) in [
        (
            r#"{"next": "https://api.test/2"}"#,
            Some("https://api.test/2"),
        ),
        (r#"{"next": ""}"#, None),
        (r#"{"next": null}"#, None),
        ("{}", None),
        ("null", None),
    ] {
        let body = format!(r#"{{"users": [{{"id": 7}}], "paging": {paging}}}"#);
        assert_eq!(
            next::<ListByLink>(&body),
            expected.map(Next::link),
            "{paging}"
        );
        assert_eq!(items::<ListByLink>(&body), [User { id: 7 }]);
    }
}

#[derive(Deserialize)]
struct Tokens {
    list: Option<List>,
    next: Option<u64>,
}

#[derive(Deserialize)]
struct List {
    users: Option<Vec<User>>,
}

#[endpoint(GET "/users" -> Tokens, envelope = Data, rename_all = "camelCase",
    paginate(cursor = starting_after, next = next, items = User in list?.users))]
struct ListByToken {
    #[query]
    starting_after: Option<u64>,
}

#[test]
fn a_token_goes_to_its_parameter_by_the_name_there() {
    let body = |next| format!(r#"{{"data": {{"list": null, "next": {next}}}}}"#);
    let found = next_of(
        &ListByToken {
            starting_after: Some(3),
        },
        &body("70"),
    );
    assert_eq!(found, Some(Next::query("startingAfter", 70)));
    assert_eq!(next::<ListByToken>(&body("null")), None);
    assert_eq!(
        next::<ListByToken>(&body("0")),
        Some(Next::query("startingAfter", 0))
    );
}

#[test]
fn a_list_that_is_not_there_is_empty() {
    for (list, count) in [
        ("null", 0),
        ("{}", 0),
        (r#"{"users": null}"#, 0),
        (r#"{"users": []}"#, 0),
        (r#"{"users": [{"id": 1}]}"#, 1),
    ] {
        let body = format!(r#"{{"data": {{"list": {list}}}}}"#);
        assert_eq!(items::<ListByToken>(&body).len(), count, "{list}");
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exports {
    exports: Vec<User>,
    total_count: Option<u64>,
}

#[endpoint(GET "/exports" -> Exports, envelope = SuccessFlag,
    paginate(offset = offset, limit = limit, total = total_count, items = User in exports))]
struct ListByOffset {
    #[query]
    offset: Option<u64>,
    #[query(rename = "max")]
    limit: Option<u64>,
}

#[test]
fn offsets_are_counted_from_what_was_asked_and_came() {
    let body = |users: &str, total: &str| {
        format!(r#"{{"success": true, "exports": [{users}], "totalCount": {total}}}"#)
    };
    let two = r#"{"id": 1}, {"id": 2}"#;
    let offset = |offset, limit| ListByOffset { offset, limit };
    let to = |offset: u64| Some(Next::query("offset", offset));
    for (call, users, total, expected) in [
        (offset(None, None), two, "5", to(2)),
        (offset(Some(2), Some(2)), two, "5", to(4)),
        (offset(Some(4), Some(2)), two, "5", None),
        (offset(Some(3), None), two, "5", None),
        (offset(Some(2), Some(3)), "", "9", to(5)),
        (offset(Some(2), None), two, "null", to(4)),
        (offset(Some(4), Some(2)), "", "null", None),
    ] {
        let found = next_of(&call, &body(users, total));
        assert_eq!(
            found, expected,
            "{:?} {:?} {total}",
            call.offset, call.limit
        );
    }
    assert_eq!(ListByOffset::PAGE_SIZE, Some("max"));
    assert_eq!(items::<ListByOffset>(&body(two, "5")).len(), 2);
}

#[endpoint(GET "/users" -> Option<Vec<User>>, paginate(page = number))]
struct ListByNumber {
    #[query(rename = "page[number]")]
    number: Option<u64>,
}

#[derive(Deserialize)]
struct Numbered {
    content: Vec<User>,
    pages: Option<String>,
}

#[endpoint(GET "/users" -> Numbered, paginate(page = page, first = 0, last = pages, items = User in content))]
struct ListFromZero {
    #[query]
    page: Option<u64>,
}

#[test]
fn pages_are_counted_from_one_to_an_empty_one() {
    let list = |number| ListByNumber { number };
    let to = |number: u64| Some(Next::query("page[number]", number));
    let one = r#"[{"id": 1}]"#;
    assert_eq!(next_of(&list(None), one), to(2));
    assert_eq!(next_of(&list(Some(7)), one), to(8));
    assert_eq!(next_of(&list(Some(8)), "[]"), None);
    assert_eq!(next_of(&list(Some(8)), "null"), None);
    assert_eq!(items::<ListByNumber>("null"), []);
}

#[test]
fn pages_are_counted_from_another_number_to_the_last() {
    let body = |pages: &str| format!(r#"{{"content": [], "pages": {pages}}}"#);
    let list = |page| ListFromZero { page };
    let to = |page: u64| Some(Next::query("page", page));
    assert_eq!(next_of(&list(None), &body("\"2\"")), to(1));
    assert_eq!(next_of(&list(Some(1)), &body("\"2\"")), to(2));
    assert_eq!(next_of(&list(Some(2)), &body("\"2\"")), None);
    assert_eq!(next_of(&list(None), &body("null")), None);
}

/// `{"result": .., "more": ..}`: the token stands beside the payload.
struct Beside;

#[derive(Deserialize)]
struct Reply<T> {
    result: T,
    more: Option<String>,
}

impl<T> std::ops::Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.result
    }
}

impl<T> Opened<T> for Reply<T> {
    fn into_payload(self) -> T {
        self.result
    }

    fn payload(&self) -> &T {
        &self.result
    }
}

impl Envelope for Beside {
    type Open<T> = Reply<T>;
    type Error = Json;

    fn open<T: DeserializeOwned>(
        body: &str,
        _: Option<&'static str>,
    ) -> Result<Reply<T>, OpenError> {
        from_json(body)
    }

    fn wrap<T>(value: T) -> Reply<T> {
        Reply {
            result: value,
            more: None,
        }
    }
}

#[endpoint(GET "/users" -> Vec<T>, envelope = Beside, paginate(cursor = after, next = more))]
struct ListBeside<T> {
    #[query]
    after: Option<T>,
}

#[endpoint(GET "/users" -> Users, envelope = Beside, paginate(link = paging?.next, items = User in users))]
struct ListInside {}

#[test]
fn a_path_reaches_the_envelope_and_the_payload() {
    let body = r#"{"result": ["a", "b"], "more": "x y"}"#;
    assert_eq!(
        next::<ListBeside<String>>(body),
        Some(Next::query("after", "x y"))
    );
    assert_eq!(items::<ListBeside<String>>(body), ["a", "b"]);
    let body = r#"{"result": {"users": [{"id": 3}], "paging": {"next": "/2"}}}"#;
    assert_eq!(next::<ListInside>(body), Some(Next::link("/2")));
    assert_eq!(items::<ListInside>(body), [User { id: 3 }]);
}

#[test]
fn references_and_links_to_an_endpoint_have_its_pages() {
    let body = r#"[{"id": 1}]"#;
    assert_eq!(items::<&ListByHeader>(body), [User { id: 1 }]);
    assert_eq!(items::<At<ListByHeader>>(body), [User { id: 1 }]);
    let at = ListByNumber::at("/users?page%5Bnumber%5D=4&x=1");
    assert_eq!(next_of(&at, body), Some(Next::query("page[number]", 5)));
    assert_eq!(<At<ListByHeader>>::PAGE_SIZE, <&ListByHeader>::PAGE_SIZE);
}
