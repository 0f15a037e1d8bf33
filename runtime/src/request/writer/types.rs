//! `Accept` and `Content-Type`, as they follow from the declaration and the body.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use crate::error::EncodeError;
use crate::request::body::MediaType;

/// The media types of a request; those that the endpoint wrote as headers go before them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Types {
    accept: Option<HeaderValue>,
    content: Content,
}

/// What the body is.
#[derive(Debug, Clone, Default)]
enum Content {
    #[default]
    None,
    Default(HeaderValue),
    /// Whatever the endpoint wrote, as it holds the boundary of parts.
    Fixed(HeaderValue),
}

impl Types {
    /// Of what is accepted, the body's kind, and what the endpoint and its envelope call it.
    pub(super) fn of(
        accept: &'static str,
        kind: Option<MediaType>,
        declared: Option<&'static str>,
        json: &'static str,
    ) -> Result<Self, EncodeError> {
        let content = match (kind, declared) {
            (None, _) => Content::None,
            (Some(MediaType::Fixed(media_type)), _) => Content::Fixed(media_type),
            (Some(MediaType::Implied(media_type)), None) => Content::Default(media_type),
            (Some(_), declared) => Content::Default(value(declared.unwrap_or(json))?),
        };
        Ok(Self {
            accept: Some(value(accept)?),
            content,
        })
    }

    pub(crate) fn put_on(&self, headers: &mut HeaderMap) {
        if let Some(accept) = &self.accept {
            headers.entry(ACCEPT).or_insert_with(|| accept.clone());
        }
        match &self.content {
            Content::None => {}
            Content::Default(media_type) => {
                let content_type = headers.entry(CONTENT_TYPE);
                content_type.or_insert_with(|| media_type.clone());
            }
            Content::Fixed(media_type) => {
                headers.insert(CONTENT_TYPE, media_type.clone());
            }
        }
    }
}

/// A media type of the declaration.
fn value(media_type: &'static str) -> Result<HeaderValue, EncodeError> {
    let media_type = Bytes::from_static(media_type.as_bytes());
    HeaderValue::from_maybe_shared(media_type).map_err(|_| {
        EncodeError::target(
            "a media type of the endpoint holds a character that no header can",
            "look at its `accept` and `content_type`",
        )
    })
}
