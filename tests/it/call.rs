//! One call, with more control, and without a client at all.

use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Client, Endpoint, ErrorKind, Json, endpoint};
use serde::Deserialize;

use crate::support::{answering, client, failed, memory, refused};

#[derive(Debug, PartialEq, Deserialize)]
struct User {
    id: u64,
}

#[endpoint(GET "/users/<login>" -> User)]
struct GetUser {
    login: String,
    #[query]
    page: Option<u32>,
    #[header("x-note")]
    note: Option<String>,
}

fn octocat() -> GetUser {
    GetUser {
        login: "octocat".into(),
        page: Some(1),
        note: Some("mine".into()),
    }
}

fn one() -> Memory {
    memory([Reply::json(200, r#"{"id": 1}"#)])
}

#[tokio::test]
async fn an_endpoint_or_a_reference_to_one_is_sent() {
    let memory = memory([(); 3].map(|()| Reply::json(200, r#"{"id": 1}"#)));
    let client = client(&memory);
    let user = octocat();
    assert_eq!(client.send(&user).await.unwrap().id, 1);
    assert_eq!(client.send(&user).await.unwrap().id, 1);
    assert_eq!(client.send(user).await.unwrap().id, 1);
    assert_eq!(memory.sent().len(), 3);
}

#[tokio::test]
async fn a_call_that_is_not_awaited_is_not_sent() {
    let memory = one();
    drop(client(&memory).send(octocat()));
    drop(client(&memory).send(octocat()).into_future());
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_header_and_a_query_can_be_set_for_one_call() {
    let memory = one();
    let call = client(&memory).send(octocat());
    call.header("x-note", "other")
        .header("x-more", "1")
        .query("page", "2")
        .query("a b", "c&d")
        .await
        .unwrap();
    let sent = &memory.sent()[0];
    assert_eq!(
        sent.url,
        "https://api.test/users/octocat?page=2&a%20b=c%26d"
    );
    assert_eq!(sent.headers["x-note"], "other");
    assert_eq!(sent.headers["x-more"], "1");
}

#[tokio::test]
async fn a_query_that_the_call_sets_twice_is_sent_twice() {
    let memory = one();
    client(&memory)
        .send(octocat())
        .query("page", "2")
        .query("page", "3")
        .await
        .unwrap();
    assert!(memory.sent()[0].url.ends_with("?page=2&page=3"));
}

#[tokio::test]
async fn a_raw_answer_comes_as_it_is_whatever_its_status() {
    for (status, body) in [(200, "<html>"), (404, "{"), (302, ""), (500, "\0")] {
        let reply = Reply::json(status, body).header("location", "/a");
        let raw = answering([reply]).send(octocat()).raw().await.unwrap();
        assert_eq!(
            (raw.status.as_u16(), &raw.bytes[..], raw.cut),
            (status, body.as_bytes(), false)
        );
        assert_eq!(raw.headers.text("location"), Some("/a"));
    }
}

#[tokio::test]
async fn a_raw_call_fails_as_another_does() {
    let client = answering([Reply::fails(Failure::Connect)]);
    let error = client.send(octocat()).raw().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(
        error
            .to_string()
            .starts_with("GetUser (GET /users/<login>): "),
        "{error}"
    );
    let nobody = GetUser {
        login: String::new(),
        ..octocat()
    };
    let error = client.send(nobody).raw().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Encode, Some("login"))
    );
}

#[tokio::test]
async fn a_value_that_cannot_be_written_fails_before_anything_is_sent() {
    let memory = one();
    let nobody = GetUser {
        login: "..".into(),
        ..octocat()
    };
    let error = failed(client(&memory).send(nobody).await);
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Encode, Some("login"))
    );
    assert!(error.answer().is_none());
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn what_failed_on_the_way_is_told_apart() {
    for (failure, kind) in [
        (Failure::Connect, ErrorKind::Connect),
        (Failure::ConnectTimeout, ErrorKind::Connect),
        (Failure::Interrupted, ErrorKind::Interrupted),
    ] {
        let error = failed(answering([Reply::fails(failure)]).send(octocat()).await);
        assert_eq!(error.kind(), kind);
        assert!(error.is_retryable());
        assert!(std::error::Error::source(&error).is_some());
    }
    let reply = Reply::json(200, r#"{"id""#).then_interrupted();
    let error = failed(answering([reply]).send(octocat()).await);
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.answer().unwrap().bytes, r#"{"id""#);
}

#[tokio::test]
async fn a_call_can_be_spawned() {
    let client: Client = client(&memory([(); 8].map(|()| Reply::json(200, r#"{"id": 1}"#))));
    let calls = (0..8).map(|_| tokio::spawn(client.send(octocat()).into_future()));
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap().id, 1);
    }
}

#[test]
fn a_call_and_its_futures_can_be_sent_to_other_threads() {
    fn is_send<T: Send + 'static>(value: T) {
        drop(value);
    }
    let client = answering([]);
    is_send(client.send(octocat()));
    is_send(client.send(octocat()).into_future());
    is_send(client.send(octocat()).raw());
    is_send(client.download("/a").bytes());
}

#[test]
fn a_request_can_be_sent_by_other_means() {
    let base = "https://api.test/v3/".parse().unwrap();
    let request = octocat().request(&base).unwrap();
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri(), "https://api.test/v3/users/octocat?page=1");
    assert_eq!(request.headers()["x-note"], "mine");
    assert_eq!(request.headers()["accept"], "application/json");
    assert!(request.body().is_empty());
    assert!(!request.headers().contains_key("user-agent"));
}

#[test]
fn a_body_and_a_base_url_of_its_own_go_into_such_a_request() {
    #[endpoint(POST "/files", base_url = "https://upload.test/v2")]
    struct Upload {
        #[json]
        name: &'static str,
        #[cookie("session")]
        session: &'static str,
    }

    let upload = Upload {
        name: "a",
        session: "s",
    };
    let request = upload
        .request(&"https://api.test".parse().unwrap())
        .unwrap();
    assert_eq!(request.body(), r#"{"name":"a"}"#);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["cookie"], "session=s");
    let is_one_of_both = ["https://api.test/files", "https://upload.test/v2/files"];
    assert!(is_one_of_both.contains(&&*request.uri().to_string()));
}

fn answer(status: u16, body: &'static str) -> http::Response<bytes::Bytes> {
    let mut answer = http::Response::new(bytes::Bytes::from_static(body.as_bytes()));
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

#[test]
fn an_answer_that_came_by_other_means_can_be_decoded() {
    let user = GetUser::decode(answer(200, r#"{"id": 1}"#)).unwrap();
    assert_eq!((user.id, user.meta.attempts), (1, 0));
    assert_eq!(refused(GetUser::decode(answer(404, "{}"))).status(), 404);
    let error = failed(GetUser::decode(answer(200, r#"{"id": "x"}"#)));
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("id"))
    );
    assert!(
        error
            .to_string()
            .starts_with("GetUser (GET /users/<login>): "),
        "{error}"
    );
}

#[tokio::test]
async fn an_endpoint_may_borrow_be_generic_and_be_built() {
    #[endpoint(PUT "/kv/<key>" -> Json)]
    struct Put<'a, T: serde::Serialize> {
        key: &'a str,
        #[body]
        value: &'a [T],
        #[query]
        ttl: Option<u32>,
    }

    let memory = memory([Reply::json(200, "1")]);
    let key = String::from("k");
    let put = Put::builder().value(&[1, 2][..]).ttl(7).key(&key).build();
    client(&memory).send(put).await.unwrap();
    let sent = &memory.sent()[0];
    assert_eq!(
        (&*sent.url, &*sent.body),
        ("https://api.test/kv/k?ttl=7", &b"[1,2]"[..])
    );
}

#[test]
fn what_is_shown_of_a_call_is_its_operation() {
    let client = answering([]);
    assert_eq!(
        format!("{:?}", client.send(octocat())),
        "Call(GetUser (GET /users/<login>))"
    );
    assert!(format!("{client:?}").contains("https://api.test"));
}
