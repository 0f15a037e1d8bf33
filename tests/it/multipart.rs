//! Multipart bodies, as they go over the wire.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use endpoint::transport::{BoxFuture, Reply};
use endpoint::{
    Accepts, Bytes, Client, Clock, Endpoint, ErrorKind, File, Json, Secret, Text, Undescribed,
    Upload, auth, endpoint,
};
use serde::Serialize;

use crate::support::{
    TempFile, WireRequest, WireServer, builder, client, failed, memory, refused, response, shown,
};

/// Sends it to a server that says yes; gives what the server got.
async fn sent<E>(endpoint: E) -> WireRequest
where
    E: Endpoint<Api = Undescribed> + Accepts<auth::Anonymous>,
{
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let client = Client::new(&server.url()).unwrap();
    client.send(endpoint).raw().await.unwrap();
    server.request()
}

/// The boundary that a `Content-Type` names.
fn boundary(content_type: &str) -> &str {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=");
    boundary.expect("a multipart type with a boundary alone")
}

/// The body, with another boundary that is easier to read.
fn parts(request: &WireRequest) -> String {
    let content_type = request.header("content-type").unwrap();
    request.text().replace(boundary(&content_type), "B")
}

/// The one part of a body.
fn part(request: &WireRequest) -> String {
    let parts = parts(request);
    let part = parts.strip_prefix("--B\r\nContent-Disposition: form-data; ");
    let part = part.and_then(|part| part.strip_suffix("\r\n--B--\r\n"));
    let part = part.expect("one part");
    assert!(!part.contains("--B"), "{part}");
    part.to_owned()
}

