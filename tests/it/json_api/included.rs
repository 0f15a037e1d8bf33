//! Compound documents.

use endpoint::ErrorKind;
use endpoint::json_api::{Identifier, Resource};

use super::{Cook, Note, OfRecipe, Recipe, read};

/// A recipe with its cook and its notes, one of which is that cook's.
const COMPOUND: &str = r#"{"data": [{"type": "recipes", "id": "1", "attributes": {"title": "Leek soup"},
        "links": {"self": "/recipes/1"},
        "relationships": {
            "cook": {"links": {"self": "/recipes/1/relationships/cook", "related": "/recipes/1/cook"}, "data": {"type": "cooks", "id": "9"}},
            "notes": {"links": {"self": "/recipes/1/relationships/notes"}, "data": [{"type": "notes", "id": "5"}, {"type": "notes", "id": "12"}]}}}],
    "included": [
        {"type": "cooks", "id": "9", "attributes": {"firstName": "Dora", "lastName": "Abel"}, "links": {"self": "/cooks/9"}},
        {"type": "notes", "id": "5", "attributes": {"body": "More pepper."}, "links": {"self": "/notes/5"},
            "relationships": {"author": {"data": {"type": "cooks", "id": "2"}}}},
        {"type": "notes", "id": "12", "attributes": {"body": "Mine."}, "links": {"self": "/notes/12"},
            "relationships": {"author": {"data": {"type": "cooks", "id": "9"}}}}]}"#;

#[test]
fn related_resources_are_found_and_read_as_their_types() {
    let document = read::<Vec<Resource<Recipe, OfRecipe>>>(COMPOUND).unwrap();
    let recipe = &document[0];
    let cook = recipe.relationships.cook.identifier().unwrap();
    let cook = document
        .included
        .get::<Resource<Cook>>(cook)
        .unwrap()
        .unwrap();
    assert_eq!(cook.first_name, "Dora");
    assert_eq!(cook.links.href("self"), Some("/cooks/9"));
    let notes = recipe.relationships.notes.as_ref().unwrap().identifiers();
    let notes: Vec<_> = notes
        .iter()
        .map(|note| {
            document
                .included
                .get::<Resource<Note>>(note)
                .unwrap()
                .unwrap()
        })
        .collect();
    assert_eq!(
        (&*notes[0].body, &*notes[1].body),
        ("More pepper.", "Mine.")
    );
    assert_eq!(
        notes[1].relationships.one("author"),
        Some(&Identifier::from(&cook))
    );
}

#[test]
fn a_resource_that_is_not_included_is_not_there() {
    let document = read::<Vec<Resource<Recipe>>>(COMPOUND).unwrap();
    let stranger = Identifier::new("cooks", "2");
    assert!(
        document
            .included
            .get::<Resource<Cook>>(&stranger)
            .unwrap()
            .is_none()
    );
    assert!(document.included.find("cooks", "2").is_none());
    let without = read::<Vec<Resource<Recipe>>>(r#"{"data": []}"#).unwrap();
    assert!(without.included.is_empty());
    assert!(without.included.find("cooks", "9").is_none());
}

#[test]
fn included_resources_may_be_gone_through() {
    let document = read::<Vec<Resource<Recipe>>>(COMPOUND).unwrap();
    let notes: Result<Vec<_>, _> = document
        .included
        .of_kind::<Resource<Note>>("notes")
        .collect();
    assert_eq!(notes.unwrap().len(), 2);
    let kinds: Vec<_> = document
        .included
        .iter()
        .map(|resource| resource.read::<Identifier>().unwrap().kind)
        .collect();
    assert_eq!(kinds, ["cooks", "notes", "notes"]);
}

#[test]
fn a_resource_of_another_type_than_wanted_is_an_error_that_says_where() {
    let document = read::<Vec<Resource<Recipe>>>(COMPOUND).unwrap();
    let error = document
        .included
        .get::<Resource<Note>>(&Identifier::new("cooks", "9"))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("included[0].attributes"))
    );
    assert!(!error.to_string().contains("Dora"), "{error}");
}

#[test]
fn resources_that_nobody_looks_up_may_be_odd() {
    let body = r#"{"data": null, "included": [7, null, {"id": "1"}, {"type": 3}, {"type": "cooks", "id": "9"}]}"#;
    let document = read::<Option<Identifier>>(body).unwrap();
    assert_eq!(document.included.len(), 5);
    assert!(document.included.find("cooks", "9").is_some());
}
