//! The top level.

use endpoint::json_api::{Identifier, Resource};
use endpoint::{Endpoint as _, Json, endpoint};
use serde::Deserialize;

use super::{Cookbook, Recipe, read};

#[test]
fn primary_data_may_be_a_resource() {
    let document = read::<Resource<Recipe>>(
        r#"{"data": {"type": "recipes", "id": "1", "attributes": {"title": "Leek soup", "minutes": 40},
            "relationships": {}}}"#,
    );
    let document = document.unwrap();
    assert_eq!((&*document.kind, &*document.id), ("recipes", "1"));
    let soup = Recipe {
        title: "Leek soup".into(),
        minutes: Some(40),
    };
    assert_eq!(document.attributes, soup);
}

#[test]
fn primary_data_may_be_an_identifier() {
    let document = read::<Identifier>(r#"{"data": {"type": "recipes", "id": "1"}}"#).unwrap();
    assert_eq!(document.value, Identifier::new("recipes", "1"));
}

#[test]
fn primary_data_may_be_null() {
    let document = read::<Option<Resource<Recipe>>>(
        r#"{"links": {"self": "https://cookbook.test/v1/recipes/1/cook"}, "data": null}"#,
    );
    let document = document.unwrap();
    assert!(document.value.is_none());
    assert_eq!(
        document.links.href("self"),
        Some("https://cookbook.test/v1/recipes/1/cook")
    );
}

#[test]
fn primary_data_may_be_a_collection() {
    let document = read::<Vec<Resource<Recipe>>>(
        r#"{"links": {"self": "/recipes"}, "data": [
            {"type": "recipes", "id": "1", "attributes": {"title": "Leek soup"}},
            {"type": "recipes", "id": "2", "attributes": {"title": "Flat bread", "minutes": 25}}]}"#,
    );
    let document = document.unwrap();
    let titles: Vec<_> = document.iter().map(|recipe| &*recipe.title).collect();
    assert_eq!(titles, ["Leek soup", "Flat bread"]);
}

#[test]
fn primary_data_may_be_an_empty_collection() {
    let document = read::<Vec<Resource<Recipe>>>(r#"{"links": {"self": "/recipes"}, "data": []}"#);
    assert!(document.unwrap().is_empty());
}

#[test]
fn a_document_may_hold_meta_alone() {
    #[derive(Deserialize)]
    struct About {
        copyright: String,
        authors: Vec<String>,
    }

    let body = r#"{"meta": {"copyright": "2025 The Cooks", "authors": ["Ada", "Bo"]}}"#;
    read::<()>(body).unwrap();
    let document = read::<Option<Json>>(body).unwrap();
    assert!(document.value.is_none());
    let about: About = document.meta.as_ref().unwrap().read().unwrap();
    assert_eq!(
        (&*about.copyright, about.authors.len()),
        ("2025 The Cooks", 2)
    );
}

#[test]
fn meta_may_be_around_data() {
    let document = read::<Vec<Json>>(r#"{"meta": {"total": 120}, "data": []}"#).unwrap();
    assert_eq!(document.meta.as_ref().unwrap().text(), r#"{"total": 120}"#);
}

#[test]
fn the_servers_implementation_is_told() {
    let document = read::<Option<Json>>(
        r#"{"jsonapi": {"version": "1.1", "ext": ["https://jsonapi.org/ext/atomic"],
            "profile": ["https://cookbook.test/profiles/seasons", "https://cookbook.test/profiles/units"],
            "meta": {"build": 7}}, "data": null}"#,
    );
    let jsonapi = document.unwrap().jsonapi.unwrap();
    assert_eq!(jsonapi.version.as_deref(), Some("1.1"));
    assert_eq!(jsonapi.ext, ["https://jsonapi.org/ext/atomic"]);
    assert_eq!(jsonapi.profile.len(), 2);
    assert_eq!(jsonapi.meta.unwrap().text(), r#"{"build": 7}"#);
}

/// An extension whose namespace is `edition`.
#[test]
fn members_of_extensions_are_passed_over() {
    let document = read::<Resource<Recipe>>(
        r#"{"jsonapi": {"version": "1.1", "ext:kind": 1, "@c": {}}, "edition:all": [1, 2], "data": {"type": "recipes", "id": "1",
            "edition:id": "42", "attributes": {"title": "Leek soup", "edition:by": {"a": 1}},
            "relationships": {"edition:of": {"data": [[]]}}}}"#,
    );
    let document = document.unwrap();
    assert_eq!(document.title, "Leek soup");
    assert!(document.relationships.is_empty());
}

#[derive(Debug, Deserialize)]
struct Done {
    data: Option<Resource<Recipe>>,
}

#[endpoint(POST "/operations" -> Vec<Done> in "atomic:results", api = Cookbook)]
struct Operate {}

#[test]
fn a_document_of_an_extension_alone_is_one() {
    let body = r#"{"atomic:results": [{"data": {"type": "recipes", "id": "9", "attributes": {"title": "Rye bread"}}}, {}]}"#;
    assert!(read::<Option<Json>>(body).unwrap().value.is_none());
    let done = Operate::decode(http::Response::new(body.into())).unwrap();
    assert_eq!(done[0].data.as_ref().unwrap().title, "Rye bread");
    assert!(done[1].data.is_none());
}

/// As JSON-LD has them.
#[test]
fn at_members_are_passed_over_wherever_they_stand() {
    let document = read::<Resource<Recipe>>(
        r#"{"@context": {"@vocab": "https://schema.test/"}, "data": {"@type": "Recipe", "type": "recipes", "id": "1",
            "attributes": {"@graph": [], "title": "Leek soup"}, "links": {"@set": [], "self": {"@id": 1, "href": "/recipes/1"}},
            "relationships": {"@list": 1, "cook": {"@a": {}, "data": {"@b": 1, "type": "cooks", "id": "9"}}}},
            "links": {"@c": 7}, "jsonapi": {"@d": 1}, "included": [{"@e": 1, "type": "cooks", "id": "9"}]}"#,
    );
    let document = document.unwrap();
    assert_eq!(document.title, "Leek soup");
    assert_eq!(document.value.links.href("self"), Some("/recipes/1"));
    let cook = document.relationships.one("cook").unwrap();
    assert!(document.included.find(&cook.kind, &cook.id).is_some());
    assert_eq!(document.relationships.iter().count(), 1);
}

/// A profile adds attributes that it gives a meaning to.
#[test]
fn what_a_profile_adds_is_read_as_any_attribute() {
    #[derive(Deserialize)]
    struct Timed {
        timestamps: Timestamps,
    }
    #[derive(Deserialize)]
    struct Timestamps {
        created: String,
    }

    let document = read::<Resource<Timed>>(
        r#"{"data": {"type": "recipes", "id": "1", "attributes": {"timestamps": {"created": "2025-03-11T09:15:00Z"}}},
            "jsonapi": {"profile": ["https://cookbook.test/profiles/timestamps"]}}"#,
    );
    assert_eq!(document.unwrap().timestamps.created, "2025-03-11T09:15:00Z");
}
