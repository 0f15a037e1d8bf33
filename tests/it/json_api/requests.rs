//! Documents that create and change resources, as they are sent.

use endpoint::json_api::{Create, Identifier, Resource, ToMany, ToOne, Update};
use endpoint::transport::Reply;
use endpoint::{Json, endpoint};
use http::Method;
use serde::Serialize;

use super::{Cookbook, OfRecipe, Recipe};
use crate::support::{WireServer, memory, response};

#[endpoint(POST "/recipes" -> Option<Resource<Json>>, api = Cookbook)]
struct CreateRecipe {
    #[body]
    recipe: Create<Recipe>,
}

#[endpoint(PATCH "/recipes/<id>" -> Option<Resource<Json>>, api = Cookbook)]
struct UpdateRecipe<'a, A: Serialize> {
    id: &'a str,
    #[body]
    recipe: Update<A>,
}

#[endpoint(PATCH "/recipes/<id>/relationships/cook", api = Cookbook)]
struct SetCook<'a> {
    id: &'a str,
    #[body]
    cook: ToOne,
}

#[endpoint(PATCH "/recipes/<id>/relationships/tags", api = Cookbook)]
struct SetTags<'a> {
    id: &'a str,
    #[body]
    tags: ToMany,
}

#[endpoint(POST "/recipes/<id>/relationships/tags", api = Cookbook)]
struct AddTags<'a> {
    id: &'a str,
    #[body]
    tags: ToMany,
}

#[endpoint(DELETE "/recipes/<id>/relationships/tags", api = Cookbook)]
struct RemoveTags<'a> {
    id: &'a str,
    #[body]
    tags: ToMany,
}

fn soup() -> Recipe {
    Recipe {
        title: "Leek soup".into(),
        minutes: None,
    }
}

/// What is sent for an endpoint: its method, path and body.
macro_rules! sent {
    ($endpoint:expr) => {{
        let memory = memory([Reply::new(204)]);
        let client = Cookbook::client()
            .transport(memory.clone())
            .build()
            .unwrap();
        client.send($endpoint).await.unwrap();
        let sent = memory.sent().remove(0);
        assert_eq!(sent.headers["content-type"], "application/vnd.api+json");
        assert_eq!(sent.headers["accept"], "application/vnd.api+json");
        let path = sent.url.strip_prefix("https://cookbook.test/v1").unwrap();
        let body = String::from_utf8(sent.body.to_vec()).unwrap();
        (sent.method, path.to_owned(), body)
    }};
}

#[tokio::test]
async fn a_resource_is_created_on_the_wire() {
    let created = r#"{"data": {"type": "recipes", "id": "550e8400", "attributes": {"title": "Leek soup"},
        "links": {"self": "/recipes/550e8400"}}}"#;
    let head = "Location: /v1/recipes/550e8400\r\nContent-Type: application/vnd.api+json\r\n";
    let server = WireServer::answering([response("201 Created", head, created)]).await;
    let client = Cookbook::client()
        .base_url(&format!("{}/v1", server.url()))
        .build()
        .unwrap();

    let recipe = Create::new("recipes", soup()).relationship("cook", Identifier::new("cooks", "9"));
    let created = client.send(CreateRecipe { recipe }).await.unwrap();
    assert_eq!(created.value.value.as_ref().unwrap().id, "550e8400");
    let location = created.meta.location().unwrap();
    let resolved = client.resolve(&location).unwrap();
    assert_eq!(
        resolved.expose(),
        format!("{}/v1/recipes/550e8400", server.url())
    );

    let request = server.request();
    assert_eq!(request.line(), "POST /v1/recipes HTTP/1.1");
    assert_eq!(
        request.header("content-type").unwrap(),
        "application/vnd.api+json"
    );
    assert_eq!(
        request.text(),
        r#"{"data":{"type":"recipes","attributes":{"title":"Leek soup"},"relationships":{"cook":{"data":{"type":"cooks","id":"9"}}}}}"#
    );
}

#[tokio::test]
async fn a_resource_may_have_an_id_of_the_clients() {
    let recipe = Create::new("recipes", soup()).id("3f333df6");
    let (_, _, body) = sent!(CreateRecipe { recipe });
    assert_eq!(
        body,
        r#"{"data":{"type":"recipes","id":"3f333df6","attributes":{"title":"Leek soup"}}}"#
    );
}

