//! Constructs of a Jupyter server.

use endpoint::{Client, Credential, Json, Secret, api, endpoint};
use serde::{Deserialize, Serialize};

use crate::coverage::construct::{Construct, Elsewhere};
use crate::declared::case::cases;
use crate::declared::{Target, Wire};
use crate::support::{refused, response};

const JUPYTER: &Target = &Target {
    host: "jupyter.test",
    prefix: "",
};

cases! { JUPYTER;
    a_notebook_that_is_created(SaveContents<'static>): [
        Construct::Elsewhere(Elsewhere::CreatedAt),
        Construct::Elsewhere(Elsewhere::SlashesInAParameter),
    ];
    a_notebook_that_is_not_there(GetContents<'static>): [
        Construct::Elsewhere(Elsewhere::NotTheJsonThatItSays),
    ];
    a_name_that_changes(RenameContents<'static>): [
        Construct::Elsewhere(Elsewhere::MergePatch),
    ];
}

#[derive(Credential)]
#[credential(header = "Authorization", prefix = "token ")]
struct Token(Secret);

/// A Jupyter server.
#[api(base_url = "http://localhost:8888", auth = Token)]
struct Jupyter;

impl Wire {
    fn jupyter(&self) -> Client<Jupyter, Token> {
        self.client(Jupyter::client(Token::new("j")))
    }
}

/// Saves a file or a notebook.
#[endpoint(PUT "/api/contents/<path..>" -> Saved, api = Jupyter)]
struct SaveContents<'a> {
    path: &'a str,
    #[body]
    contents: Contents<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Contents<'a> {
    File { format: &'a str, content: &'a str },
}

#[derive(Debug, Deserialize)]
struct Saved {
    path: String,
}

async fn a_notebook_that_is_created(wire: &Wire) {
    wire.answers(response(
        "201 Created",
        "Content-Type: application/json\r\nLocation: /api/contents/a/b%20c.txt\r\n",
        r#"{"path":"a/b c.txt"}"#,
    ));
    let contents = Contents::File {
        format: "text",
        content: "é\n",
    };
    let save = SaveContents {
        path: "a/b c.txt",
        contents,
    };
    let saved = wire.jupyter().send(save).await.unwrap();
    assert_eq!(
        (saved.meta.status.as_u16(), &*saved.path),
        (201, "a/b c.txt")
    );
    let location = saved.meta.location();
    assert_eq!(location.as_deref(), Some("/api/contents/a/b%20c.txt"));
    wire.sent(
        "PUT /api/contents/a/b%20c.txt HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: token j
        host: jupyter.test
        content-length: 48",
        r#"{"type":"file","format":"text","content":"é\n"}"#,
    );
}

/// Gives a file or a notebook.
#[endpoint(GET "/api/contents/<path..>" -> Json, api = Jupyter)]
struct GetContents<'a> {
    path: &'a str,
    #[query(style = json)]
    content: Option<u8>,
}

async fn a_notebook_that_is_not_there(wire: &Wire) {
    for (status, body) in [
        ("404 Not Found", "<html>no</html>"),
        ("403 Forbidden", "{\"message\": \"Forb"),
    ] {
        let json = "Content-Type: application/json\r\n";
        wire.answers(response(status, json, body));
        let get = GetContents {
            path: "a/b.ipynb",
            content: Some(0),
        };
        let refusal = refused(wire.jupyter().send(get).await);
        assert!(status.starts_with(refusal.status().as_str()));
        assert!(refusal.body().is_none());
        assert_eq!(refusal.bytes(), body);
        wire.sent(
            "GET /api/contents/a/b.ipynb?content=0 HTTP/1.1
            accept: application/json
            user-agent: probe/1.0 endpoint/*
            authorization: token j
            host: jupyter.test",
            "",
        );
    }
}

/// Renames a file or a notebook.
#[endpoint(
    PATCH "/api/contents/<path..>" -> Saved,
    api = Jupyter,
    content_type = "application/merge-patch+json",
)]
struct RenameContents<'a> {
    path: &'a str,
    #[json(rename = "path")]
    new_path: &'a str,
}

async fn a_name_that_changes(wire: &Wire) {
    let json = "Content-Type: application/json\r\n";
    wire.answers(response("200 OK", json, r#"{"path":"c.txt"}"#));
    let rename = RenameContents {
        path: "a/b.txt",
        new_path: "c.txt",
    };
    assert_eq!(wire.jupyter().send(rename).await.unwrap().path, "c.txt");
    wire.sent(
        "PATCH /api/contents/a/b.txt HTTP/1.1
        accept: application/json
        content-type: application/merge-patch+json
        user-agent: probe/1.0 endpoint/*
        authorization: token j
        host: jupyter.test
        content-length: 16",
        r#"{"path":"c.txt"}"#,
    );
}
