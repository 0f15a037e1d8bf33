//! The shapes around a payload: what they give, and what they take for a no.

use endpoint::transport::Reply;
use endpoint::{
    ApiError, Data, Envelope, ErrorKind, Json, JsonApi, OpenError, SuccessFlag, api, endpoint,
    json_api, success_flag,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::support::{answering, failed, memory, refused};

#[derive(Debug, PartialEq, Deserialize)]
struct Export {
    id: i64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    exports: Vec<Export>,
    total_count: u64,
}

mod flag {
    use super::{Export, Json, Page, SuccessFlag, endpoint};

    #[endpoint(GET "/export" -> Export in "export", envelope = SuccessFlag)]
    pub(super) struct Get {}

    #[endpoint(GET "/exports" -> Page, envelope = SuccessFlag)]
    pub(super) struct List {}

    #[endpoint(GET "/job" -> Option<Export> in "job", envelope = SuccessFlag)]
    pub(super) struct Find {}

    #[endpoint(DELETE "/export", envelope = SuccessFlag)]
    pub(super) struct Delete {}

    #[endpoint(GET "/any" -> Json, envelope = SuccessFlag)]
    pub(super) struct Any {}
}

const NO: &str = r#"{"success": false, "error": "Export not found"}"#;

#[tokio::test]
async fn a_payload_is_taken_from_its_key() {
    let body = r#"{"other": [], "export": {"id": 8589934999}, "success": true}"#;
    let export = answering([Reply::json(200, body)])
        .send(flag::Get {})
        .await
        .unwrap();
    assert_eq!(export.value, Export { id: 8_589_934_999 });
}

#[tokio::test]
async fn a_payload_may_lie_flat_beside_the_flag() {
    let body = r#"{"success": true, "exports": [{"id": 1}], "totalCount": 1, "error": null}"#;
    let page = answering([Reply::json(200, body)])
        .send(flag::List {})
        .await
        .unwrap();
    assert_eq!(
        page.value,
        Page {
            exports: vec![Export { id: 1 }],
            total_count: 1
        }
    );
}

#[tokio::test]
async fn a_flag_alone_is_enough_where_no_value_is_wanted() {
    answering([Reply::json(200, r#"{"success": true}"#)])
        .send(flag::Delete {})
        .await
        .unwrap();
}

#[tokio::test]
async fn a_key_that_is_not_there_is_none_or_named() {
    let yes = || Reply::json(200, r#"{"success": true}"#);
    let client = answering([yes(), yes()]);
    assert_eq!(client.send(flag::Find {}).await.unwrap().value, None);
    let error = failed(client.send(flag::Get {}).await);
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("export"))
    );
    assert!(error.to_string().contains("no member `export`"), "{error}");
}

#[tokio::test]
async fn a_flag_that_says_no_on_a_200_is_a_refusal() {
    let client = answering([(); 3].map(|()| Reply::json(200, NO).header("x-request-id", "r")));
    let keyed: ApiError<success_flag::Refusal> = refused(client.send(flag::Get {}).await);
    for refusal in [
        keyed,
        refused(client.send(flag::List {}).await),
        refused(client.send(flag::Delete {}).await),
    ] {
        assert_eq!(refusal.status(), 200);
        assert_eq!(
            refusal.body().unwrap().error.as_deref(),
            Some("Export not found")
        );
        assert_eq!(refusal.message(), Some("Export not found"));
        assert_eq!(refusal.request_id(), Some("r"));
        assert_eq!(refusal.bytes(), NO);
    }
}

#[tokio::test]
async fn a_missing_flag_is_neither_a_yes_nor_a_no() {
    for body in [
        r#"{"export": {"id": 1}}"#,
        "{}",
        r#"{"success": null, "export": {"id": 1}}"#,
        "[]",
    ] {
        let error = failed(answering([Reply::json(200, body)]).send(flag::Get {}).await);
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.answer().unwrap().bytes, body);
    }
}

#[tokio::test]
async fn unread_json_can_be_taken_from_beside_the_flag() {
    let body = r#"{"success": true, "a": 1}"#;
    let any = answering([Reply::json(200, body)])
        .send(flag::Any {})
        .await
        .unwrap();
    assert!(any.text().contains(r#""a""#));
}

mod data {
    use super::{Data, Export, endpoint};

    #[endpoint(GET "/export" -> Export, envelope = Data)]
    pub(super) struct Get {}

    #[endpoint(GET "/export" -> Export in "item", envelope = Data)]
    pub(super) struct Other {}

    #[endpoint(GET "/export" -> Option<Export>, envelope = Data)]
    pub(super) struct Find {}
}

#[tokio::test]
async fn data_is_taken_from_its_member_or_from_the_one_that_is_named() {
    let body = r#"{"meta": {}, "data": {"id": 1}, "item": {"id": 2}}"#;
    let client = answering([(); 2].map(|()| Reply::json(200, body)));
    assert_eq!(client.send(data::Get {}).await.unwrap().id, 1);
    assert_eq!(client.send(data::Other {}).await.unwrap().id, 2);
}

#[tokio::test]
async fn data_that_is_not_there_is_none_or_an_error() {
    let client = answering([
        Reply::json(200, "{}"),
        Reply::json(200, "{\"data\": null}"),
        Reply::json(200, "{}"),
    ]);
    assert_eq!(client.send(data::Find {}).await.unwrap().value, None);
    assert_eq!(client.send(data::Find {}).await.unwrap().value, None);
    assert_eq!(failed(client.send(data::Get {}).await).path(), Some("data"));
}

mod resource {
    use super::{Export, JsonApi, endpoint, json_api};

    #[endpoint(GET "/export" -> json_api::Resource<Export>, envelope = JsonApi)]
    pub(super) struct Get {}

    #[endpoint(DELETE "/export", envelope = JsonApi)]
    pub(super) struct Delete {}

    #[endpoint(GET "/export" -> Option<json_api::Resource<Export>>, envelope = JsonApi)]
    pub(super) struct Find {}
}

#[tokio::test]
async fn a_document_gives_its_data_and_what_is_around_it() {
    let body = r#"{"jsonapi": {"version": "1.0"}, "links": {"next": "/b", "prev": null},
        "data": {"id": "x", "type": "export", "attributes": {"id": 7}, "links": {"self": {"href": "/a"}}}, "meta": {"n": 1}}"#;
    let reply = Reply::new(200).header("content-type", "application/vnd.api+json; charset=utf-8");
    let export = answering([reply.body(body)])
        .send(resource::Get {})
        .await
        .unwrap();
    assert_eq!(export.attributes.id, 7);
    assert_eq!(export.value.links.href("next"), Some("/b"));
    assert_eq!(export.value.value.links.href("self"), Some("/a"));
    assert_eq!(
        export.value.jsonapi.as_ref().unwrap().version.as_deref(),
        Some("1.0")
    );
}

#[tokio::test]
async fn errors_in_a_document_are_a_refusal_on_a_200() {
    let body = r#"{"errors": [{"title": "Bad", "detail": "no version"}]}"#;
    let client = answering([(); 3].map(|()| Reply::json(200, body)));
    for refusal in [
        refused(client.send(resource::Get {}).await),
        refused(client.send(resource::Delete {}).await),
        refused(client.send(resource::Find {}).await),
    ] {
        assert_eq!(refusal.status(), 200);
        assert_eq!(
            refusal.body().unwrap().errors[0].detail.as_deref(),
            Some("no version")
        );
        assert_eq!(refusal.message(), Some("Bad: no version"));
    }
}

#[tokio::test]
async fn a_document_without_a_body_is_nothing_where_nothing_will_do() {
    let client = answering([Reply::new(204), Reply::new(204)]);
    client.send(resource::Delete {}).await.unwrap();
    assert!(
        client
            .send(resource::Find {})
            .await
            .unwrap()
            .value
            .value
            .is_none()
    );
}

#[tokio::test]
async fn the_path_of_a_fault_leads_through_the_envelope() {
    let wrong = r#"{"data": {"id": "x", "type": "export", "attributes": {"id": "7"}}}"#;
    let error = failed(
        answering([Reply::json(200, wrong)])
            .send(resource::Get {})
            .await,
    );
    assert_eq!(error.path(), Some("data.attributes.id"));
    let wrong = r#"{"success": true, "export": {"id": "7"}}"#;
    let error = failed(
        answering([Reply::json(200, wrong)])
            .send(flag::Get {})
            .await,
    );
    assert_eq!(error.path(), Some("export.id"));
    let wrong = r#"{"success": true, "exports": [{"id": 1}, {"id": []}], "totalCount": 1}"#;
    let error = failed(
        answering([Reply::json(200, wrong)])
            .send(flag::List {})
            .await,
    );
    assert_eq!(error.path(), Some("exports[1].id"));
}

/// `{"status": "success", "data": ..}`, or `{"status": "error", "errorType": "..", "error": ".."}`.
struct Prometheus;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueryError {
    error_type: String,
    error: String,
}

impl Envelope for Prometheus {
    type Open<T> = T;
    type Error = QueryError;

    fn open<T: DeserializeOwned>(body: &str, key: Option<&'static str>) -> Result<T, OpenError> {
        #[derive(Deserialize)]
        struct Wire<T> {
            status: String,
            data: Option<T>,
        }

        assert_eq!(key, None);
        let wire: Wire<T> = serde_json::from_str(body)?;
        if wire.status != "success" {
            return Err(OpenError::refused());
        }
        wire.data.ok_or_else(|| OpenError::missing("data"))
    }

    fn wrap<T>(value: T) -> T {
        value
    }
}

#[api(base_url = "https://prometheus.test/api/v1", envelope = Prometheus)]
struct Metrics;

#[endpoint(GET "/labels" -> Vec<String>, api = Metrics)]
struct Labels {}

async fn labels(reply: Reply) -> Result<Vec<String>, endpoint::Error<QueryError>> {
    let client = Metrics::client()
        .transport(memory([reply]))
        .build()
        .unwrap();
    Ok(client.send(Labels {}).await?.into_inner())
}

#[tokio::test]
async fn an_envelope_of_ones_own_opens_refuses_and_misses() {
    let body = r#"{"status": "success", "data": ["job", "instance"]}"#;
    assert_eq!(
        labels(Reply::json(200, body)).await.unwrap(),
        ["job", "instance"]
    );
    let body = r#"{"status": "error", "errorType": "bad_data", "error": "parse error"}"#;
    for status in [200, 400, 422] {
        let refusal = refused(labels(Reply::json(status, body)).await);
        assert_eq!(refusal.status(), status);
        let body = refusal.body().unwrap();
        assert_eq!(
            (&*body.error_type, &*body.error),
            ("bad_data", "parse error")
        );
    }
    let error = failed(labels(Reply::json(200, r#"{"status": "success"}"#)).await);
    assert_eq!(error.path(), Some("data"));
}

#[tokio::test]
async fn a_refusal_from_outside_the_envelope_keeps_its_text() {
    let reply = Reply::new(404)
        .header("content-type", "text/plain")
        .body("404 page not found\n");
    let refusal = refused(labels(reply).await);
    assert_eq!(refusal.status(), 404);
    assert!(refusal.body().is_none());
    assert_eq!(refusal.message(), Some("404 page not found"));
    assert_eq!(refusal.bytes(), "404 page not found\n");
}

#[endpoint(GET "/labels" -> Json, api = Metrics, envelope = none)]
struct Unwrapped {}

#[tokio::test]
async fn an_endpoint_may_do_without_its_apis_envelope() {
    let memory = memory([Reply::json(200, "[1]")]);
    let client = Metrics::client().transport(memory).build().unwrap();
    assert_eq!(client.send(Unwrapped {}).await.unwrap().text(), "[1]");
}

/// `{"ok": true, "result": ..}`, as one writes it by the documentation.
struct OkFlag;

impl Envelope for OkFlag {
    type Open<T> = T;
    type Error = Json;

    fn open<T: DeserializeOwned>(body: &str, _: Option<&'static str>) -> Result<T, OpenError> {
        #[derive(Deserialize)]
        struct Wire<T> {
            ok: bool,
            result: Option<T>,
        }
        let wire: Wire<T> = endpoint::from_json(body)?;
        if !wire.ok {
            return Err(OpenError::refused());
        }
        wire.result.ok_or_else(|| OpenError::missing("result"))
    }

    fn wrap<T>(value: T) -> T {
        value
    }
}

#[endpoint(GET "/a", envelope = OkFlag)]
struct Acknowledged {}

#[endpoint(GET "/a" -> Option<u8>, envelope = OkFlag)]
struct Perhaps {}

#[endpoint(GET "/a" -> u8, envelope = OkFlag)]
struct Certainly {}

#[tokio::test]
async fn what_wants_no_payload_misses_none_in_an_envelope_of_ones_own() {
    let said = || Reply::json(200, r#"{"ok":true}"#);
    let client = answering([said(), said(), said(), Reply::json(200, r#"{"ok":false}"#)]);
    client.send(Acknowledged {}).await.unwrap();
    assert_eq!(client.send(Perhaps {}).await.unwrap().value, None);
    let error = failed(client.send(Certainly {}).await);
    assert!(error.to_string().contains("no member `result`"), "{error}");
    assert!(
        client
            .send(Acknowledged {})
            .await
            .unwrap_err()
            .api()
            .is_some()
    );
}