#[derive(Serialize)]
struct Metadata {
    id: u8,
    note: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Category {
    Training,
}

#[endpoint(POST "/samples")]
struct PostSamples {
    #[part]
    label: &'static str,
    #[part]
    category: Category,
    #[part]
    frequency: f64,
    #[part]
    absent: Option<File>,
    #[part(rename = "tags[]")]
    tags: Vec<&'static str>,
    #[part]
    metadata: Metadata,
    #[part]
    points: Vec<BTreeMap<&'static str, u8>>,
    #[part(content_type = "text/csv")]
    table: Text,
    #[part(content_type = "application/ld+json")]
    list: Vec<u16>,
    #[part(rename = "files[]")]
    files: Vec<File>,
    #[part]
    raw: Bytes,
}

#[tokio::test]
async fn each_part_is_written_by_what_it_is() {
    let file = TempFile::with("2.wav", b"RIFF");
    let samples = PostSamples {
        label: "id\u{e9}e\r\n",
        category: Category::Training,
        frequency: 62.5,
        absent: None,
        tags: vec!["a", "b"],
        metadata: Metadata { id: 1, note: None },
        points: vec![BTreeMap::from([("x", 1)]), BTreeMap::from([("y", 2)])],
        table: "a,b".into(),
        list: vec![1, 2],
        files: vec![
            File::from_bytes("one")
                .name("1.csv")
                .content_type("text/csv"),
            File::from_path(file.path()).content_type("audio/wav"),
            File::from_bytes("three"),
        ],
        raw: Bytes::from(&b"raw"[..]),
    };
    let request = sent(samples).await;
    let expected = [
        "--B\r\nContent-Disposition: form-data; name=\"label\"\r\n\r\nid\u{e9}e\r\n\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\ntraining\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"frequency\"\r\n\r\n62.5\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"tags[]\"\r\n\r\na\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"tags[]\"\r\n\r\nb\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n",
        "Content-Type: application/json\r\n\r\n{\"id\":1,\"note\":null}\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"points\"\r\n",
        "Content-Type: application/json\r\n\r\n{\"x\":1}\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"points\"\r\n",
        "Content-Type: application/json\r\n\r\n{\"y\":2}\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"table\"\r\n",
        "Content-Type: text/csv\r\n\r\na,b\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"list\"\r\n",
        "Content-Type: application/ld+json\r\n\r\n[1,2]\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"1.csv\"\r\n",
        "Content-Type: text/csv\r\n\r\none\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"2.wav\"\r\n",
        "Content-Type: audio/wav\r\n\r\nRIFF\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"blob\"\r\n",
        "Content-Type: application/octet-stream\r\n\r\nthree\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"raw\"\r\n",
        "Content-Type: application/octet-stream\r\n\r\nraw\r\n",
        "--B--\r\n",
    ];
    assert_eq!(parts(&request), expected.concat());
    // All lengths are known.
    let length = request.body.len().to_string();
    assert_eq!(request.header("content-length"), Some(length));
    assert_eq!(request.header("transfer-encoding"), None);
}

#[endpoint(POST "/a")]
struct One<T: Serialize> {
    #[part]
    value: T,
}

#[endpoint(POST "/a")]
struct OneText<T: Serialize> {
    #[part(content_type = "text/plain")]
    value: T,
}

#[endpoint(POST "/a")]
struct OneJson<T: Serialize> {
    #[part(content_type = "application/json; charset=utf-8")]
    value: T,
}

const OCTETS: &str = "\r\nContent-Type: application/octet-stream";

#[tokio::test]
async fn files_come_in_any_wrapping() {
    #[derive(Serialize)]
    struct Wrapped<T>(T);

    let file = || File::from_bytes("x").name("y");
    let expected = format!("name=\"value\"; filename=\"y\"{OCTETS}\r\n\r\nx");
    assert_eq!(part(&sent(One { value: &file() }).await), expected);
    assert_eq!(
        part(
            &sent(One {
                value: Some(file())
            })
            .await
        ),
        expected
    );
    assert_eq!(
        part(
            &sent(One {
                value: [None, Some(file())]
            })
            .await
        ),
        expected
    );
    assert_eq!(
        part(
            &sent(One {
                value: Wrapped((file(),))
            })
            .await
        ),
        expected
    );
    let upload = Upload::from(vec![b'x']).content_type("a/b");
    let expected = "name=\"value\"\r\nContent-Type: a/b\r\n\r\nx";
    assert_eq!(part(&sent(One { value: upload }).await), expected);
}

#[tokio::test]
async fn the_parts_content_type_goes_before_the_files() {
    let file = || File::from_bytes("x").name("y").content_type("a/b");
    for (sent, content_type) in [
        (sent(OneText { value: file() }).await, "text/plain"),
        (
            sent(OneJson { value: [file()] }).await,
            "application/json; charset=utf-8",
        ),
    ] {
        assert_eq!(
            part(&sent),
            format!("name=\"value\"; filename=\"y\"\r\nContent-Type: {content_type}\r\n\r\nx")
        );
    }
}

#[tokio::test]
async fn a_content_type_for_json_makes_json_of_any_value() {
    for (sent, json) in [
        (sent(OneJson { value: "a" }).await, "\"a\""),
        (
            sent(OneJson {
                value: Text::from("a"),
            })
            .await,
            "\"a\"",
        ),
        (
            sent(OneJson {
                value: [Some(1), None],
            })
            .await,
            "[1,null]",
        ),
        (
            sent(OneJson {
                value: Some(None::<u8>),
            })
            .await,
            "null",
        ),
    ] {
        assert_eq!(
            part(&sent),
            format!(
                "name=\"value\"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{json}"
            )
        );
    }
}

#[tokio::test]
async fn json_that_is_there_already_is_one_part() {
    let json: Json = serde_json::from_str("[1, {\"a\": 2}]").unwrap();
    assert_eq!(
        part(&sent(One { value: json }).await),
        "name=\"value\"\r\nContent-Type: application/json\r\n\r\n[1, {\"a\": 2}]"
    );
}

#[tokio::test]
async fn a_list_with_lists_or_maps_in_it_is_a_part_of_json_for_each() {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Mixed {
        Text(&'static str),
        List([u8; 2]),
        None(Option<u8>),
    }

    let value = [Mixed::Text("a"), Mixed::List([1, 2]), Mixed::None(None)];
    let head = "--B\r\nContent-Disposition: form-data; name=\"value\"\r\nContent-Type: application/json\r\n\r\n";
    assert_eq!(
        parts(&sent(One { value }).await),
        format!("{head}\"a\"\r\n{head}[1,2]\r\n--B--\r\n")
    );
}

#[tokio::test]
async fn quotes_and_line_breaks_in_names_are_escaped_as_browsers_do() {
    #[endpoint(POST "/a")]
    struct Odd {
        #[part(rename = "a\"b\r\nc;\\é")]
        file: File,
    }

    let file = File::from_bytes("x").name("\r\nx-injected: 1\r\n\r\n\"é\\.txt");
    assert_eq!(
        part(&sent(Odd { file }).await),
        format!(
            "name=\"a%22b%0D%0Ac;\\é\"; filename=\"%0D%0Ax-injected: 1%0D%0A%0D%0A%22é\\.txt\"{OCTETS}\r\n\r\nx"
        )
    );
}

#[tokio::test]
async fn a_body_without_parts_is_still_multipart() {
    let sent = sent(One {
        value: None::<File>,
    })
    .await;
    assert_eq!(parts(&sent), "--B--\r\n");
}

/// A clock whose random numbers are known.
#[derive(Debug)]
struct Counting(std::sync::atomic::AtomicU64);

impl Clock for Counting {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }

    fn random(&self) -> u64 {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }
}

#[tokio::test]
async fn the_boundary_is_drawn_by_the_clock() {
    let memory = memory([Reply::new(204), Reply::new(204)]);
    let clock = Counting(0xFFFF_FFFE.into());
    let client = builder(&memory).clock(clock).build().unwrap();
    client.send(One { value: 1 }).await.unwrap();
    client.send(One { value: 1 }).await.unwrap();
    let boundaries: Vec<_> = memory
        .sent()
        .iter()
        .map(|sent| boundary(sent.headers["content-type"].to_str().unwrap()).to_owned())
        .collect();
    assert_eq!(
        boundaries,
        [
            "00000000fffffffe00000000ffffffff",
            "00000001000000000000000100000001"
        ]
    );
}

#[test]
fn without_a_client_the_boundary_is_drawn_too() {
    let request = || {
        let request = One { value: 1 }.request(&"https://api.test".parse().unwrap());
        let request = request.unwrap();
        let content_type = request.headers()["content-type"].to_str().unwrap();
        let boundary = boundary(content_type).to_owned();
        assert_eq!(boundary.len(), 32);
        let body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"value\"\r\n\r\n1\r\n--{boundary}--\r\n"
        );
        assert_eq!(request.body(), &body);
        boundary
    };
    assert_ne!(request(), request());
}

