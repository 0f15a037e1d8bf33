//! Resources: what they hold, and what of it may be absent.

use std::collections::BTreeMap;

use endpoint::json_api::{Relationships, Resource};
use endpoint::{ErrorKind, Json};
use serde::Deserialize;

use super::{OfRecipe, Recipe, read};
use crate::support::failed;

const WHOLE: &str = r#"{"data": {"type": "recipes", "id": "1", "attributes": {"title": "Leek soup"},
    "relationships": {"cook": {"links": {"self": "/recipes/1/relationships/cook", "related": "/recipes/1/cook"},
        "data": {"type": "cooks", "id": "9"}}},
    "links": {"self": "https://cookbook.test/v1/recipes/1"}, "meta": {"views": 12}}}"#;

const BARE: &str = r#"{"data": {"type": "recipes", "id": "1"}}"#;

#[test]
fn a_resource_is_read_whole() {
    let recipe = read::<Resource<Recipe, OfRecipe>>(WHOLE).unwrap().value;
    assert_eq!(recipe.title, "Leek soup");
    assert_eq!(
        recipe.links.href("self"),
        Some("https://cookbook.test/v1/recipes/1")
    );
    assert_eq!(recipe.meta.unwrap().text(), r#"{"views": 12}"#);
    assert_eq!(recipe.relationships.cook.identifier().unwrap().id, "9");
    let links = &recipe.relationships.cook.links;
    assert_eq!(links.href("related"), Some("/recipes/1/cook"));
}

#[test]
fn attributes_may_hold_any_json() {
    #[derive(Deserialize)]
    struct Nested {
        steps: Vec<BTreeMap<String, f32>>,
        nothing: Option<u8>,
    }

    let document = read::<Resource<Nested>>(
        r#"{"data": {"type": "recipes", "id": "1", "attributes": {"steps": [{"a": 1.5}, {}], "nothing": null, "title": "x"}}}"#,
    );
    let document = document.unwrap();
    assert_eq!((document.steps.len(), document.nothing), (2, None));
}

#[test]
fn attributes_and_relationships_may_be_absent_where_their_type_allows_it() {
    #[derive(Debug, Deserialize)]
    struct Optional {
        title: Option<String>,
        #[serde(default)]
        minutes: u32,
    }

    read::<Resource<()>>(BARE).unwrap();
    read::<Resource<(), ()>>(BARE).unwrap();
    let none = read::<Resource<Option<Recipe>, Option<OfRecipe>>>(BARE).unwrap();
    assert!(none.attributes.is_none() && none.relationships.is_none());
    let empty = read::<Resource<Optional, Optional>>(BARE).unwrap();
    assert_eq!(
        (&empty.attributes.title, empty.relationships.minutes),
        (&None, 0)
    );
    let map = read::<Resource<BTreeMap<String, Json>>>(BARE).unwrap();
    assert!(map.attributes.is_empty() && map.relationships.is_empty());
    assert_eq!(
        read::<Resource<Json>>(BARE).unwrap().attributes.text(),
        "{}"
    );
}

#[test]
fn what_is_not_wanted_may_be_anything() {
    let odd = r#"{"data": {"type": "recipes", "id": "1", "attributes": 7, "relationships": [{"a": "b"}]}}"#;
    read::<Resource<(), ()>>(odd).unwrap();
    assert_eq!(
        failed(read::<Resource<()>>(odd)).path(),
        Some("data.relationships")
    );
}

#[test]
fn a_member_that_is_missing_is_named() {
    for (error, name) in [
        (failed(read::<Resource<Recipe>>(BARE)), "attributes"),
        (
            failed(read::<Resource<(), OfRecipe>>(BARE)),
            "relationships",
        ),
    ] {
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::Decode, Some("data"))
        );
        assert!(
            error
                .to_string()
                .contains(&format!("missing field `{name}`")),
            "{error}"
        );
    }
}

#[test]
fn a_resource_without_type_or_id_is_refused_where_it_stands() {
    for (body, name, path) in [
        (
            r#"{"data": {"id": "1", "attributes": {"title": "x"}}}"#,
            "type",
            "data",
        ),
        (
            r#"{"data": {"type": "recipes", "attributes": {"title": "x"}}}"#,
            "id",
            "data",
        ),
        (
            r#"{"data": {"type": null, "id": "1", "attributes": {"title": "x"}}}"#,
            "type",
            "data",
        ),
    ] {
        let error = failed(read::<Resource<Recipe>>(body));
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::Decode, Some(path))
        );
        let said = error.to_string();
        assert!(
            said.contains(&format!("missing field `{name}`, which JSON:API wants")),
            "{said}"
        );
    }
    let error = failed(read::<Vec<Resource<Json>>>(
        r#"{"data": [{"type": "recipes", "id": "1", "attributes": {}}, {"id": "2", "attributes": {}}]}"#,
    ));
    assert_eq!(error.path(), Some("data[1]"));
}

#[test]
fn a_member_of_another_type_is_refused_where_it_stands() {
    for (member, path) in [
        (r#""id": 1"#, "data.id"),
        (r#""type": ["recipes"]"#, "data.type"),
        (r#""attributes": []"#, "data.attributes"),
        (r#""attributes": {"title": 7}"#, "data.attributes.title"),
        (r#""relationships": {"cook": 7}"#, "data.relationships.cook"),
        (
            r#""relationships": {"cook": {"data": {"id": "9"}}}"#,
            "data.relationships.cook.data",
        ),
        (
            r#""relationships": {"cook": {"data": "9"}}"#,
            "data.relationships.cook.data",
        ),
    ] {
        let body = format!(r#"{{"data": {{{member}}}}}"#);
        let error = failed(read::<Resource<Recipe, Relationships>>(&body));
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::Decode, Some(path)),
            "{error}"
        );
    }
    for data in ["[]", "7", "\"x\""] {
        let error = failed(read::<Resource<()>>(&format!(r#"{{"data": {data}}}"#)));
        assert!(error.to_string().contains("expected a resource"), "{error}");
    }
}
