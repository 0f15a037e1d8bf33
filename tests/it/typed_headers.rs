//! Response headers as values: those that an API declares, and those of HTTP itself.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use endpoint::transport::Reply;
use endpoint::{
    Endpoint, ErrorKind, FromHeaders, Headers, HttpDate, Json, Location, Meta, Open, RetryAfter,
    WebLinks, endpoint,
};
use http::HeaderValue;
use serde_json::Value;

use crate::support::{answering, client, failed, memory, vectors};

#[derive(FromHeaders, Debug, Clone, PartialEq)]
struct Typed {
    #[header("x-ids")]
    ids: Vec<u32>,
    #[header("x-tags")]
    tags: Option<Vec<String>>,
    #[header("last-modified")]
    modified: Option<HttpDate>,
    #[header("content-location")]
    job: Option<Location>,
    #[header("retry-after")]
    retry_after: Option<RetryAfter>,
    #[header("x-stage")]
    stage: Option<Open<u8>>,
}

#[endpoint(GET "/user" -> Json, meta = Typed)]
struct GetTyped {}

#[endpoint(GET "/user" -> Json)]
struct GetUser {}

fn answer(headers: &[(&'static str, &[u8])]) -> http::Response<Bytes> {
    let mut answer = http::Response::new(Bytes::from_static(b"1"));
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value).unwrap();
        answer.headers_mut().append(*name, value);
    }
    answer
}