#[tokio::test]
async fn what_no_part_can_hold_is_refused_by_name() {
    let memory = memory([]);
    let client = client(&memory);
    let map = || BTreeMap::from([(1, 2)]);
    let nan = || BTreeMap::from([(1, [f64::NAN])]);
    let typed = |ty: &'static str| File::from_bytes("hunter2").content_type(ty);
    let not_finite = "is not a finite number";
    let no_header = "has a content type that no header can hold";
    for (error, what) in [
        (
            failed(client.send(One { value: f64::NAN }).await),
            not_finite,
        ),
        (
            failed(
                client
                    .send(One {
                        value: [f32::INFINITY],
                    })
                    .await,
            ),
            not_finite,
        ),
        (failed(client.send(One { value: nan() }).await), not_finite),
        (
            failed(client.send(One { value: [nan()] }).await),
            not_finite,
        ),
        (
            failed(client.send(OneJson { value: f64::NAN }).await),
            not_finite,
        ),
        (
            failed(client.send(OneText { value: map() }).await),
            "is a map, where one plain value is due",
        ),
        (
            failed(client.send(OneText { value: [map()] }).await),
            "is a map, where one plain value is due",
        ),
        (
            failed(
                client
                    .send(One {
                        value: BTreeMap::from([(1, typed("a/b"))]),
                    })
                    .await,
            ),
            "is a file or bytes",
        ),
        (
            failed(
                client
                    .send(One {
                        value: typed("a/b\r\nx-injected: 1"),
                    })
                    .await,
            ),
            no_header,
        ),
        (
            failed(
                client
                    .send(One {
                        value: typed("a\0b"),
                    })
                    .await,
            ),
            no_header,
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert_eq!(error.path(), Some("value"));
        assert!(
            error
                .to_string()
                .contains(&format!(": the part `value` {what}")),
            "{error}"
        );
        assert!(!shown(&error).contains("hunter2"));
    }
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_secret_in_a_part_is_sent_and_comes_out_of_no_error() {
    #[derive(Serialize)]
    struct Login {
        password: Secret,
    }

    let replies = [(); 2].map(|()| Reply::json(400, r#"{"message": "hunter2 is wrong"}"#));
    let memory = memory(replies);
    let client = client(&memory);
    let login = Login {
        password: "hunter2".into(),
    };
    for refusal in [
        refused(
            client
                .send(One {
                    value: &login.password,
                })
                .await,
        ),
        refused(client.send(One { value: &login }).await),
    ] {
        let shown = shown(&refusal);
        assert!(shown.contains("[redacted] is wrong"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    for sent in memory.sent() {
        assert!(String::from_utf8_lossy(&sent.body).contains("hunter2"));
    }
}

#[tokio::test]
async fn a_file_that_a_foreign_serializer_lost_is_refused() {
    #[derive(Serialize)]
    struct Outer {
        #[serde(flatten)]
        file: File,
    }

    let memory = memory([]);
    let value = Outer {
        file: File::from_bytes("hunter2"),
    };
    let error = failed(client(&memory).send(One { value: &value }).await);
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(
        error
            .to_string()
            .contains("a file or bytes stands where none can be sent"),
        "{error}"
    );
    assert!(memory.sent().is_empty());
}
