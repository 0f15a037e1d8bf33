//! Constructs of Directus and of `DigitalOcean`'s API.

use endpoint::auth::Bearer;
use endpoint::{Client, Data, api, endpoint};
use serde::{Deserialize, Serialize};

use crate::coverage::construct::{Construct, Elsewhere};
use crate::declared::case::cases;
use crate::declared::{Target, Wire};
use crate::support::{refused, response};

const CLOUD: &Target = &Target {
    host: "cloud.test",
    prefix: "",
};

cases! { CLOUD;
    articles_by_a_nested_filter(ListArticles<'static>): [
        Construct::Elsewhere(Elsewhere::Data),
        Construct::Elsewhere(Elsewhere::JsonQuery),
    ];
    a_machine_that_is_started(CreateDroplet<'static>): [
        Construct::Elsewhere(Elsewhere::KeyedWithoutFlag),
        Construct::Elsewhere(Elsewhere::AcceptedWithABody),
    ];
}

/// A Directus project.
#[api(base_url = "https://directus.test", envelope = Data, error = Errors, auth = Bearer)]
struct Directus;

#[derive(Debug, Deserialize)]
struct Errors {
    errors: Vec<Error>,
}

#[derive(Debug, Deserialize)]
struct Error {
    extensions: Extensions,
}

#[derive(Debug, Deserialize)]
struct Extensions {
    code: String,
}

/// `DigitalOcean`'s API.
#[api(base_url = "https://api.digitalocean.com", auth = Bearer)]
struct DigitalOcean;

impl Wire {
    fn directus(&self) -> Client<Directus, Bearer> {
        self.client(Directus::client(Bearer::new("d")))
    }

    fn digital_ocean(&self) -> Client<DigitalOcean, Bearer> {
        self.client(DigitalOcean::client(Bearer::new("d")))
    }
}

fn json(status: &str, body: &str) -> String {
    response(status, "Content-Type: application/json\r\n", body)
}

/// Lists articles.
#[endpoint(GET "/items/articles" -> Vec<Article>, api = Directus)]
struct ListArticles<'a> {
    #[query(style = comma)]
    fields: &'a [&'a str],
    #[query(style = json)]
    filter: Option<Filter<'a>>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Filter<'a> {
    status: Condition<'a>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Condition<'a> {
    #[serde(rename = "_eq")]
    equals: &'a str,
}

#[derive(Debug, Deserialize)]
struct Article {
    title: String,
}

async fn articles_by_a_nested_filter(wire: &Wire) {
    const HEAD: &str = "GET /items/articles?fields=id,author.%2A\
            &filter=%7B%22status%22%3A%7B%22_eq%22%3A%22published%22%7D%7D HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer d
        host: cloud.test";
    let list = ListArticles {
        fields: &["id", "author.*"],
        filter: Some(Filter {
            status: Condition {
                equals: "published",
            },
        }),
    };
    wire.answers(json("200 OK", r#"{"data":[{"id":1,"title":"a"}]}"#));
    assert_eq!(wire.directus().send(&list).await.unwrap()[0].title, "a");
    wire.sent(HEAD, "");

    wire.answers(json(
        "403 Forbidden",
        r#"{"errors":[{"message":"No","extensions":{"code":"FORBIDDEN"}}]}"#,
    ));
    let refusal = refused(wire.directus().send(&list).await);
    let errors = &refusal.body().unwrap().errors;
    assert_eq!(errors[0].extensions.code, "FORBIDDEN");
    wire.sent(HEAD, "");
}

/// Starts a machine.
#[endpoint(POST "/v2/droplets" -> Droplet in "droplet", api = DigitalOcean)]
struct CreateDroplet<'a> {
    #[json]
    name: &'a str,
    #[json]
    size: &'a str,
    #[json]
    ssh_keys: Option<Vec<u64>>,
}

#[derive(Debug, Deserialize)]
struct Droplet {
    id: u64,
    status: String,
}

async fn a_machine_that_is_started(wire: &Wire) {
    wire.answers(json(
        "202 Accepted",
        r#"{"droplet":{"id":3164444,"status":"new"},"links":{"actions":[]}}"#,
    ));
    let create = CreateDroplet::builder()
        .name("a.test")
        .size("s-1vcpu-1gb")
        .ssh_keys(vec![1, 2])
        .build();
    let droplet = wire.digital_ocean().send(create).await.unwrap();
    assert_eq!((droplet.id, &*droplet.status), (3_164_444, "new"));
    assert_eq!(droplet.meta.status, 202);
    wire.sent(
        "POST /v2/droplets HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer d
        host: cloud.test
        content-length: 55",
        r#"{"name":"a.test","size":"s-1vcpu-1gb","ssh_keys":[1,2]}"#,
    );
}
