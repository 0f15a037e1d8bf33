//! An enum as the typed body of a refusal.

use endpoint::transport::Reply;
use endpoint::{ByStatus, Bytes, Json, Lines, Text, endpoint};

use super::Problem;
use crate::support::{answering, refused};

mod told_apart {
    use super::{ByStatus, Bytes, Json, Problem, Text, endpoint};

    #[derive(Debug, ByStatus)]
    pub(super) enum Refusal {
        #[status(400 | 422)]
        Invalid(Problem),
        #[status(409)]
        Conflict,
        #[status(500..=503)]
        Down(Text),
        #[status(4xx)]
        Denied(Json),
        #[status(_)]
        Other(Bytes),
    }

    #[endpoint(PUT "/export", error = Refusal)]
    pub(super) struct Replace {}

    #[derive(Debug, ByStatus)]
    pub(super) enum Narrow {
        #[status(400)]
        Invalid(Problem),
    }

    #[endpoint(PUT "/export", error = Narrow)]
    pub(super) struct ReplaceNarrow {}
}

#[tokio::test]
async fn errors_are_told_apart_by_status() {
    let client = answering([
        Reply::json(422, r#"{"reason": "too long"}"#),
        Reply::json(409, "nobody looks"),
        Reply::new(503)
            .header("content-type", "text/plain")
            .body("short"),
        Reply::json(403, r#"{"scope": "admin"}"#),
        Reply::new(504).body("\u{0}"),
    ]);
    let mut bodies = Vec::new();
    for _ in 0..5 {
        let refusal = refused(client.send(told_apart::Replace {}).await);
        bodies.push(refusal.into_body().unwrap());
    }
    match bodies.as_slice() {
        [
            told_apart::Refusal::Invalid(Problem { reason }),
            told_apart::Refusal::Conflict,
            told_apart::Refusal::Down(text),
            told_apart::Refusal::Denied(json),
            told_apart::Refusal::Other(bytes),
        ] => {
            assert_eq!(reason, "too long");
            assert_eq!(&**text, "short");
            assert_eq!(json.text(), r#"{"scope": "admin"}"#);
            assert_eq!(&**bytes, b"\0");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_error_that_fits_no_variant_keeps_its_bytes() {
    let client = answering([
        Reply::json(400, r#"{"reason": "long"}"#),
        Reply::json(400, r#"{"no": "reason"}"#),
        Reply::json(404, r#"{"reason": "gone"}"#),
    ]);
    let refusal = refused(client.send(told_apart::ReplaceNarrow {}).await);
    let told_apart::Narrow::Invalid(problem) = refusal.body().unwrap();
    assert_eq!(problem.reason, "long");
    for bytes in [r#"{"no": "reason"}"#, r#"{"reason": "gone"}"#] {
        let refusal = refused(client.send(told_apart::ReplaceNarrow {}).await);
        assert!(refusal.body().is_none(), "{:?}", refusal.body());
        assert_eq!(refusal.bytes(), bytes);
    }
}

/// All that a crate's own types can do in the typed body of a refusal.
mod refused_streams {
    use super::{ByStatus, Lines, Text, endpoint};

    #[derive(Debug, ByStatus)]
    pub(super) enum Refusal {
        #[status(_)]
        Log(Lines<Text>),
    }

    #[endpoint(POST "/build", error = Refusal)]
    pub(super) struct Build {}
}

#[tokio::test]
async fn a_refusal_may_hold_a_stream_of_what_came() {
    let reply = Reply::new(500).body("one\ntwo\n");
    let refusal = refused(answering([reply]).send(refused_streams::Build {}).await);
    let refused_streams::Refusal::Log(mut lines) = refusal.into_body().unwrap();
    assert_eq!(&*lines.next().await.unwrap().unwrap(), "one");
    assert_eq!(&*lines.next().await.unwrap().unwrap(), "two");
    assert!(lines.next().await.is_none());
}
