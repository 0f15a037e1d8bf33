//! What the API says no with, and documents that are none.

use endpoint::json_api::{Errors, Resource};
use endpoint::{Endpoint as _, ErrorKind, Json, endpoint};

use super::{Cookbook, Recipe, read};
use crate::support::{failed, refused};

#[endpoint(PATCH "/recipes/<id>" -> Resource<Recipe>, api = Cookbook)]
struct ChangeRecipe {
    id: u32,
}

#[endpoint(DELETE "/recipes/<id>", api = Cookbook)]
struct RemoveRecipe {
    id: u32,
}

fn errors(status: u16, body: &str) -> Errors {
    let answer = http::Response::builder()
        .status(status)
        .body(body.to_owned().into());
    let refusal = refused(ChangeRecipe::decode(answer.unwrap()));
    assert_eq!(refusal.status(), status);
    refusal.into_body().unwrap()
}

#[test]
fn an_error_points_into_the_request() {
    let errors = errors(
        422,
        r#"{"errors": [{"status": "422", "source": {"pointer": "/data/attributes/title"}, "title": "Invalid Attribute",
            "detail": "A title has at least three letters."}]}"#,
    );
    let error = &errors.errors[0];
    assert_eq!(error.status_code().unwrap(), 422);
    let source = error.source.as_ref().unwrap();
    assert_eq!(source.pointer.as_deref(), Some("/data/attributes/title"));
    assert_eq!(
        error.detail.as_deref(),
        Some("A title has at least three letters.")
    );
}

#[test]
fn there_may_be_several_errors_with_codes() {
    let errors = errors(
        400,
        r#"{"jsonapi": {"version": "1.1"}, "errors": [
            {"code": "123", "source": {"pointer": "/data/attributes/title"}, "title": "Value is too short", "detail": "Three letters at least."},
            {"code": "225", "source": {"pointer": "/data/attributes/password"}, "title": "Passwords must contain a letter, number, and punctuation character."},
            {"code": "226", "source": {"pointer": ""}}]}"#,
    );
    let codes: Vec<_> = errors
        .errors
        .iter()
        .map(|error| error.code.as_deref().unwrap())
        .collect();
    assert_eq!(codes, ["123", "225", "226"]);
    assert_eq!(
        errors.errors[2].source.as_ref().unwrap().pointer.as_deref(),
        Some("")
    );
    assert_eq!(errors.jsonapi.unwrap().version.as_deref(), Some("1.1"));
}

#[test]
fn an_error_may_be_about_a_parameter_or_a_header() {
    let errors = errors(
        400,
        r#"{"errors": [
            {"source": {"parameter": "include"}, "title": "Invalid Query Parameter", "detail": "The resource has no `chef` relationship path."},
            {"status": "406", "source": {"header": "Accept"}, "title": "Not Acceptable"}]}"#,
    );
    let sources: Vec<_> = errors
        .errors
        .iter()
        .map(|error| error.source.as_ref().unwrap())
        .collect();
    assert_eq!(sources[0].parameter.as_deref(), Some("include"));
    assert_eq!(sources[1].header.as_deref(), Some("Accept"));
}

#[test]
fn an_error_may_be_about_nothing_in_particular() {
    let errors = errors(
        400,
        r#"{"errors": [{"id": "5f3a", "status": "400", "detail": "JSON parse error - Expecting property name at line 1 column 2 (char 1).",
            "links": {"about": {"href": "https://cookbook.test/errors/5f3a"}, "type": "https://cookbook.test/errors/json"}, "meta": {"line": 1}}]}"#,
    );
    let error = &errors.errors[0];
    assert_eq!(error.id.as_deref(), Some("5f3a"));
    assert!(error.source.is_none() && error.title.is_none());
    assert_eq!(
        error.links.href("about"),
        Some("https://cookbook.test/errors/5f3a")
    );
    assert_eq!(
        error.links.href("type"),
        Some("https://cookbook.test/errors/json")
    );
    assert_eq!(error.meta.as_ref().unwrap().text(), r#"{"line": 1}"#);
}

#[test]
fn an_error_survives_members_of_other_types() {
    let errors = errors(
        500,
        r#"{"errors": [{"id": 17, "status": 500, "code": 3, "title": ["x"], "detail": "It broke.", "source": [], "links": "x", "meta": 7}]}"#,
    );
    let error = &errors.errors[0];
    assert_eq!(error.status_code().unwrap(), 500);
    assert_eq!(
        (error.id.as_deref(), error.code.as_deref()),
        (Some("17"), Some("3"))
    );
    assert_eq!(
        (error.title.as_deref(), error.detail.as_deref()),
        (None, Some("It broke."))
    );
}

#[test]
fn errors_on_a_200_are_a_refusal() {
    for body in [
        r#"{"errors": [{"title": "Gone", "detail": "Eaten."}]}"#,
        r#"{"meta": {"n": 1}, "errors": [{"title": "Gone", "detail": "Eaten."}], "links": {}}"#,
    ] {
        let refusal = refused(read::<Resource<Recipe>>(body));
        assert_eq!(refusal.status(), 200);
        assert_eq!(refusal.message(), Some("Gone: Eaten."));
        refused(read::<Option<Json>>(body));
        refused(RemoveRecipe::decode(http::Response::new(body.into())));
    }
}

#[test]
fn a_document_without_anything_in_it_is_refused() {
    for body in [
        "{}",
        r#"{"jsonapi": {"version": "1.1"}}"#,
        r#"{"links": {"self": "/recipes"}}"#,
        r#"{"included": [], "success": true}"#,
        r#"{"meta": null, "errors": null}"#,
    ] {
        for error in [
            failed(read::<Resource<Recipe>>(body)),
            failed(read::<Option<Resource<Recipe>>>(body)),
            failed(read::<Json>(body)),
        ] {
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(
                error
                    .to_string()
                    .contains("neither `data` nor `errors` nor `meta`"),
                "{error}"
            );
            assert_eq!(error.answer().unwrap().bytes, body);
        }
        // Nobody misses what nobody wants.
        RemoveRecipe::decode(http::Response::new(body.into())).unwrap();
    }
}

#[test]
fn a_document_with_data_and_errors_is_refused() {
    for body in [
        r#"{"data": {"type": "recipes", "id": "1", "attributes": {"title": "x"}}, "errors": [{"title": "y"}]}"#,
        r#"{"errors": [], "data": null}"#,
        r#"{"data": 7, "errors": [{"title": "y"}]}"#,
    ] {
        for error in [
            failed(read::<Resource<Recipe>>(body)),
            failed(read::<Option<Json>>(body)),
            failed(RemoveRecipe::decode(http::Response::new(body.into()))),
        ] {
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(
                error.to_string().contains("both `data` and `errors`"),
                "{error}"
            );
        }
    }
}

#[test]
fn data_that_is_missing_beside_meta_is_named() {
    let error = failed(read::<Resource<Recipe>>(r#"{"meta": {"n": 1}}"#));
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("data"))
    );
}

#[test]
fn what_is_no_object_is_no_document() {
    for body in ["[]", "null", "7", r#"{"data": 1"#] {
        assert_eq!(
            failed(read::<Json>(body)).kind(),
            ErrorKind::Decode,
            "{body}"
        );
    }
}
