//! Links, those of pages among them.

use endpoint::json_api::Resource;
use endpoint::{Client, Json};

use super::{Recipe, read};

#[test]
fn a_link_is_text_or_an_object_or_null() {
    let document = read::<Vec<Json>>(
        r#"{"data": [], "links": {"self": "https://cookbook.test/v1/recipes?page[offset]=2",
            "related": {"href": "https://cookbook.test/v1/cooks/9", "rel": "author", "title": "Who cooks", "type": "application/vnd.api+json",
                "hreflang": "en", "describedby": "https://cookbook.test/schemas/cook", "meta": {"count": 10}},
            "describedby": {"href": "https://cookbook.test/schema", "type": "application/schema+json", "hreflang": ["en", "fr"],
                "describedby": {"href": "https://schema.test", "title": "Of schemas"}},
            "next": null}}"#,
    );
    let links = document.unwrap().links;
    assert_eq!(
        links.href("self"),
        Some("https://cookbook.test/v1/recipes?page[offset]=2")
    );
    let related = links.get("related").unwrap();
    assert_eq!(related.rel(), Some("author"));
    assert_eq!(related.title(), Some("Who cooks"));
    assert_eq!(related.media_type(), Some("application/vnd.api+json"));
    assert_eq!(related.hreflang(), ["en"]);
    assert_eq!(related.meta().unwrap().text(), r#"{"count": 10}"#);
    let described = related.describedby().unwrap();
    assert_eq!(described.href, "https://cookbook.test/schemas/cook");
    let schema = links.get("describedby").unwrap();
    assert_eq!(schema.hreflang(), ["en", "fr"]);
    let of_schemas = schema.describedby().unwrap();
    assert_eq!(of_schemas.title(), Some("Of schemas"));
    assert!(links.get("next").is_none());
    assert_eq!(links.iter().count(), 3);
}

#[test]
fn the_links_of_pages_may_be_absent_or_null() {
    let document = read::<Vec<Resource<Recipe>>>(
        r#"{"meta": {"totalPages": 13}, "data": [{"type": "recipes", "id": "3", "attributes": {"title": "Stew"}}],
            "links": {"self": "/recipes?page[number]=1&page[size]=1", "first": "/recipes?page[number]=1&page[size]=1", "prev": null,
                "next": "/recipes?page[number]=2&page[size]=1", "last": "/recipes?page[number]=13&page[size]=1"}}"#,
    );
    let document = document.unwrap();
    assert_eq!(document.links.href("prev"), None);
    let next = document.links.href("next").unwrap();
    let client = Client::builder("https://cookbook.test/v1")
        .transport(endpoint::transport::Memory::new())
        .build()
        .unwrap();
    assert_eq!(
        client.resolve(next).unwrap().expose(),
        "https://cookbook.test/v1/recipes?page[number]=2&page[size]=1"
    );
}
