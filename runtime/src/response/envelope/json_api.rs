//! JSON:API documents ([jsonapi.org, version 1.1](https://jsonapi.org/format/1.1/)).
//!
//! # What comes back
//!
//! The envelope [`JsonApi`] opens a [`Document`] around a payload: a [`Resource`], an `Option` of
//! one, a list of them, an [`Identifier`], or any other type of yours. Other resources that the
//! document holds are [`Included`].
//!
//! ```
//! use endpoint::json_api::{Resource, ToOne};
//! use endpoint::{Endpoint, JsonApi, endpoint};
//! use serde::Deserialize;
//!
//! #[endpoint(GET "/articles" -> Vec<Resource<Article, Related>>, envelope = JsonApi)]
//! struct ListArticles {}
//!
//! #[derive(Deserialize)]
//! struct Article { title: String }
//!
//! #[derive(Deserialize)]
//! struct Related { author: ToOne }
//!
//! #[derive(Deserialize)]
//! struct Person { name: String }
//!
//! let answer = http::Response::new(r#"{
//!     "data": [{
//!         "type": "articles", "id": "1", "attributes": {"title": "JSON:API paints my bikeshed!"},
//!         "relationships": {"author": {"data": {"type": "people", "id": "9"}}}
//!     }],
//!     "included": [{"type": "people", "id": "9", "attributes": {"name": "Dan"}}],
//!     "links": {"next": "/articles?page[number]=2"}
//! }"#.into());
//! let articles = ListArticles::decode(answer)?;
//! for article in &**articles {
//!     let author = article.relationships.author.identifier().expect("an author");
//!     let author = articles.included.get::<Resource<Person>>(author)?.expect("to be included");
//!     assert_eq!((&*article.title, &*author.name), ("JSON:API paints my bikeshed!", "Dan"));
//! }
//! assert!(articles.links.href("next").is_some());
//! # Ok::<(), endpoint::Error<endpoint::json_api::Errors>>(())
//! ```
//!
//! # What is sent
//!
//! [`Create`], [`Update`] and the relationship types are values for a `#[body]`; [`Include`],
//! [`Fields`], [`Sort`], [`Filter`] and [`Page`] for a `#[query]`. The latter say themselves how
//! they are written and need no `style`; what is empty is left out, so `#[query(default)]` lets the
//! builder do without.
//!
//! ```
//! use endpoint::json_api::{Create, Fields, Identifier, Include, Resource};
//! use endpoint::{Endpoint, Json, JsonApi, endpoint};
//! use serde::Serialize;
//!
//! #[endpoint(POST "/photos" -> Resource<Json>, envelope = JsonApi)]
//! struct CreatePhoto<'a> {
//!     #[query] include: Include,
//!     #[query] fields: Fields,
//!     #[body] photo: Create<Photo<'a>>,
//! }
//!
//! #[derive(Serialize)]
//! struct Photo<'a> { title: &'a str }
//!
//! let call = CreatePhoto {
//!     include: Include::from(["photographer"]),
//!     fields: Fields::new().of("people", ["name"]),
//!     photo: Create::new("photos", Photo { title: "Ember Hamster" })
//!         .relationship("photographer", Identifier::new("people", "9")),
//! };
//! let request = call.request(&"https://example.com".parse()?)?;
//! assert_eq!(request.uri().query(), Some("include=photographer&fields%5Bpeople%5D=name"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod document;
mod errors;
mod few;
mod identifier;
mod included;
mod links;
mod members;
mod query;
mod relationship;
mod relationships;
mod request;
mod resource;
mod top;

use serde::de::{DeserializeOwned, IgnoredAny};

pub use self::document::{Document, Implementation};
pub use self::errors::{ErrorObject, Errors, Source};
pub use self::identifier::Identifier;
pub use self::included::Included;
pub use self::links::{Link, Links};
use self::members::Members;
pub use self::query::{Fields, Filter, Include, Page, Sort};
pub use self::relationship::{Linkage, Relationship, ToMany, ToOne};
pub use self::relationships::Relationships;
pub use self::request::{Create, Update};
pub use self::resource::Resource;
use self::top::Around;
use super::{Envelope, OpenError, Opened, filled, member};
use crate::response::{Json, Raw, charset, without_bom};

/// The envelope of JSON:API: the payload is the document's `data`; a document with `errors` is a
/// refusal, whatever its status.
///
/// `-> T in "key"` takes the payload from another top-level member than `data`, as
/// `"atomic:results"`. A document that has none of `data`, `errors`, `meta`, that member and
/// members of extensions, and one that has `data` and `errors`, is an
/// [error](crate::ErrorKind::Decode), as the [specification] wants it.
///
/// [specification]: https://jsonapi.org/format/1.1/#document-top-level
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonApi;

impl Envelope for JsonApi {
    type Open<T> = Document<T>;
    type Error = Errors;
    const MEDIA_TYPE: &'static str = "application/vnd.api+json";

    fn open<T: DeserializeOwned>(
        body: &str,
        key: Option<&'static str>,
    ) -> Result<Document<T>, OpenError> {
        filled(|into| top::open(body, key.unwrap_or("data"), into))
    }

    fn fill_whole<T: DeserializeOwned>(
        body: &str,
        into: &mut Option<Document<T>>,
    ) -> Result<(), OpenError> {
        top::open(body, "data", into)
    }

    fn fill_member<T: DeserializeOwned>(
        body: &str,
        key: &'static str,
        into: &mut Option<Document<T>>,
    ) -> Result<(), OpenError> {
        top::open(body, key, into)
    }

    fn wrap<T>(value: T) -> Document<T> {
        Document::of(value, Around::default())
    }

    /// What is missing from a document that nobody wants is not missed.
    fn acknowledge(body: &str) -> Result<(), OpenError> {
        let mut around = Around::default();
        top::read::<IgnoredAny>(body, "data", &mut around, &mut None)?;
        around.held.check_errors()
    }
}

/// A document that stands for itself, be its status one of success or not.
fn read_raw<T: DeserializeOwned>(answer: &Raw) -> Option<Document<T>> {
    let text = charset::text(without_bom(&answer.bytes)).ok()?;
    JsonApi::open(text, None).ok()
}
