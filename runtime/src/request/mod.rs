//! From an endpoint's values to a request.

mod add;
mod attach;
mod base_url;
mod body;
mod encode;
mod json;
mod link;
mod multipart;
mod pairs;
mod path;
mod payload;
mod style;
mod target;
mod tree;
mod upload;
mod value;
mod writer;

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

pub(crate) use self::add::{encoded_pair, header, put_query};
pub use self::base_url::{BaseUrl, BaseUrlError};
pub(crate) use self::encode::{is_named, percent_encode, percent_encoded, push_query};
pub use self::link::{Link, LinkError};
pub(crate) use self::pairs::form_encode;
pub(crate) use self::payload::{Payload, Sending};
pub use self::style::{PathStyle, Style};
pub(crate) use self::target::Target;
pub(crate) use self::upload::Blocking;
pub use self::upload::{File, Upload, UploadProgress};
pub(crate) use self::value::text_of;
pub use self::writer::{RequestWriter, Steps};
pub(crate) use self::writer::{Types, is_credential, is_framing, push_cookie};
use crate::auth::Secret;
use crate::error::EncodeError;
use crate::operation::Operation;

/// What an endpoint wrote: a request without an origin and without a credential.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The path with the base's prefix, and the query.
    pub(crate) target: String,
    /// The headers that the endpoint wrote.
    pub(crate) headers: HeaderMap,
    /// `Accept` and `Content-Type`, where it did not write them.
    pub(crate) types: Types,
    /// `name=value` pairs, joined by `; `; a credential may still add one.
    pub(crate) cookies: String,
    pub(crate) body: Payload,
    /// The secrets among the values, so that an answer that repeats one can be cleaned of it.
    pub(crate) secrets: Vec<Secret>,
}

/// The `Cookie` header: sensitive, whatever it holds.
pub(crate) fn cookie_header(cookies: String) -> Result<HeaderValue, EncodeError> {
    let mut value = HeaderValue::try_from(cookies).map_err(|_| {
        EncodeError::target(
            "a cookie cannot be sent",
            "look for a control character in it",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The request as the `http` crate has it, for a caller who sends it by other means.
pub(crate) fn assemble(
    operation: &'static Operation,
    base: &BaseUrl,
    mut parts: Parts,
) -> Result<http::Request<Bytes>, EncodeError> {
    let mut request = http::Request::new(std::mem::take(&mut parts.body).into_bytes()?);
    check_length(base, parts.target.len())?;
    *request.method_mut() = operation.method().clone();
    *request.uri_mut() = base.uri(parts.target.into()).map_err(|_| {
        EncodeError::target(
            "the path and query are not a valid URL",
            "look for a stray character in the path template",
        )
    })?;
    parts.types.put_on(&mut parts.headers);
    if !parts.cookies.is_empty() {
        let cookies = cookie_header(std::mem::take(&mut parts.cookies))?;
        parts.headers.insert(COOKIE, cookies);
    }
    *request.headers_mut() = parts.headers;
    Ok(request)
}

/// The longest URL that the `http` crate takes, in bytes.
const URL_LIMIT: usize = u16::MAX as usize - 1;

/// Refuses a target of so many bytes, if that is too long to be sent.
pub(crate) fn check_length(base: &BaseUrl, target: usize) -> Result<(), EncodeError> {
    let length = base.scheme().len() + "://".len() + base.authority().len() + target;
    if length <= URL_LIMIT {
        return Ok(());
    }
    Err(EncodeError::target(
        format!("the URL is {length} bytes long, and {URL_LIMIT} is the most that can be sent"),
        "send the long value in a body, or in several calls",
    ))
}
