//! Whole bodies: text, bytes, JSON, and none; how each is called.

use std::collections::BTreeMap;

use endpoint::{
    Accepts, Bytes, EncodeError, Endpoint, ErrorKind, File, Headers, Json, Method, Operation,
    Plain, RequestWriter, Text, Undescribed, Upload, auth, endpoint,
};
use serde::Serialize;

use crate::support::{WireRequest, WireServer, client, failed, memory, response};

/// Sends it to a server that says yes; gives what the server got.
async fn sent<E>(endpoint: E) -> WireRequest
where
    E: Endpoint<Api = Undescribed> + Accepts<auth::Anonymous>,
{
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let client = endpoint::Client::new(&server.url()).unwrap();
    client.send(endpoint).raw().await.unwrap();
    server.request()
}

/// Asserts what was sent as a body, and how it was called.
fn assert_body(sent: &WireRequest, content_type: &str, body: &[u8]) {
    assert_eq!(sent.body, body);
    assert_eq!(sent.header("content-type").as_deref(), Some(content_type));
    let length = body.len().to_string();
    assert_eq!(sent.header("content-length"), Some(length));
    assert_eq!(sent.header("transfer-encoding"), None);
}

#[endpoint(POST "/notes")]
struct Post<T: Serialize> {
    #[body]
    body: T,
}

#[endpoint(PUT "/notes/1", content_type = "text/markdown")]
struct PutMarkdown<T: Serialize> {
    #[body]
    body: T,
}

#[tokio::test]
async fn a_text_goes_as_it_is() {
    let body = Text::from("\"é\"\n");
    assert_body(
        &sent(Post { body: body.clone() }).await,
        "text/plain; charset=utf-8",
        "\"é\"\n".as_bytes(),
    );
    let sent = sent(PutMarkdown { body }).await;
    assert_body(&sent, "text/markdown", "\"é\"\n".as_bytes());
}

#[tokio::test]
async fn bytes_go_as_they_are() {
    let bytes = Bytes::from(&b"\0\xFF"[..]);
    let octets = "application/octet-stream";
    assert_body(&sent(Post { body: &bytes }).await, octets, b"\0\xFF");
    let body = Some(Upload::from(bytes.clone()));
    assert_body(&sent(Post { body }).await, octets, b"\0\xFF");
    let sent = sent(PutMarkdown { body: bytes }).await;
    assert_body(&sent, "text/markdown", b"\0\xFF");
}

#[tokio::test]
async fn an_uploads_own_type_goes_before_octets_and_the_endpoints_before_both() {
    let csv = || Upload::from("a,b".to_owned()).content_type("text/csv");
    assert_body(&sent(Post { body: csv() }).await, "text/csv", b"a,b");
    let sent = sent(PutMarkdown { body: csv() }).await;
    assert_body(&sent, "text/markdown", b"a,b");
}

#[tokio::test]
async fn newtypes_and_generics_around_a_body_change_nothing() {
    #[derive(Serialize)]
    struct Wrapped<T>(T);

    let body = Wrapped(Some(Wrapped(Text::from("x"))));
    assert_eq!(sent(Post { body }).await.text(), "x");
    let body = Wrapped(Some(&Wrapped(Upload::from(vec![b'y']))));
    assert_eq!(sent(Post { body }).await.text(), "y");
    let body = File::from_bytes("z").name("z.txt").content_type("text/x");
    assert_body(&sent(Post { body }).await, "text/x", b"z");
}

#[tokio::test]
async fn a_body_that_is_absent_is_none_and_has_no_type() {
    for sent in [
        sent(Post { body: None::<Text> }).await,
        sent(Post {
            body: None::<Bytes>,
        })
        .await,
        sent(Post {
            body: None::<Upload>,
        })
        .await,
        sent(Post { body: None::<Json> }).await,
        sent(PutMarkdown {
            body: None::<Upload>,
        })
        .await,
    ] {
        assert!(sent.body.is_empty());
        assert_eq!(sent.header("content-type"), None);
    }
}

#[tokio::test]
async fn an_empty_body_is_one() {
    let body = Upload::from(Vec::new());
    let sent = sent(Post { body }).await;
    assert!(sent.body.is_empty());
    assert_eq!(
        sent.header("content-type").unwrap(),
        "application/octet-stream"
    );
}

#[tokio::test]
async fn null_may_be_a_body() {
    let sent = sent(Post {
        body: Some(None::<u8>),
    })
    .await;
    assert_body(&sent, "application/json", b"null");
}

