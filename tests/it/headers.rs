//! Header and cookie values: what may stand in them, and what is refused without being repeated.

use endpoint::transport::{Memory, Reply};
use endpoint::{CallError, Endpoint, ErrorKind, Secret, endpoint};
use serde::Serialize;

use crate::support::{builder, client, failed, memory, shown};

#[endpoint(GET "/x")]
struct WithHeader<T: Serialize> {
    #[header("X-Note")]
    note: T,
}

#[endpoint(GET "/x")]
struct WithCookie<T: Serialize> {
    #[cookie("session")]
    session: T,
}

async fn sent<E>(endpoint: E) -> http::HeaderMap
where
    E: Endpoint<Api = endpoint::Undescribed> + endpoint::Accepts<endpoint::auth::Anonymous>,
{
    let memory = memory([Reply::new(200)]);
    client(&memory).send(endpoint).raw().await.unwrap();
    memory.sent().remove(0).headers
}

fn assert_refused(error: &CallError, memory: &Memory, name: &str) {
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.to_string().contains(name), "{error}");
    assert!(!shown(error).contains("planted"), "{error}");
    assert!(memory.sent().is_empty());
}

const LINE_BREAKS: [&str; 5] = [
    "planted\r\nx: y",
    "planted\rx",
    "planted\nx",
    "planted\0",
    "\u{7f}planted",
];

#[tokio::test]
async fn a_control_character_in_a_header_is_refused_by_name() {
    for note in LINE_BREAKS {
        let memory = memory([]);
        let error = failed(client(&memory).send(WithHeader { note }).await);
        assert_refused(&error, &memory, "`x-note`");
        assert_eq!(error.path(), Some("x-note"));
    }
}

#[tokio::test]
async fn a_character_that_no_cookie_can_hold_is_refused_by_name() {
    for session in [
        "planted; x=y",
        "a planted",
        "planted\r\n",
        "planted,",
        "\"planted\"",
        "plantedé",
    ] {
        let memory = memory([]);
        let error = failed(client(&memory).send(WithCookie { session }).await);
        assert_refused(&error, &memory, "`session`");
    }
}

#[tokio::test]
async fn a_control_character_in_a_header_of_the_call_is_refused_by_name() {
    for value in LINE_BREAKS {
        let memory = memory([]);
        let call = client(&memory)
            .send(WithHeader { note: "" })
            .header("x-mine", value);
        assert_refused(&failed(call.await), &memory, "`x-mine`");
    }
}

#[test]
fn a_control_character_in_a_header_of_the_client_is_refused_by_name() {
    for value in LINE_BREAKS {
        let error = builder(&memory([]))
            .header("x-mine", value)
            .build()
            .unwrap_err();
        assert!(error.to_string().contains("`x-mine`"), "{error}");
        assert!(!shown(&error).contains("planted"), "{error}");
    }
    let error = builder(&memory([]))
        .user_agent("planted\n")
        .build()
        .unwrap_err();
    assert!(!shown(&error).contains("planted"), "{error}");
}

#[tokio::test]
async fn a_name_that_is_none_is_refused() {
    let memory = memory([]);
    assert!(builder(&memory).header("x mine", "a").build().is_err());
    let error = failed(
        client(&memory)
            .send(WithHeader { note: "" })
            .header("x:", "a")
            .await,
    );
    assert_eq!(error.kind(), ErrorKind::Encode);
}

#[tokio::test]
async fn a_header_may_hold_utf_8() {
    let headers = sent(WithHeader {
        note: "grüße 😹"
    })
    .await;
    assert_eq!(headers["x-note"].as_bytes(), "grüße 😹".as_bytes());
}

#[tokio::test]
async fn a_header_takes_every_plain_value_and_leaves_none_out() {
    assert_eq!(sent(WithHeader { note: -7 }).await["x-note"], "-7");
    assert_eq!(sent(WithHeader { note: "" }).await["x-note"], "");
    assert!(
        !sent(WithHeader { note: None::<u8> })
            .await
            .contains_key("x-note")
    );
    assert!(
        !sent(WithCookie {
            session: None::<u8>
        })
        .await
        .contains_key("cookie")
    );
}

