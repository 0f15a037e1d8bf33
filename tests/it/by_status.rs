//! Enums with a variant for each status: which answers are values, which are refusals, and how each is read.

mod errors;

use endpoint::transport::Reply;
use endpoint::{
    ByStatus, Download, Endpoint as _, ErrorBody as _, ErrorKind, Json, JsonApi, Lines, Location,
    NoContent, Raw, SuccessFlag, Text, api, endpoint, json_api, success_flag,
};
use serde::Deserialize;

use crate::support::{answering, client, failed, memory, refused};

#[derive(Debug, PartialEq, Deserialize)]
struct Export {
    id: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Problem {
    reason: String,
}

mod maybe {
    use super::{ByStatus, Export, endpoint};

    #[derive(Debug, PartialEq, ByStatus)]
    pub(super) enum Found {
        #[status(200)]
        Some(Export),
        #[status(204)]
        None,
    }

    #[endpoint(GET "/export" -> Found)]
    pub(super) struct Find {}
}

#[tokio::test]
async fn two_successes_are_told_apart() {
    let client = answering([Reply::json(200, r#"{"id": 7}"#), Reply::new(204)]);
    let found = client.send(maybe::Find {}).await.unwrap();
    assert_eq!(found.value, maybe::Found::Some(Export { id: 7 }));
    let found = client.send(maybe::Find {}).await.unwrap();
    assert_eq!(found.value, maybe::Found::None);
    assert_eq!(found.meta.status, 204);
}

#[tokio::test]
async fn a_success_that_has_no_variant_is_an_error_that_says_so() {
    let failure = failed(
        answering([Reply::json(202, r#"{"id": 7}"#)])
            .send(maybe::Find {})
            .await,
    );
    assert_eq!(failure.kind(), ErrorKind::Decode);
    assert!(
        failure.to_string().contains("`#[status(202)]`"),
        "{failure}"
    );
    assert_eq!(failure.answer().unwrap().bytes, r#"{"id": 7}"#);
}

#[tokio::test]
async fn a_refusal_that_has_no_variant_is_a_refusal() {
    let replies = [Reply::new(404), Reply::new(304)];
    let client = answering(replies);
    assert_eq!(refused(client.send(maybe::Find {}).await).status(), 404);
    assert_eq!(refused(client.send(maybe::Find {}).await).status(), 304);
}

#[tokio::test]
async fn a_body_that_does_not_fit_its_variant_is_an_error() {
    let failure = failed(
        answering([Reply::json(200, r#"{"id": "x"}"#)])
            .send(maybe::Find {})
            .await,
    );
    assert_eq!(failure.kind(), ErrorKind::Decode);
    assert_eq!(failure.path(), Some("id"));
}

mod job {
    use super::{ByStatus, Location, endpoint};

    #[derive(Debug, PartialEq, serde::Deserialize)]
    pub(super) struct Pending {
        pub(super) progress: u8,
    }

    #[derive(Debug, ByStatus)]
    pub(super) enum Job {
        #[status(200)]
        Pending(Pending),
        #[status(303)]
        Done(Location),
    }

    #[endpoint(GET "/jobs/<id>" -> Job)]
    pub(super) struct GetJob {
        pub(super) id: u64,
    }
}

#[tokio::test]
async fn a_job_is_pending_until_it_says_where_its_result_is() {
    let memory = memory([
        Reply::json(200, r#"{"progress": 50}"#),
        Reply::new(303).header("location", "/exports/7"),
    ]);
    let client = client(&memory);
    let job = client.send(job::GetJob { id: 1 }).await.unwrap();
    assert!(matches!(
        job.value,
        job::Job::Pending(job::Pending { progress: 50 })
    ));
    match client.send(job::GetJob { id: 1 }).await.unwrap().value {
        job::Job::Done(location) => assert_eq!(&*location, "/exports/7"),
        job::Job::Pending(pending) => panic!("{pending:?}"),
    }
    assert_eq!(memory.sent().len(), 2, "the redirect is not followed");
}

mod lookup {
    use super::{ByStatus, Export, Problem, Raw, endpoint};

    #[derive(Debug, ByStatus)]
    pub(super) enum Lookup {
        #[status(_)]
        Other(Raw),
        #[status(4xx)]
        Refused(Problem),
        #[status(404)]
        Missing,
        #[status(200..=299)]
        Found(Export),
    }

    #[endpoint(GET "/lookup" -> Lookup)]
    pub(super) struct Look {}
}

#[tokio::test]
async fn a_code_goes_before_a_range_and_a_range_before_the_rest() {
    let client = answering([
        Reply::json(203, r#"{"id": 1}"#),
        Reply::json(404, "not JSON, and nobody looks"),
        Reply::json(409, r#"{"reason": "taken"}"#),
        Reply::new(502).body("<html>"),
    ]);
    let found = client.send(lookup::Look {}).await.unwrap().value;
    assert!(matches!(found, lookup::Lookup::Found(Export { id: 1 })));
    let missing = client.send(lookup::Look {}).await.unwrap().value;
    assert!(matches!(missing, lookup::Lookup::Missing));
    let taken = client.send(lookup::Look {}).await.unwrap().value;
    assert!(matches!(taken, lookup::Lookup::Refused(Problem { reason }) if reason == "taken"));
    match client.send(lookup::Look {}).await.unwrap().value {
        lookup::Lookup::Other(raw) => {
            assert_eq!((raw.status.as_u16(), &*raw.bytes), (502, &b"<html>"[..]));
        }
        other => panic!("{other:?}"),
    }
}

/// The flag says no on a 200; the rest stands outside of it.
mod flag {
    use super::{ByStatus, Export, SuccessFlag, api, endpoint, success_flag};

    #[api(base_url = "https://api.test", envelope = SuccessFlag)]
    pub(super) struct Studio;

    #[derive(Debug, ByStatus)]
    pub(super) enum Answer {
        #[status(200)]
        Done(Export),
        #[status(202)]
        Started,
        #[status(404)]
        Missing(success_flag::Refusal),
    }

    #[endpoint(GET "/export" -> Answer in "export", api = Studio)]
    pub(super) struct Get {}
}

#[tokio::test]
async fn the_envelope_is_opened_where_the_status_is_one_of_success() {
    let memory = memory([
        Reply::json(200, r#"{"success": true, "export": {"id": 3}}"#),
        Reply::json(404, r#"{"success": false, "error": "no such export"}"#),
    ]);
    let studio = flag::Studio::client()
        .transport(memory.clone())
        .build()
        .unwrap();
    let done = studio.send(flag::Get {}).await.unwrap().value;
    assert!(matches!(done, flag::Answer::Done(Export { id: 3 })));
    match studio.send(flag::Get {}).await.unwrap().value {
        flag::Answer::Missing(refusal) => {
            assert_eq!(refusal.error.as_deref(), Some("no such export"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_envelope_may_say_no_whatever_the_variant() {
    let no = r#"{"success": false, "error": "busy"}"#;
    let memory = memory([Reply::json(200, no), Reply::json(202, no)]);
    let studio = flag::Studio::client()
        .transport(memory.clone())
        .build()
        .unwrap();
    for status in [200, 202] {
        let refusal = refused(studio.send(flag::Get {}).await);
        assert_eq!(refusal.status(), status);
        assert_eq!(refusal.body().unwrap().error.as_deref(), Some("busy"));
    }
}

mod documents {
    use super::{ByStatus, Export, Json, JsonApi, endpoint, json_api};

    #[derive(Debug, ByStatus)]
    #[expect(clippy::large_enum_variant, reason = "as short as it may be written")]
    pub(super) enum Answer {
        #[status(200)]
        Payload(json_api::Resource<Export>),
        #[status(201)]
        Whole(json_api::Document<json_api::Resource<Export>>),
        #[status(404)]
        Missing(json_api::Errors),
        #[status(409)]
        Conflict(Json),
    }

    #[endpoint(GET "/export" -> Answer, envelope = JsonApi)]
    pub(super) struct Get {}
}

#[tokio::test]
async fn a_document_gives_its_payload_or_all_of_itself() {
    let document = r#"{"data": {"type": "export", "id": "a", "attributes": {"id": 5}}, "links": {"self": "/x"}}"#;
    let errors = r#"{"errors": [{"code": "E1"}]}"#;
    let memory = memory([
        Reply::json(200, document),
        Reply::json(201, document),
        Reply::json(404, errors),
        Reply::json(409, errors),
        Reply::json(200, errors),
    ]);
    let client = client(&memory);
    match client.send(documents::Get {}).await.unwrap().value {
        documents::Answer::Payload(resource) => assert_eq!(resource.attributes.id, 5),
        other => panic!("{other:?}"),
    }
    match client.send(documents::Get {}).await.unwrap().value {
        documents::Answer::Whole(document) => {
            assert_eq!(document.value.attributes.id, 5);
            assert!(document.links.get("self").is_some());
        }
        other => panic!("{other:?}"),
    }
    match client.send(documents::Get {}).await.unwrap().value {
        documents::Answer::Missing(errors) => {
            assert_eq!(errors.errors[0].code.as_deref(), Some("E1"));
        }
        other => panic!("{other:?}"),
    }
    match client.send(documents::Get {}).await.unwrap().value {
        documents::Answer::Conflict(json) => assert_eq!(json.text(), errors),
        other => panic!("{other:?}"),
    }
    assert_eq!(refused(client.send(documents::Get {}).await).status(), 200);
    assert_eq!(
        memory.sent()[0].headers["accept"],
        "application/vnd.api+json"
    );
}

mod streams {
    use super::{ByStatus, Download, Lines, Problem, Text, endpoint};

    #[derive(Debug, ByStatus)]
    pub(super) enum Answer {
        #[status(409)]
        Busy(Problem),
        #[status(200)]
        Log(Lines<Text>),
        #[status(206)]
        Rest(Download),
    }

    #[endpoint(GET "/log" -> Answer, limit = 16)]
    pub(super) struct GetLog {}
}

#[tokio::test]
async fn a_variant_may_be_a_stream() {
    let memory = memory([
        Reply::new(200).body("first line\nsecond").body(" line\n"),
        Reply::new(206).body("the rest"),
        Reply::json(409, r#"{"reason":"x"}"#),
        Reply::json(409, r#"{"reason": "longer than the limit"}"#),
    ]);
    let client = client(&memory);
    match client.send(streams::GetLog {}).await.unwrap().value {
        streams::Answer::Log(mut lines) => {
            assert_eq!(&*lines.next().await.unwrap().unwrap(), "first line");
            assert_eq!(&*lines.next().await.unwrap().unwrap(), "second line");
            assert!(lines.next().await.is_none());
        }
        other => panic!("{other:?}"),
    }
    match client.send(streams::GetLog {}).await.unwrap().value {
        streams::Answer::Rest(mut rest) => {
            assert_eq!(rest.chunk().await.unwrap().unwrap(), "the rest");
        }
        other => panic!("{other:?}"),
    }
    let busy = client.send(streams::GetLog {}).await.unwrap().value;
    assert!(matches!(busy, streams::Answer::Busy(Problem { reason }) if reason == "x"));
    let failure = failed(client.send(streams::GetLog {}).await);
    assert_eq!(failure.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn the_first_variant_of_success_says_what_is_asked_for() {
    let memory = memory([Reply::new(204), Reply::new(200)]);
    let client = client(&memory);
    failed(client.send(streams::GetLog {}).await);
    client.send(lookup::Look {}).await.unwrap_err();
    let accept = |at: usize| {
        memory.sent()[at].headers["accept"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    let lines = streams_accept();
    assert_eq!(
        (accept(0), accept(1)),
        (lines, "application/json".to_owned())
    );
}

/// What lines alone ask for.
fn streams_accept() -> String {
    #[endpoint(GET "/" -> Lines<Text>)]
    struct Plain {}
    let base = "https://api.test".parse().unwrap();
    let request = Plain {}.request(&base).unwrap();
    request.headers()["accept"].to_str().unwrap().to_owned()
}

mod generic {
    use super::{ByStatus, NoContent, Problem, endpoint};

    #[derive(Debug, PartialEq, ByStatus)]
    pub(super) enum Answer<T, E = Problem> {
        #[status(200)]
        Done(Vec<T>),
        #[status(204)]
        Empty(NoContent),
        #[status(4xx)]
        Refused(E),
    }

    #[endpoint(GET "/list" -> Answer<T>, error = Answer<u8, u8>)]
    pub(super) struct List<T> {
        #[query]
        pub(super) after: Option<T>,
    }
}

#[tokio::test]
async fn an_enum_may_have_type_parameters() {
    let client = answering([
        Reply::json(200, "[1, 2]"),
        Reply::new(204),
        Reply::json(410, r#"{"reason": "gone"}"#),
    ]);
    let mut answers = Vec::new();
    for _ in 0..3 {
        let list = generic::List { after: Some(7_u64) };
        answers.push(client.send(list).await.unwrap().value);
    }
    let reason = "gone".to_owned();
    assert_eq!(
        answers,
        [
            generic::Answer::Done(vec![1, 2]),
            generic::Answer::Empty(NoContent),
            generic::Answer::Refused(Problem { reason }),
        ]
    );
    let refusal = http::Response::builder()
        .status(400)
        .body("7".into())
        .unwrap();
    assert_eq!(
        generic::Answer::<u8, u8>::read(&Raw::from(refusal)),
        Some(generic::Answer::Refused(7))
    );
}

#[tokio::test]
async fn a_body_where_none_may_be_is_an_error() {
    let failure = failed(
        answering([Reply::json(204, "[]")])
            .send(generic::List { after: Some(7_u64) })
            .await,
    );
    assert_eq!(failure.kind(), ErrorKind::Decode);
}

#[test]
fn an_answer_from_elsewhere_is_read_the_same_way() {
    let answer = |status, body: &'static str| {
        http::Response::builder()
            .status(status)
            .body(body.into())
            .unwrap()
    };
    let found = maybe::Find::decode(answer(200, r#"{"id": 7}"#)).unwrap();
    assert_eq!(found.value, maybe::Found::Some(Export { id: 7 }));
    assert_eq!(refused(maybe::Find::decode(answer(500, ""))).status(), 500);
    let rest = streams::GetLog::decode(answer(206, "the rest")).unwrap();
    assert!(matches!(rest.value, streams::Answer::Rest(_)));
}
