//! Constructs of Box's API.

use endpoint::auth::Bearer;
use endpoint::{ByStatus, Bytes, Client, File, Json, Location, RetryAfter, Secret, api, endpoint};
use serde::{Deserialize, Serialize};

use crate::coverage::construct::{Construct, Elsewhere};
use crate::declared::case::cases;
use crate::declared::{Target, Wire};
use crate::support::{refused, response};

const BOX: &Target = &Target {
    host: "api.box.com",
    prefix: "/2.0",
};

cases! { BOX;
    a_thumbnail_that_is_not_made_yet(GetThumbnail): [
        Construct::Elsewhere(Elsewhere::PlaceholderWithExtension),
        Construct::Elsewhere(Elsewhere::RetryAfterOnSuccess),
    ];
    a_file_that_somebody_else_has_changed(RenameFile<'static>): [
        Construct::Elsewhere(Elsewhere::IfMatch),
    ];
    the_end_of_a_file(DownloadFile<'static>): [Construct::Elsewhere(Elsewhere::Range)];
    items_behind_a_marker(ListItems<'static>): [Construct::Elsewhere(Elsewhere::MarkerPages)];
    a_file_with_its_attributes(UploadFile): [
        Construct::Elsewhere(Elsewhere::OtherHost),
        Construct::Elsewhere(Elsewhere::JsonPart),
    ];
    metadata_that_is_patched(PatchMetadata): [Construct::Elsewhere(Elsewhere::JsonPatch)];
    a_token_for_a_code(GetToken<'static>): [Construct::Elsewhere(Elsewhere::UrlencodedForm)];
}

/// Box's API.
#[api(base_url = "https://api.box.com/2.0", auth = Bearer)]
struct Boxes;

const UPLOADS: &str = "https://upload.box.com/api/2.0";

impl Wire {
    fn boxes(&self) -> Client<Boxes, Bearer> {
        let builder = Boxes::client(Bearer::new("b"));
        let uploads = self.storage().url() + "/api/2.0";
        self.client(builder.replace_base_url(UPLOADS, &uploads))
    }
}

fn json(status: &str, body: &str) -> String {
    response(status, "Content-Type: application/json\r\n", body)
}

/// Gives a picture of a file, once it is made.
#[endpoint(GET "/files/<file_id>/thumbnail.<extension>" -> Thumbnail, api = Boxes)]
struct GetThumbnail {
    file_id: u64,
    extension: Extension,
    #[query]
    min_height: Option<u32>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Extension {
    Png,
}

#[derive(Debug, ByStatus)]
enum Thumbnail {
    #[status(200)]
    Made(Bytes),
    /// There is a placeholder until it is made.
    #[status(202)]
    Later(Location),
}

async fn a_thumbnail_that_is_not_made_yet(wire: &Wire) {
    const HEAD: &str = "GET /2.0/files/7/thumbnail.png?min_height=32 HTTP/1.1
        accept: */*
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer b
        host: api.box.com";
    let get = GetThumbnail {
        file_id: 7,
        extension: Extension::Png,
        min_height: Some(32),
    };
    let later = "Location: https://cdn.test/placeholder.png\r\nRetry-After: 3\r\n";
    wire.answers(response("202 Accepted", later, ""));
    let thumbnail = wire.boxes().send(&get).await.unwrap();
    let wait = RetryAfter::Delay(std::time::Duration::from_secs(3));
    assert_eq!(thumbnail.meta.retry_after(), Some(wait));
    let Thumbnail::Later(placeholder) = thumbnail.into_inner() else {
        panic!("it is not made yet");
    };
    assert_eq!(&*placeholder, "https://cdn.test/placeholder.png");
    wire.sent(HEAD, "");

    wire.answers(response("200 OK", "Content-Type: image/png\r\n", "PNG"));
    let Thumbnail::Made(picture) = wire.boxes().send(&get).await.unwrap().into_inner() else {
        panic!("it is made");
    };
    assert_eq!(&picture[..], b"PNG");
    wire.sent(HEAD, "");
}

/// Renames a file, unless somebody else has changed it.
#[endpoint(PUT "/files/<file_id>" -> Named, api = Boxes, error = NotRenamed)]
struct RenameFile<'a> {
    file_id: u64,
    #[header("if-match")]
    etag: Option<&'a str>,
    #[json]
    name: &'a str,
}

#[derive(Debug, Deserialize)]
struct Named {
    etag: String,
}

#[derive(Debug, ByStatus)]
enum NotRenamed {
    #[status(412)]
    Changed(Named),
    #[status(4xx)]
    Otherwise(Json),
}

async fn a_file_that_somebody_else_has_changed(wire: &Wire) {
    const HEAD: &str = "PUT /2.0/files/7 HTTP/1.1
        if-match: 1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer b
        host: api.box.com
        content-length: 16";
    let rename = RenameFile {
        file_id: 7,
        etag: Some("1"),
        name: "b.txt",
    };
    wire.answers(json("200 OK", r#"{"etag":"2"}"#));
    assert_eq!(wire.boxes().send(&rename).await.unwrap().etag, "2");
    wire.sent(HEAD, r#"{"name":"b.txt"}"#);

    wire.answers(json("412 Precondition Failed", r#"{"etag":"3"}"#));
    let refusal = refused(wire.boxes().send(&rename).await);
    let Some(NotRenamed::Changed(file)) = refusal.body() else {
        panic!("it has been changed");
    };
    assert_eq!(file.etag, "3");
    wire.sent(HEAD, r#"{"name":"b.txt"}"#);

    wire.answers(json("404 Not Found", r#"{"code":"not_found"}"#));
    let refusal = refused(wire.boxes().send(&rename).await);
    let Some(NotRenamed::Otherwise(why)) = refusal.body() else {
        panic!("it is not there");
    };
    assert_eq!(why.text(), r#"{"code":"not_found"}"#);
    wire.sent(HEAD, r#"{"name":"b.txt"}"#);
}

/// Downloads a file, or a part of it.
#[endpoint(GET "/files/<file_id>/content" -> Bytes, api = Boxes, redirect = follow)]
struct DownloadFile<'a> {
    file_id: u64,
    #[header("range")]
    range: Option<&'a str>,
}

async fn the_end_of_a_file(wire: &Wire) {
    let part = "Content-Range: bytes 2-3/4\r\nContent-Type: text/plain\r\n";
    wire.answers(response("206 Partial Content", part, "cd"));
    let download = DownloadFile {
        file_id: 7,
        range: Some("bytes=2-"),
    };
    let end = wire.boxes().send(download).await.unwrap();
    assert_eq!((end.meta.status.as_u16(), &end[..]), (206, &b"cd"[..]));
    wire.sent(
        "GET /2.0/files/7/content HTTP/1.1
        range: bytes=2-
        accept: */*
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer b
        host: api.box.com",
        "",
    );
}

/// Lists what is in a folder, page by page.
#[endpoint(GET "/folders/<folder_id>/items?usemarker=true" -> Items, api = Boxes)]
struct ListItems<'a> {
    folder_id: u64,
    #[query]
    marker: Option<&'a str>,
    #[query]
    limit: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Items {
    entries: Vec<Json>,
    next_marker: Option<String>,
}

async fn items_behind_a_marker(wire: &Wire) {
    let client = wire.boxes();
    wire.answers(json(
        "200 OK",
        r#"{"entries":[{"id":"1"}],"next_marker":"a=="}"#,
    ));
    wire.answers(json("200 OK", r#"{"entries":[],"next_marker":""}"#));
    let mut page = ListItems {
        folder_id: 0,
        marker: None,
        limit: Some(1),
    };
    let first = client.send(&page).await.unwrap();
    wire.sent(
        "GET /2.0/folders/0/items?usemarker=true&limit=1 HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer b
        host: api.box.com",
        "",
    );
    page.marker = first.next_marker.as_deref();
    let last = client.send(&page).await.unwrap();
    assert_eq!((first.entries.len(), last.entries.len()), (1, 0));
    assert_eq!(last.next_marker.as_deref(), Some(""));
    wire.sent(
        "GET /2.0/folders/0/items?usemarker=true&marker=a%3D%3D&limit=1 HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer b
        host: api.box.com",
        "",
    );
}

/// Uploads a file: its attributes as JSON, and then its content.
#[endpoint(
    POST "/files/content" -> Json,
    api = Boxes,
    base_url = "https://upload.box.com/api/2.0",
)]
struct UploadFile {
    #[part]
    attributes: Attributes,
    #[part]
    file: File,
}

#[derive(Debug, Serialize)]
struct Attributes {
    name: &'static str,
    parent: Parent,
}

#[derive(Debug, Serialize)]
struct Parent {
    id: &'static str,
}

async fn a_file_with_its_attributes(wire: &Wire) {
    let uploads = wire.storage();
    uploads.answers(json("201 Created", r#"{"entries":[{"id":"7"}]}"#));
    let upload = UploadFile {
        attributes: Attributes {
            name: "a.txt",
            parent: Parent { id: "0" },
        },
        file: File::from_bytes("abcd")
            .name("a.txt")
            .content_type("text/plain"),
    };
    let uploaded = wire.boxes().send(upload).await.unwrap();
    assert_eq!(uploaded.text(), r#"{"entries":[{"id":"7"}]}"#);
    uploads.sent(
        "POST /api/2.0/files/content HTTP/1.1
        accept: application/json
        content-type: multipart/form-data; boundary=boundary
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer b
        host: storage.test
        content-length: 258",
        "--boundary
        Content-Disposition: form-data; name=\"attributes\"
        Content-Type: application/json

        {\"name\":\"a.txt\",\"parent\":{\"id\":\"0\"}}
        --boundary
        Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"
        Content-Type: text/plain

        abcd
        --boundary--
        ",
    );
}

/// Changes a file's metadata, one step after the other.
#[endpoint(
    PUT "/files/<file_id>/metadata/global/properties" -> Json,
    api = Boxes,
    content_type = "application/json-patch+json",
)]
struct PatchMetadata {
    file_id: u64,
    #[body]
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Step {
    Test { path: String, value: String },
    Remove { path: String },
}

async fn metadata_that_is_patched(wire: &Wire) {
    wire.answers(json("200 OK", "{}"));
    let test = Step::Test {
        path: "/a".into(),
        value: "1".into(),
    };
    let patch = PatchMetadata {
        file_id: 7,
        steps: vec![test, Step::Remove { path: "/a".into() }],
    };
    wire.boxes().send(patch).await.unwrap();
    wire.sent(
        "PUT /2.0/files/7/metadata/global/properties HTTP/1.1
        accept: application/json
        content-type: application/json-patch+json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer b
        host: api.box.com
        content-length: 67",
        r#"[{"op":"test","path":"/a","value":"1"},{"op":"remove","path":"/a"}]"#,
    );
}

/// Gives a token for the code that a user has brought back.
#[endpoint(POST "/oauth2/token" -> Token, api = Boxes, auth = none)]
struct GetToken<'a> {
    #[form]
    grant_type: &'a str,
    #[form]
    code: Secret,
    #[form]
    client_secret: Option<Secret>,
}

#[derive(Debug, Deserialize)]
struct Token {
    access_token: Secret,
}

async fn a_token_for_a_code(wire: &Wire) {
    wire.answers(json("200 OK", r#"{"access_token":"t"}"#));
    let get = GetToken::builder()
        .grant_type("authorization_code")
        .code("a+b c&é")
        .build();
    let token = wire.boxes().send(get).await.unwrap();
    assert_eq!(token.access_token.expose(), "t");
    wire.sent(
        "POST /2.0/oauth2/token HTTP/1.1
        accept: application/json
        content-type: application/x-www-form-urlencoded
        user-agent: probe/1.0 endpoint/*
        host: api.box.com
        content-length: 51",
        "grant_type=authorization_code&code=a%2Bb+c%26%C3%A9",
    );
}