fn typed(headers: &[(&'static str, &[u8])]) -> Result<Typed, endpoint::Error> {
    GetTyped::decode(answer(headers)).map(|typed| typed.meta.headers)
}

fn meta(headers: &[(&'static str, &[u8])]) -> Meta {
    GetUser::decode(answer(headers)).unwrap().meta
}

#[test]
fn a_list_may_be_on_one_line_or_on_several() {
    let typed = typed(&[
        ("x-ids", b"1, 2 ,,3"),
        ("x-tags", b"\"a, b\", c"),
        ("x-ids", b""),
        ("x-ids", b"4"),
        ("x-stage", b"beta"),
    ]);
    let typed = typed.unwrap();
    assert_eq!(typed.ids, [1, 2, 3, 4]);
    assert_eq!(typed.tags.unwrap(), ["\"a, b\"", "c"]);
    assert_eq!(typed.stage, Some(Open::Unknown("beta".into())));
}

#[test]
fn a_list_that_is_absent_is_empty_or_none() {
    let typed = typed(&[]).unwrap();
    assert!(typed.ids.is_empty() && typed.tags.is_none());
    let headers = Headers::default();
    assert!(headers.list::<u8>("x-ids").unwrap().is_empty());
    assert_eq!(headers.optional_list::<u8>("x-ids").unwrap(), None);
}

#[test]
fn a_value_that_cannot_be_read_names_its_header() {
    for (name, value) in [
        ("x-ids", &b"1, planted, 3"[..]),
        ("x-ids", b"planted"),
        ("x-ids", b"1\xff"),
        ("x-tags", b"caf\xe9 planted"),
        ("last-modified", b"planted"),
        ("content-location", b"/planted\xff"),
        ("retry-after", b"planted"),
        ("retry-after", b"\xff"),
    ] {
        let error = failed(typed(&[(name, value)]));
        assert_eq!(error.kind(), ErrorKind::Decode);
        let said = error.to_string();
        assert!(
            said.contains(&format!("`{name}`")) && !said.contains("planted"),
            "{said}"
        );
    }
}

#[test]
fn a_value_may_be_utf_8() {
    let typed = typed(&[("x-tags", "café, über".as_bytes())]).unwrap();
    assert_eq!(typed.tags.unwrap(), ["café", "über"]);
}

#[tokio::test]
async fn pages_are_linked_in_headers() {
    let reply = || {
        Reply::json(200, "1")
            .header(
                "link",
                r#"</repos?page=1>; rel="prev", <https://api.test/repos?page=3>; rel="next last""#,
            )
            .header(
                "link",
                "<https://docs.test>; rel=help; title*=UTF-8''Hilfe%20f%C3%BCr%20alle",
            )
    };
    let memory = memory([reply()]);
    let client = client(&memory);
    let user = client.send(GetUser {}).await.unwrap();
    let links = user.meta.links();
    assert_eq!(links.href("next"), Some("https://api.test/repos?page=3"));
    assert_eq!(links.href("LAST"), links.href("next"));
    assert_eq!(
        links.rel("help").unwrap().title().unwrap(),
        "Hilfe für alle"
    );
    let previous = client.resolve(links.href("prev").unwrap()).unwrap();
    assert_eq!(previous.expose(), "https://api.test/repos?page=1");
    assert_eq!(links.iter().count(), 3);
    let none = answering([Reply::json(200, "1")])
        .send(GetUser {})
        .await
        .unwrap();
    assert!(none.meta.links().is_empty());
}

#[test]
fn every_row_of_the_table_of_links_is_read() {
    let Some(vectors) = vectors("link-header.json") else {
        return;
    };
    let rows = vectors["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let text = row["in"].as_str().unwrap();
        let links = text
            .parse::<WebLinks>()
            .unwrap_or_else(|never| match never {});
        let mut read = Vec::new();
        for link in &links {
            for relation in link.relations() {
                let mut entry = serde_json::json!({"uri": link.href(), "rel": relation});
                if let Some(anchor) = link.anchor() {
                    entry["anchor"] = anchor.into();
                }
                read.push(entry);
            }
        }
        assert_eq!(Value::from(read), row["out"], "{text}");
    }
}

#[test]
fn where_an_answer_leads_is_told_and_resolved() {
    let meta = meta(&[
        ("location", b"/v1/jobs/7?sig=planted"),
        ("content-location", b"https://api.test/v1/reports/7"),
    ]);
    let location = meta.location().unwrap();
    assert_eq!(&*location, "/v1/jobs/7?sig=planted");
    assert!(!format!("{location:?} {meta:?}").contains("planted"));
    let client = endpoint::Client::builder("https://api.test/v1")
        .transport(memory([]))
        .build()
        .unwrap();
    let resolved = client.resolve(&location).unwrap();
    assert_eq!(resolved.expose(), "https://api.test/v1/jobs/7?sig=planted");
    assert_eq!(
        meta.content_location().as_deref(),
        Some("https://api.test/v1/reports/7")
    );
    for absent in [&[][..], &[("location", &b""[..])], &[("location", b"\xff")]] {
        assert_eq!(self::meta(absent).location(), None);
    }
}

/// What is to be waited, by the table: nothing where the header is to be ignored.
#[test]
fn every_row_of_the_table_of_delays_is_read() {
    let Some(vectors) = vectors("retry-after.json") else {
        return;
    };
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(vectors["now_epoch"].as_u64().unwrap());
    let cap = Duration::from_secs(vectors["cap_s"].as_u64().unwrap());
    let rows = vectors["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let header = ["retry-after", "retry-after-ms"]
            .into_iter()
            .find_map(|name| {
                let value = row.get(name)?.as_str()?;
                Some((name, value.as_bytes()))
            });
        let wait = meta(&[header.unwrap()])
            .retry_after()
            .map(|after| after.wait(now));
        let expected = row["delay_s"].as_u64().map(Duration::from_secs);
        if row["over_cap"] == true {
            assert!(wait > Some(cap), "{row}");
        } else {
            assert_eq!(wait.filter(|wait| !wait.is_zero()), expected, "{row}");
        }
    }
    for date in vectors["also_rfc9110_dates"].as_array().unwrap() {
        let after: RetryAfter = date.as_str().unwrap().parse().unwrap();
        let expected = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(after, RetryAfter::At(expected), "{date}");
    }
}

#[test]
fn milliseconds_go_before_seconds() {
    let after = |headers| meta(headers).retry_after();
    let both = after(&[("retry-after", b"2"), ("retry-after-ms", b"1500.5")]);
    assert_eq!(
        both,
        Some(RetryAfter::Delay(Duration::from_micros(1_500_500)))
    );
    let seconds = after(&[("retry-after", b"2.25"), ("retry-after-ms", b"soon")]);
    assert_eq!(
        seconds,
        Some(RetryAfter::Delay(Duration::from_millis(2250)))
    );
    assert_eq!(after(&[]), None);
}

#[tokio::test]
async fn a_refusal_may_give_a_date() {
    let reply = Reply::new(503).header("retry-after", "Fri, 29 Sep 2023 16:26:57 GMT");
    let error = answering([reply]).send(GetUser {}).await.unwrap_err();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_797);
    assert_eq!(
        error.retry_after().unwrap().wait(now),
        Duration::from_secs(20)
    );
    assert_eq!(error.api().unwrap().retry_after(), error.retry_after());
}

#[test]
fn what_is_left_of_a_quota_is_told() {
    let limit = meta(&[
        ("x-ratelimit-limit", b"5000"),
        ("x-ratelimit-remaining", b"4987"),
        ("x-ratelimit-reset", b"1696004857"),
    ])
    .rate_limit()
    .unwrap();
    assert_eq!((limit.limit, limit.remaining), (Some(5000), Some(4987)));
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_797);
    assert_eq!(limit.reset.unwrap().wait(now), Duration::from_secs(60));
    let limit = meta(&[
        ("ratelimit-policy", b"\"default\";q=100;w=60"),
        ("ratelimit", b"\"default\";r=50;t=30"),
    ])
    .rate_limit()
    .unwrap();
    assert_eq!(limit.policy.as_deref(), Some("default"));
    assert_eq!(limit.window, Some(Duration::from_secs(60)));
    assert_eq!(meta(&[("x-ratelimit-limit", b"\xff")]).rate_limit(), None);
}
