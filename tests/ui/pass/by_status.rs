use endpoint::{ByStatus, Endpoint, Json, Location, Raw, Text, endpoint};
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Export {
    id: u64,
}

/// Docs stay, and so do the attributes of others.
#[derive(Debug, Clone, ByStatus)]
#[non_exhaustive]
enum Answer {
    /// There.
    #[status(200 | 203)]
    Done(Export),
    #[status(204)]
    Empty,
    #[status(205)]
    Reset(),
    #[deprecated]
    #[status(303)]
    Moved(Location),
    #[status(404)]
    NotFound(Option<Json>),
    #[status(4xx)]
    Refused(Text),
    #[status(500..=502 | 504)]
    Failed(Vec<Export>),
    #[status(_)]
    Other(Raw),
}

#[derive(ByStatus)]
#[allow(non_camel_case_types)]
enum r#Raw2 {
    #[status(200)]
    r#type(Export),
    #[status(_)]
    Self_,
}

#[endpoint(GET "/export" -> Answer, error = Answer)]
struct GetExport;

#[endpoint(GET "/export" -> Raw2)]
struct GetRaw;

fn answer(status: u16, body: &'static str) -> http::Response<bytes::Bytes> {
    http::Response::builder().status(status).body(body.into()).unwrap()
}

#[allow(deprecated)]
fn main() {
    let value = |status, body| GetExport::decode(answer(status, body)).unwrap().value;
    assert!(matches!(value(203, r#"{"id": 1}"#), Answer::Done(Export { id: 1 })));
    assert!(matches!(value(204, ""), Answer::Empty));
    assert!(matches!(value(205, ""), Answer::Reset()));
    assert!(matches!(value(404, ""), Answer::NotFound(None)));
    assert!(matches!(value(400, "no"), Answer::Refused(text) if &*text == "no"));
    assert!(matches!(value(504, "[]"), Answer::Failed(exports) if exports.is_empty()));
    assert!(matches!(value(503, "x"), Answer::Other(raw) if raw.bytes == "x"));
    let raw = GetRaw::decode(answer(200, r#"{"id": 1}"#)).unwrap().value;
    assert!(matches!(raw, Raw2::r#type(Export { id: 1 })));
    assert!(matches!(GetRaw::decode(answer(500, "")).unwrap().value, Raw2::Self_));
}