#[tokio::test]
async fn json_comes_under_the_names_of_other_types_too() {
    #[endpoint(PATCH "/a", content_type = "application/json-patch+json")]
    struct JsonPatch {
        #[body]
        patch: Vec<Change>,
    }

    #[derive(Serialize)]
    struct Change {
        op: &'static str,
        path: &'static str,
    }

    #[allow(clippy::option_option, reason = "null and absent are told apart")]
    #[endpoint(PATCH "/a", content_type = "application/merge-patch+json")]
    struct MergePatch {
        #[json]
        name: Option<Option<&'static str>>,
        #[json]
        size: Option<Option<u8>>,
    }

    let patch = vec![Change {
        op: "remove",
        path: "/b",
    }];
    assert_body(
        &sent(JsonPatch { patch }).await,
        "application/json-patch+json",
        br#"[{"op":"remove","path":"/b"}]"#,
    );
    let merge = MergePatch {
        name: Some(None),
        size: None,
    };
    assert_body(
        &sent(merge).await,
        "application/merge-patch+json",
        br#"{"name":null}"#,
    );
}

#[tokio::test]
async fn a_delete_may_have_any_body() {
    #[endpoint(DELETE "/tags")]
    struct DeleteTags<T: Serialize> {
        #[body]
        tags: T,
    }

    let tags = DeleteTags { tags: ["a", "b"] };
    let request = sent(tags).await;
    assert_eq!(request.line(), "DELETE /tags HTTP/1.1");
    assert_body(&request, "application/json", br#"["a","b"]"#);
    let text = DeleteTags {
        tags: Text::from("a"),
    };
    assert_body(&sent(text).await, "text/plain; charset=utf-8", b"a");
}

#[tokio::test]
async fn a_member_may_have_the_name_of_a_path_parameter() {
    #[endpoint(PUT "/users/<id>")]
    struct PutUser {
        id: u8,
        #[json(rename = "id")]
        new_id: u8,
    }

    let sent = sent(PutUser { id: 1, new_id: 2 }).await;
    assert_eq!(sent.target(), "/users/1");
    assert_eq!(sent.text(), r#"{"id":2}"#);
}

#[endpoint(POST "/a")]
struct Members<T: Serialize> {
    #[json]
    value: T,
}

#[test]
fn a_text_in_a_member_is_a_string() {
    let value = BTreeMap::from([(1, Text::from("a\"b"))]);
    let request = Members { value }.request(&"https://api.test".parse().unwrap());
    assert_eq!(request.unwrap().body(), r#"{"value":{"1":"a\"b"}}"#);
}

#[tokio::test]
async fn numbers_that_json_cannot_hold_are_refused_at_any_depth() {
    let memory = memory([]);
    let client = client(&memory);
    for number in [f64::NAN, f64::INFINITY] {
        let deep = || BTreeMap::from([("a", vec![Some((1, number))])]);
        for error in [
            failed(client.send(Members { value: number }).await),
            failed(client.send(Members { value: deep() }).await),
            failed(client.send(Post { body: number }).await),
            failed(client.send(Post { body: Some(deep()) }).await),
        ] {
            assert_eq!(error.kind(), ErrorKind::Encode);
            assert!(
                error.to_string().contains("is not a finite number"),
                "{error}"
            );
        }
    }
    assert!(memory.sent().is_empty());
}

#[test]
fn numbers_are_written_as_serde_json_writes_them() {
    let numbers = (0.1_f32, 1.0_f64, -0.0_f64, 1e300, u128::MAX, i64::MIN);
    let request = Post { body: numbers }.request(&"https://api.test".parse().unwrap());
    assert_eq!(
        request.unwrap().body(),
        &serde_json::to_string(&numbers).unwrap()
    );
}

#[test]
fn json_that_is_there_already_goes_as_it_is() {
    let json: Json = serde_json::from_str(r#"{"a": [1.10]}"#).unwrap();
    let base = "https://api.test".parse().unwrap();
    let whole = Post { body: &json }.request(&base).unwrap();
    assert_eq!(whole.body(), r#"{"a": [1.10]}"#);
    let member = Members { value: [json] }.request(&base).unwrap();
    assert_eq!(member.body(), r#"{"value":[{"a": [1.10]}]}"#);
}

#[tokio::test]
async fn a_file_inside_json_is_refused_by_name() {
    let memory = memory([]);
    let client = client(&memory);
    let file = || File::from_bytes("hunter2");
    for error in [
        failed(client.send(Members { value: file() }).await),
        failed(
            client
                .send(Members {
                    value: Some([file()]),
                })
                .await,
        ),
        failed(
            client
                .send(Members {
                    value: Upload::from(vec![1]),
                })
                .await,
        ),
        failed(
            client
                .send(Members {
                    value: Bytes::from(vec![1]),
                })
                .await,
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert_eq!(error.path(), Some("value"));
        assert!(
            error.to_string().contains(
                "the body parameter `value` is a file or bytes, which cannot stand there; \
                 send it with `#[part]` or as the `#[body]`"
            ),
            "{error}"
        );
    }
    let error = failed(client.send(Post { body: [file()] }).await);
    assert!(
        error.to_string().contains("the body is a file or bytes"),
        "{error}"
    );
    assert!(memory.sent().is_empty());
}

#[test]
fn a_file_serializes_inside_a_request_only() {
    for error in [
        serde_json::to_string(&File::from_bytes("x")).unwrap_err(),
        serde_json::to_string(&Upload::from(vec![1])).unwrap_err(),
        serde_json::to_string(&Bytes::from(vec![1])).unwrap_err(),
    ] {
        assert!(
            error.to_string().contains("inside a request only"),
            "{error}"
        );
    }
    assert_eq!(serde_json::to_string(&Text::from("x")).unwrap(), "\"x\"");
}

#[tokio::test]
async fn a_type_that_no_header_can_hold_is_refused() {
    let memory = memory([]);
    let body = Upload::from(vec![1]).content_type("text/csv\r\nx-injected: 1");
    let error = failed(client(&memory).send(Post { body }).await);
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(
        error.to_string(),
        "Post (POST /notes): the body has a content type that no header can hold; write it as `type/subtype`"
    );
    assert!(memory.sent().is_empty());
}

/// An endpoint by hand, for what the macro rules out.
struct ByHand<W>(W);

impl<W> Endpoint for ByHand<W>
where
    W: Fn(&mut RequestWriter<'_>) -> Result<(), EncodeError>,
{
    type Api = Undescribed;
    type Output = ();
    type Envelope = Plain;
    type Error = Json;
    type Meta = Headers;
    const OPERATION: &'static Operation = &Operation::new("ByHand", Method::POST, "/a");

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        request.literal("/a");
        (self.0)(request)
    }
}

impl<W, C> Accepts<C> for ByHand<W> {}

/// What an endpoint writes.
type Write = fn(&mut RequestWriter<'_>) -> Result<(), EncodeError>;

#[test]
fn a_body_of_two_kinds_is_refused() {
    let base = "https://api.test".parse().unwrap();
    let kinds: [Write; 7] = [
        |request| request.json("a", &1),
        |request| request.form("a", &1),
        |request| request.part("a", &1),
        |request| request.body(&1),
        |request| {
            request.json_object();
            Ok(())
        },
        |request| {
            request.urlencoded();
            Ok(())
        },
        |request| {
            request.multipart();
            Ok(())
        },
    ];
    for (first, one) in kinds.iter().enumerate() {
        for (second, other) in kinds.iter().enumerate() {
            let both = ByHand(move |request: &mut RequestWriter<'_>| {
                one(request)?;
                other(request)
            });
            // Members, pairs and parts may follow one another.
            let is_same =
                first != 3 && [second, second + 4, second.wrapping_sub(4)].contains(&first);
            let result = both.request(&base);
            assert_eq!(result.is_ok(), is_same, "{first} {second}");
            if let Err(error) = result {
                assert!(error.to_string().contains("is of another kind"), "{error}");
            }
        }
    }
}

#[test]
fn a_writer_shows_nothing_of_what_it_holds() {
    let base = "https://api.test".parse().unwrap();
    let debugged = ByHand(|request: &mut RequestWriter<'_>| {
        request.query("token", "hunter2")?;
        request.json("password", "hunter2")?;
        assert_eq!(format!("{request:?}"), "RequestWriter { .. }");
        Ok(())
    });
    debugged.request(&base).unwrap();
}

#[test]
fn a_media_type_that_no_header_can_hold_is_refused() {
    struct Broken;

    impl Endpoint for Broken {
        type Api = Undescribed;
        type Output = ();
        type Envelope = Plain;
        type Error = Json;
        type Meta = Headers;
        const OPERATION: &'static Operation =
            &Operation::new("Broken", Method::POST, "/a").content_type("text/\n");

        fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
            request.literal("/a");
            request.body(&1)
        }
    }

    let error = Broken
        .request(&"https://api.test".parse().unwrap())
        .unwrap_err();
    assert!(
        error.to_string().contains("a media type of the endpoint"),
        "{error}"
    );
}

#[test]
fn a_header_of_the_endpoint_goes_before_what_follows_from_its_body() {
    let typed = ByHand(|request: &mut RequestWriter<'_>| {
        request.header("content-type", "text/x-log")?;
        request.body(&Text::from("x"))
    });
    let request = typed.request(&"https://api.test".parse().unwrap()).unwrap();
    assert_eq!(request.headers()["content-type"], "text/x-log");
}
