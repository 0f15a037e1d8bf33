//! From an answer to a value.

mod bytes;
mod decode;
mod envelope;
mod headers;
mod incoming;
mod json;
mod lifecycle;
mod locate;
mod meta;
mod output;
mod raw;

use std::ops::{Deref, DerefMut};

pub use self::bytes::Bytes;
pub use self::decode::OpenError;
pub(crate) use self::decode::decode;
pub use self::envelope::{Data, Envelope, JsonApi, Plain, SuccessFlag, json_api, success_flag};
pub use self::headers::{FromHeaders, HeaderError, Headers, HttpDate};
pub(crate) use self::incoming::Origin;
pub use self::incoming::{Incoming, Reading};
pub use self::json::Json;
pub use self::lifecycle::{Deprecation, Lifecycle};
pub use self::meta::Meta;
pub use self::output::Output;
pub(crate) use self::output::without_bom;
pub use self::raw::Raw;

/// The value of an answer, and everything else about it; derefs to the value.
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

impl<T, M> DerefMut for Response<T, M> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