#[tokio::test]
async fn a_resource_may_refer_to_itself_before_it_has_an_id() {
    let recipe = Create::new("recipes", soup())
        .lid("draft")
        .relationship("basedOn", Identifier::local("recipes", "draft"))
        .meta(Json::of(&["imported"]).unwrap());
    let (_, _, body) = sent!(CreateRecipe { recipe });
    assert_eq!(
        body,
        concat!(
            r#"{"data":{"type":"recipes","lid":"draft","attributes":{"title":"Leek soup"},"#,
            r#""relationships":{"basedOn":{"data":{"type":"recipes","lid":"draft"}}},"meta":["imported"]}}"#
        )
    );
}

#[tokio::test]
async fn attributes_are_changed_by_themselves() {
    #[derive(Serialize)]
    struct Changes {
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<&'static str>,
        minutes: Option<u32>,
    }

    let changes = Changes {
        title: None,
        minutes: None,
    };
    let recipe = Update::new("recipes", "1", changes);
    assert_eq!(
        sent!(UpdateRecipe { id: "1", recipe }),
        (
            Method::PATCH,
            "/recipes/1".to_owned(),
            r#"{"data":{"type":"recipes","id":"1","attributes":{"minutes":null}}}"#.to_owned()
        )
    );
}

#[tokio::test]
async fn relationships_are_changed_with_their_resource() {
    let tags = [Identifier::new("tags", "2"), Identifier::new("tags", "3")];
    let recipe = Update::new("recipes", "1", ())
        .relationship("taster", ToOne::from(None))
        .relationship("tags", ToMany::from_iter(tags));
    let (_, _, body) = sent!(UpdateRecipe { id: "1", recipe });
    assert_eq!(
        body,
        concat!(
            r#"{"data":{"type":"recipes","id":"1","relationships":{"#,
            r#""taster":{"data":null},"tags":{"data":[{"type":"tags","id":"2"},{"type":"tags","id":"3"}]}}}}"#
        )
    );
}

#[tokio::test]
async fn relationships_may_be_typed() {
    #[endpoint(POST "/recipes", api = Cookbook)]
    struct CreateTyped {
        #[body]
        recipe: Create<Recipe, OfRecipe>,
    }

    let related = OfRecipe {
        cook: Identifier::new("cooks", "9").into(),
        notes: None,
    };
    let recipe = Create::new("recipes", soup()).relationships(related);
    let (_, _, body) = sent!(CreateTyped { recipe });
    assert_eq!(
        body,
        r#"{"data":{"type":"recipes","attributes":{"title":"Leek soup"},"relationships":{"cook":{"data":{"type":"cooks","id":"9"}}}}}"#
    );
}

#[tokio::test]
async fn a_relationship_is_changed_by_itself() {
    let tags = || ToMany::from_iter([Identifier::new("tags", "2"), Identifier::new("tags", "3")]);
    let both = r#"{"data":[{"type":"tags","id":"2"},{"type":"tags","id":"3"}]}"#;
    let cook = ToOne::from(Identifier::new("cooks", "12"));
    let id = "1";
    for (sent, method, path, body) in [
        (
            sent!(SetCook { id, cook }),
            Method::PATCH,
            "/recipes/1/relationships/cook",
            r#"{"data":{"type":"cooks","id":"12"}}"#,
        ),
        (
            sent!(SetCook {
                id,
                cook: ToOne::from(None)
            }),
            Method::PATCH,
            "/recipes/1/relationships/cook",
            r#"{"data":null}"#,
        ),
        (
            sent!(SetTags { id, tags: tags() }),
            Method::PATCH,
            "/recipes/1/relationships/tags",
            both,
        ),
        (
            sent!(SetTags {
                id,
                tags: vec![].into()
            }),
            Method::PATCH,
            "/recipes/1/relationships/tags",
            r#"{"data":[]}"#,
        ),
        (
            sent!(AddTags { id, tags: tags() }),
            Method::POST,
            "/recipes/1/relationships/tags",
            both,
        ),
        (
            sent!(RemoveTags { id, tags: tags() }),
            Method::DELETE,
            "/recipes/1/relationships/tags",
            both,
        ),
    ] {
        assert_eq!(sent, (method, path.to_owned(), body.to_owned()));
    }
}
