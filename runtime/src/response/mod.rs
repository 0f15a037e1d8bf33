//! From an answer to a value.

pub(crate) mod by_status;
mod bytes;
mod charset;
mod decode;
mod elements;
mod envelope;
mod from_text;
mod headers;
mod incoming;
mod json;
mod lifecycle;
mod link_header;
mod locate;
mod location;
mod loose;
mod media_type;
mod meta;
mod no_content;
mod open;
mod output;
mod problem;
mod rate_limit;
mod raw;
mod retry_after;
pub(crate) mod split;
pub(crate) mod sse;
mod text;

use std::ops::{Deref, DerefMut};

pub use self::by_status::Variant;
pub use self::bytes::Bytes;
pub use self::decode::{OpenError, from_json};
pub(crate) use self::decode::{Subject, decode, undecodable, unreadable};
pub use self::envelope::{
    Data, Envelope, JsonApi, Opened, Plain, SuccessFlag, json_api, success_flag,
};
pub use self::from_text::FromText;
pub(crate) use self::headers::is_shown;
pub use self::headers::{FromHeaders, HeaderError, Headers, HttpDate, ValueError};
pub(crate) use self::incoming::Origin;
pub use self::incoming::{Incoming, Reading};
pub use self::json::Json;
pub use self::lifecycle::{Deprecation, Lifecycle};
pub use self::link_header::{WebLink, WebLinks};
pub use self::location::Location;
pub(crate) use self::location::shown;
pub(crate) use self::media_type::{MediaType, Parameters};
pub use self::meta::Meta;
pub use self::no_content::NoContent;
pub use self::open::Open;
pub use self::output::Output;
pub(crate) use self::output::{check_refusal, reading_of_stream, without_bom};
pub use self::problem::Problem;
pub use self::rate_limit::RateLimit;
pub use self::raw::Raw;
pub use self::retry_after::RetryAfter;
pub use self::text::Text;

/// The value of an answer, and everything else about it; derefs to the value.
///
/// A function that takes the value by reference wants it bound first, since `?` does not see through
/// the deref: `let user = client.send(get).await?; show(&user);`.
#[derive(Debug, Clone)]
pub struct Response<T, M = Headers> {
    /// What the endpoint's output says.
    pub value: T,
    /// Status, headers, lifecycle and the like.
    pub meta: Meta<M>,
}

impl<T, M> Response<T, M> {
    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same answer with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U, M> {
        Response {
            value: change(self.value),
            meta: self.meta,
        }
    }
}

impl<T, M> Deref for Response<T, M> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Iterates over the value, as over a list or the events of a blocking client.
impl<T: IntoIterator, M> IntoIterator for Response<T, M> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.value.into_iter()
    }
}

/// Reads the value, as a download of a blocking client.
impl<T: std::io::Read, M> std::io::Read for Response<T, M> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.value.read(buffer)
    }
}

impl<T, M> DerefMut for Response<T, M> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
