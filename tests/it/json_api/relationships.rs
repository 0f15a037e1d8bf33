//! How resources belong together.

use endpoint::json_api::{Identifier, Linkage, Relationship, Resource, ToMany, ToOne};

use super::{OfRecipe, Recipe, read};
use crate::support::failed;

/// A resource with relationships of each kind.
const RECIPE: &str = r#"{"data": {"type": "recipes", "id": "1", "attributes": {"title": "Leek soup"}, "relationships": {
    "cook": {"links": {"self": "/recipes/1/relationships/cook", "related": "/recipes/1/cook"}, "data": {"type": "cooks", "id": "9"}},
    "taster": {"data": null},
    "notes": {"data": [{"type": "notes", "id": "5"}, {"type": "notes", "id": "12", "meta": {"pinned": true}}], "meta": {"count": 2}},
    "tags": {"data": []},
    "variants": {"links": {"related": {"href": "/recipes/1/variants", "meta": {"count": 10}}}},
    "history": {"meta": {"count": 3}}
}}}"#;

#[test]
fn relationships_are_found_by_their_names() {
    let recipe = read::<Resource<Recipe>>(RECIPE).unwrap().value;
    let relationships = &recipe.relationships;
    assert_eq!(
        relationships.one("cook"),
        Some(&Identifier::new("cooks", "9"))
    );
    assert_eq!(
        relationships.get("taster").unwrap().data,
        Some(Linkage::One(None))
    );
    let notes: Vec<_> = relationships
        .many("notes")
        .iter()
        .map(|note| &*note.id)
        .collect();
    assert_eq!(notes, ["5", "12"]);
    let pinned = relationships.many("notes")[1].meta.as_ref().unwrap();
    assert_eq!(pinned.text(), r#"{"pinned": true}"#);
    assert_eq!(
        relationships.get("tags").unwrap().data,
        Some(Linkage::Many(vec![]))
    );
    let variants = relationships.get("variants").unwrap();
    assert_eq!(
        (&variants.data, variants.links.href("related")),
        (&None, Some("/recipes/1/variants"))
    );
    assert_eq!(
        relationships
            .get("history")
            .unwrap()
            .meta
            .as_ref()
            .unwrap()
            .text(),
        r#"{"count": 3}"#
    );
    assert!(relationships.get("none").is_none());
    assert_eq!(relationships.iter().count(), 6);
}

#[test]
fn relationships_may_be_typed() {
    let recipe = read::<Resource<Recipe, OfRecipe>>(RECIPE).unwrap().value;
    assert_eq!(recipe.relationships.cook.identifier().unwrap().id, "9");
    assert_eq!(recipe.relationships.notes.unwrap().identifiers().len(), 2);
}

#[test]
fn one_where_many_are_wanted_is_refused_where_it_stands() {
    let body = r#"{"data": {"type": "recipes", "id": "1", "attributes": {"title": "x"}, "relationships": {"cook": {"data": []}}}}"#;
    let error = failed(read::<Resource<Recipe, OfRecipe>>(body));
    assert_eq!(error.path(), Some("data.relationships.cook.data"));
    assert!(
        error.to_string().contains("expected a resource identifier"),
        "{error}"
    );
}

/// What the URL of a relationship itself answers with: the document's own `data` is the linkage.
#[test]
fn a_relationship_may_be_fetched_by_itself() {
    let body = r#"{"links": {"self": "/recipes/1/relationships/cook", "related": "/recipes/1/cook"},
        "data": {"type": "cooks", "id": "9"}}"#;
    let cook = read::<Option<Identifier>>(body).unwrap();
    assert_eq!(cook.value, Some(Identifier::new("cooks", "9")));
    assert_eq!(cook.links.href("related"), Some("/recipes/1/cook"));
    assert_eq!(
        read::<Linkage>(body).unwrap().value,
        Linkage::One(cook.value.clone())
    );

    let body = r#"{"links": {"self": "/recipes/1/relationships/cook"}, "data": null}"#;
    assert_eq!(read::<Option<Identifier>>(body).unwrap().value, None);
    assert_eq!(read::<Linkage>(body).unwrap().value, Linkage::One(None));

    let body = r#"{"links": {"self": "/recipes/1/relationships/tags"},
        "data": [{"type": "tags", "id": "2"}, {"type": "tags", "id": "3"}]}"#;
    let tags = read::<Vec<Identifier>>(body).unwrap();
    assert_eq!(
        *tags,
        [Identifier::new("tags", "2"), Identifier::new("tags", "3")]
    );

    let body = r#"{"data": [], "links": {"self": "/recipes/1/relationships/tags"}}"#;
    assert!(read::<Vec<Identifier>>(body).unwrap().is_empty());
}

#[test]
fn what_was_read_may_be_sent_on() {
    let recipe = read::<Resource<Recipe>>(RECIPE).unwrap().value;
    let cook = recipe.relationships.get("cook").unwrap();
    assert_eq!(
        serde_json::to_string(cook).unwrap(),
        r#"{"data":{"type":"cooks","id":"9"}}"#
    );
    let one: Relationship = ToOne::from(Identifier::from(&recipe)).into();
    assert_eq!(one.identifier(), Some(&Identifier::new("recipes", "1")));
    let many: Relationship = ToMany::from_iter(recipe.relationships.many("notes").to_vec()).into();
    assert_eq!(many.identifiers().len(), 2);
}
