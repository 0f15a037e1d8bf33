//! Urlencoded forms, as they go over the wire.

use std::collections::BTreeMap;

use endpoint::transport::Reply;
use endpoint::{ErrorKind, File, Secret, endpoint};
use serde::Serialize;

use crate::support::{WireServer, builder, client, failed, memory, refused, response, shown};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Grant {
    ClientCredentials,
}

#[endpoint(POST "/oauth/token")]
struct Token<'a> {
    #[form(rename = "grant-type")]
    grant: Grant,
    #[form]
    scope: Vec<&'a str>,
    #[form]
    note: &'a str,
    #[form]
    absent: Option<&'a str>,
    #[form]
    secret: Option<Secret>,
    #[form(style = comma)]
    ids: Vec<u128>,
    #[form(style = space, rename = "a b")]
    words: Vec<&'a str>,
    #[form(style = deep)]
    filter: BTreeMap<&'a str, Vec<bool>>,
    #[form(style = json)]
    document: Option<(f64, &'a str)>,
    #[form]
    flat: BTreeMap<&'a str, &'a str>,
}

const EMPTY: Token<'_> = Token {
    grant: Grant::ClientCredentials,
    scope: Vec::new(),
    note: "",
    absent: None,
    secret: None,
    ids: Vec::new(),
    words: Vec::new(),
    filter: BTreeMap::new(),
    document: None,
    flat: BTreeMap::new(),
};

#[tokio::test]
async fn a_form_is_escaped_as_browsers_do() {
    let server = WireServer::answering([response("204 No Content", "", "")]).await;
    let client = endpoint::Client::new(&server.url()).unwrap();
    let token = Token {
        scope: vec!["a b", "c+d"],
        note: "*-._~ é&=%\r\n",
        ids: vec![1, u128::MAX],
        words: vec!["x y", "z"],
        filter: BTreeMap::from([("is[open]", vec![true, false])]),
        document: Some((1.0, "é")),
        flat: BTreeMap::from([("k 1", "v,1"), ("k2", "")]),
        ..EMPTY
    };
    client.send(token).await.unwrap();
    let request = server.request();
    assert_eq!(
        request.text(),
        "grant-type=client-credentials&scope=a+b&scope=c%2Bd&note=*-._%7E+%C3%A9%26%3D%25%0D%0A\
         &ids=1,340282366920938463463374607431768211455&a+b=x+y+z\
         &filter%5Bis%5Bopen%5D%5D=true,false&document=%5B1.0%2C%22%C3%A9%22%5D&k+1=v%2C1&k2="
    );
    assert_eq!(
        request.header("content-type").unwrap(),
        "application/x-www-form-urlencoded"
    );
    let length = request.body.len().to_string();
    assert_eq!(request.header("content-length"), Some(length));
}

#[tokio::test]
async fn a_form_without_pairs_is_still_a_form() {
    #[endpoint(POST "/a")]
    struct Absent {
        #[form]
        a: Option<u8>,
    }

    let server = WireServer::answering([response("204 No Content", "", "")]).await;
    let client = endpoint::Client::new(&server.url()).unwrap();
    client.send(Absent { a: None }).await.unwrap();
    let request = server.request();
    assert!(request.body.is_empty());
    assert_eq!(
        request.header("content-type").unwrap(),
        "application/x-www-form-urlencoded"
    );
}

#[endpoint(POST "/a")]
struct One<T: Serialize> {
    #[form]
    value: T,
}

#[tokio::test]
async fn what_a_form_cannot_hold_is_refused_by_name() {
    let memory = memory([]);
    let client = client(&memory);
    for (error, what) in [
        (
            failed(client.send(One { value: f64::NAN }).await),
            "is not a finite number",
        ),
        (
            failed(
                client
                    .send(One {
                        value: [f64::INFINITY],
                    })
                    .await,
            ),
            "is not a finite number",
        ),
        (
            failed(client.send(One { value: [[1]] }).await),
            "holds a list inside a list or map",
        ),
        (
            failed(
                client
                    .send(One {
                        value: File::from_bytes("hunter2"),
                    })
                    .await,
            ),
            "is a file or bytes",
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert_eq!(error.path(), Some("value"));
        let expected = format!("One (POST /a): the form parameter `value` {what}");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_secret_in_a_form_is_sent_and_comes_out_of_no_error() {
    let secret = "hun ter+2/é";
    let memory = memory([Reply::json(
        400,
        r#"{"message": "secret=hun+ter%2B2%2F%C3%A9 and hun ter+2/é are wrong"}"#,
    )]);
    let token = Token {
        secret: Some(secret.into()),
        ..EMPTY
    };
    let refusal = refused(client(&memory).send(token).await);
    assert_eq!(
        memory.sent()[0].body,
        "grant-type=client-credentials&note=&secret=hun+ter%2B2%2F%C3%A9"
    );
    let shown = shown(&refusal);
    assert!(
        shown.contains("secret=[redacted] and [redacted] are wrong"),
        "{shown}"
    );
    assert!(!shown.contains("hun"), "{shown}");
}

#[tokio::test]
async fn a_secret_in_a_form_does_not_go_over_plain_http() {
    let memory = memory([]);
    let client = builder(&memory)
        .base_url("http://api.test")
        .build()
        .unwrap();
    let token = Token {
        secret: Some("hunter2".into()),
        ..EMPTY
    };
    assert_eq!(failed(client.send(token).await).kind(), ErrorKind::Auth);
    assert!(memory.sent().is_empty());
}