#[tokio::test]
async fn a_secret_in_a_header_is_marked_as_sensitive_and_a_text_is_not() {
    assert!(
        sent(WithHeader {
            note: Secret::new("s")
        })
        .await["x-note"]
            .is_sensitive()
    );
    assert!(
        sent(WithHeader {
            note: Some(Secret::new("s"))
        })
        .await["x-note"]
            .is_sensitive()
    );
    assert!(!sent(WithHeader { note: "s" }).await["x-note"].is_sensitive());
}

#[tokio::test]
async fn cookies_are_sensitive_whatever_they_hold() {
    assert!(sent(WithCookie { session: "s" }).await["cookie"].is_sensitive());
}

/// Texts that prove who one is, which other clients keep from other origins by the header's name alone.
#[endpoint(GET "/x")]
struct Proofs {
    #[header("Authorization")]
    authorization: &'static str,
    #[header("Proxy-Authorization")]
    proxy: &'static str,
}

#[tokio::test]
async fn a_header_that_proves_who_one_is_counts_as_secret_whoever_sets_it() {
    let headers = sent(Proofs {
        authorization: "a",
        proxy: "b",
    })
    .await;
    for name in ["authorization", "proxy-authorization"] {
        assert!(headers[name].is_sensitive(), "{name}");
    }
    let memory = memory([Reply::new(200)]);
    let client = builder(&memory)
        .header("authorization", "Bearer x")
        .build()
        .unwrap();
    client.send(WithHeader { note: "" }).await.unwrap();
    assert!(memory.sent()[0].headers["authorization"].is_sensitive());
}

#[tokio::test]
async fn the_endpoints_header_goes_before_the_clients_and_the_calls_before_both() {
    let memory = memory([Reply::new(200), Reply::new(200), Reply::new(200)]);
    let client = builder(&memory)
        .header("x-note", "of-client")
        .build()
        .unwrap();
    client.send(WithHeader { note: None::<u8> }).await.unwrap();
    client
        .send(WithHeader {
            note: "of-endpoint",
        })
        .await
        .unwrap();
    client
        .send(WithHeader { note: "x" })
        .header("X-Note", "of-call")
        .await
        .unwrap();
    let sent = memory.sent();
    let notes: Vec<_> = sent
        .iter()
        .map(|sent| sent.headers["x-note"].to_str().unwrap())
        .collect();
    assert_eq!(notes, ["of-client", "of-endpoint", "of-call"]);
}

#[tokio::test]
async fn a_user_agent_that_the_endpoint_or_the_call_names_is_the_one_that_is_sent() {
    #[endpoint(GET "/x")]
    struct WithAgent {
        #[header("user-agent")]
        agent: &'static str,
    }

    let agent = sent(WithAgent { agent: "mine/1" }).await["user-agent"].clone();
    assert_eq!(agent, "mine/1");
    let memory = memory([Reply::new(200)]);
    client(&memory)
        .send(WithHeader { note: "" })
        .header("user-agent", "mine/2")
        .await
        .unwrap();
    assert_eq!(memory.sent()[0].headers["user-agent"], "mine/2");
}

#[tokio::test]
async fn a_header_that_frames_the_message_is_refused() {
    for name in ["content-length", "Transfer-Encoding", "host", "connection"] {
        let memory = memory([]);
        let error = failed(client(&memory).send(Touch {}).header(name, "3").await);
        assert_eq!(error.kind(), ErrorKind::Encode, "{name}");
        assert!(error.to_string().contains("leave it out"), "{error}");
        assert!(memory.sent().is_empty());
        assert!(
            builder(&memory).header(name, "3").build().is_err(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_cookie_header_that_is_not_ascii_is_joined_too() {
    let memory = memory([Reply::new(204)]);
    client(&memory)
        .send(SecondCookie { b: 1 })
        .header("cookie", "a=\u{e9}")
        .await
        .unwrap();
    let cookie = memory.sent()[0].headers["cookie"].as_bytes().to_owned();
    assert_eq!(cookie, "a=\u{e9}; b=1".as_bytes());
}

#[endpoint(POST "/touch")]
struct Touch {}

#[endpoint(GET "/cookie")]
struct SecondCookie {
    #[cookie("b")]
    b: u8,
}
