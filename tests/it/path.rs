//! Values in the path: encoded, or refused where they would change the route.

use endpoint::{BaseUrl, EncodeError, Endpoint, endpoint};
use serde::Serialize;

#[endpoint(GET "/v1/<part>/end")]
struct Part<T: Serialize> {
    part: T,
}

#[endpoint(GET "/files/<path..>")]
struct File<'a> {
    path: &'a str,
}

#[endpoint(GET "/compare/<base>...<head>")]
struct Compare<'a> {
    base: &'a str,
    head: &'a str,
}

#[endpoint(GET "/v1/<id>.json")]
struct Document<'a> {
    id: &'a str,
}

#[endpoint(GET "/v1/<name>.")]
struct Dotted<'a> {
    name: &'a str,
}

#[endpoint(GET "/first/<first>/second/<second>")]
struct Two<'a> {
    first: &'a str,
    second: &'a str,
}

fn base() -> BaseUrl {
    "https://api.test".parse().unwrap()
}

fn path(endpoint: &impl Endpoint) -> String {
    endpoint.request(&base()).unwrap().uri().path().to_owned()
}

fn refusal(endpoint: &impl Endpoint) -> EncodeError {
    endpoint.request(&base()).unwrap_err()
}

#[test]
fn a_value_is_encoded_byte_by_byte() {
    for (part, encoded) in [
        ("abc-._~", "abc-._~"),
        ("%2e", "%252e"),
        ("%2e%2e", "%252e%252e"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("..\\..", "..%5C.."),
        ("a\0b", "a%00b"),
        ("a\r\nb\t", "a%0D%0Ab%09"),
        ("a b+c", "a%20b%2Bc"),
        ("?x=1#y", "%3Fx%3D1%23y"),
        ("@scope/name", "%40scope%2Fname"),
        ("pkg:npm/x@1", "pkg%3Anpm%2Fx%401"),
        ("é😹", "%C3%A9%F0%9F%98%B9"),
        ("...", "..."),
        (".a", ".a"),
    ] {
        assert_eq!(
            path(&Part { part }),
            format!("/v1/{encoded}/end"),
            "{part:?}"
        );
    }
}

#[test]
fn a_value_that_would_change_the_route_is_refused_by_name() {
    for part in ["", ".", ".."] {
        let error = refusal(&Part { part });
        assert_eq!(error.parameter_name(), Some("part"), "{part:?}");
        assert!(
            error.to_string().contains("the path parameter `part`"),
            "{error}"
        );
    }
}

#[test]
fn a_value_of_64_kib_is_refused_for_its_length() {
    let error = refusal(&Part {
        part: "a".repeat(64 << 10),
    });
    assert!(error.to_string().contains("bytes long"), "{error}");
    assert!(error.to_string().len() < 300);
}

#[test]
fn a_long_value_is_sent_whole() {
    let part = "é".repeat(8 << 10);
    assert_eq!(
        path(&Part { part: &part }).len(),
        "/v1//end".len() + 6 * (8 << 10)
    );
}

#[test]
fn the_parts_of_a_catch_all_are_encoded_one_by_one() {
    for (path_value, encoded) in [
        ("a", "a"),
        ("a/b c/d", "a/b%20c/d"),
        ("a?b/c#d", "a%3Fb/c%23d"),
        ("%2e%2e/a", "%252e%252e/a"),
        ("a\\..\\b", "a%5C..%5Cb"),
        (".../..a", ".../..a"),
    ] {
        assert_eq!(
            path(&File { path: path_value }),
            format!("/files/{encoded}")
        );
    }
}

#[test]
fn no_part_of_a_catch_all_may_change_the_route() {
    for path in [
        "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b",
    ] {
        assert_eq!(
            refusal(&File { path }).parameter_name(),
            Some("path"),
            "{path:?}"
        );
    }
}

#[test]
fn text_around_a_value_stays_as_it_is() {
    assert_eq!(
        path(&Compare {
            base: "main",
            head: "a/b"
        }),
        "/compare/main...a%2Fb"
    );
    assert_eq!(path(&Document { id: "7" }), "/v1/7.json");
    assert_eq!(path(&Document { id: ".." }), "/v1/...json");
}

#[test]
fn text_and_value_together_may_not_make_a_dot_segment() {
    assert_eq!(
        refusal(&Dotted { name: "." }).parameter_name(),
        Some("name")
    );
    assert_eq!(path(&Dotted { name: "a" }), "/v1/a.");
    assert_eq!(
        refusal(&Compare {
            base: "a",
            head: ""
        })
        .parameter_name(),
        Some("head")
    );
}

#[test]
fn a_value_that_looks_like_a_placeholder_is_a_value() {
    for (first, encoded) in [
        ("<second>", "%3Csecond%3E"),
        ("{second}", "%7Bsecond%7D"),
        (":second", "%3Asecond"),
    ] {
        let two = Two { first, second: "x" };
        assert_eq!(path(&two), format!("/first/{encoded}/second/x"));
    }
}

#[derive(Serialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
enum Kind {
    SecretScan,
}

#[derive(Serialize)]
struct Id(u64);

#[test]
fn all_that_serializes_to_one_plain_value_can_stand_in_a_path() {
    let uuid: uuid::Uuid = "3F1C7A52-9D64-4E0B-8A27-5B6E1D90C413".parse().unwrap();
    assert_eq!(
        path(&Part { part: i64::MIN }),
        "/v1/-9223372036854775808/end"
    );
    assert_eq!(path(&Part { part: true }), "/v1/true/end");
    assert_eq!(path(&Part { part: 'é' }), "/v1/%C3%A9/end");
    assert_eq!(path(&Part { part: Id(7) }), "/v1/7/end");
    assert_eq!(
        path(&Part {
            part: Kind::SecretScan
        }),
        "/v1/SECRET-SCAN/end"
    );
    assert_eq!(
        path(&Part { part: uuid }),
        "/v1/3f1c7a52-9d64-4e0b-8a27-5b6e1d90c413/end"
    );
}

#[test]
fn what_is_not_one_plain_value_is_refused_by_name() {
    assert_eq!(
        refusal(&Part { part: vec![1] }).parameter_name(),
        Some("part")
    );
    assert_eq!(
        refusal(&Part {
            part: f64::INFINITY
        })
        .parameter_name(),
        Some("part")
    );
    assert_eq!(
        refusal(&Part { part: [("a", 1)] }).parameter_name(),
        Some("part")
    );
    assert_eq!(
        refusal(&Part { part: None::<u8> }).parameter_name(),
        Some("part")
    );
}
