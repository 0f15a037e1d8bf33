//! What generated code reaches the runtime by. Not part of the public interface: it may change in
//! any release.

pub use core::convert::Into;
pub use core::default::Default;
pub use core::marker::{Send, Sync};
pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{self, Err, Ok};
pub use core::time::Duration;
pub use std::string::String;
pub use std::vec::Vec;

pub use endpoint_macros::EndpointFields;
pub use http::{Method, StatusCode};
pub use serde::Serialize;

pub use crate::api::{AcceptedBy, Accepts, Api, Undescribed};
pub use crate::auth::{
    Anonymous, AuthError, Authorization, Credential, Dynamic, FromEnvError, Scheme, Secret,
};
pub use crate::client::ClientBuilder;
pub use crate::endpoint::{Endpoint, OutputOf};
pub use crate::error::{EncodeError, ErrorBody};
pub use crate::operation::{Auth, Operation};
pub use crate::pages::{
    ListOf, Maybe, Next, PageItems, PageLinks, Paginate, Turn, of_header, of_links, of_number,
    of_offset, payload, payload_of, to_link, to_token,
};
pub use crate::request::{PathStyle, RequestWriter, Steps, Style};
pub use crate::response::by_status::table::{self as by_status, ByStatus, StatusVariant};
pub use crate::response::{
    Envelope, FromHeaders, HeaderError, Headers, Incoming, OpenError, Opened, Output, Plain, Raw,
    Reading, Response, Variant,
};
pub use crate::retry::Retry;

/// A field of a builder that has been set.
#[derive(Debug)]
pub struct Value<T>(pub T);

/// Says that a field of a builder has been set. What has not been set is a type named after
/// the field and its struct, which the message shows.
#[diagnostic::on_unimplemented(
    message = "the required field `{Self}` is not set",
    label = "call its setter before `.build()`"
)]
pub trait Given<T> {
    /// The field's value.
    fn given(self) -> T;
}

impl<T> Given<T> for Value<T> {
    fn given(self) -> T {
        self.0
    }
}
