//! What is common to all endpoints of one API.

use crate::auth::{Credential, Scheme};
use crate::error::ErrorBody;
use crate::response::{Envelope, FromHeaders, Headers, Json, Plain};
use crate::retry::Retry;

/// The facts that the endpoints of one API share.
///
/// `#[api]` implements it on a unit struct; see [`api`](macro@crate::api). An endpoint that names
/// no API belongs to [`Undescribed`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not describe an API",
    label = "not an API",
    note = "put `#[api(base_url = \"https://..\")]` on `struct {Self};`"
)]
pub trait Api: Sized + Send + Sync + 'static {
    /// The shape around every payload.
    type Envelope: Envelope;
    /// The typed body of a refusal.
    type Error: ErrorBody;
    /// The typed response headers.
    type Meta: FromHeaders;
    /// The API's name: that of its struct.
    const NAME: &'static str;
    /// Where the API is, with its path prefix.
    const BASE_URL: &'static str;
    /// Query parameters that go with every call, percent-encoded.
    const QUERY: &'static [(&'static str, &'static str)];
    /// The credentials that the API takes, any one of them; empty where it takes none.
    const AUTH: &'static [Scheme];
    /// How often a call is tried again, unless the client, the endpoint or the call says otherwise.
    const RETRY: Retry = Retry::standard();
}

/// The API of endpoints that name none: plain JSON, any credential, a base URL given to the client.
#[derive(Debug, Clone, Copy)]
pub struct Undescribed;

impl Api for Undescribed {
    type Envelope = Plain;
    type Error = Json;
    type Meta = Headers;
    const NAME: &'static str = "Undescribed";
    const BASE_URL: &'static str = "";
    const QUERY: &'static [(&'static str, &'static str)] = &[];
    const AUTH: &'static [Scheme] = &[];
}

/// Says that the API `A` takes this credential. `#[api(auth = ..)]` implements it.
#[diagnostic::on_unimplemented(
    message = "the API `{A}` does not accept the credential `{Self}`",
    label = "this client's credential is `{Self}`",
    note = "the credentials that would do are named in `#[api(auth = ..)]` on `{A}`"
)]
pub trait AcceptedBy<A> {}

impl<C: Credential> AcceptedBy<Undescribed> for C {}

/// Says that an API is the API `A`: itself and no other, as a bound that the compiler can word.
#[diagnostic::on_unimplemented(
    message = "the endpoint belongs to the API `{Self}`, and this client calls the API `{A}`",
    label = "not an endpoint of `{A}`",
    note = "send it by a client of `{Self}`, or name the API that is meant in `#[endpoint(.., api = {A})]`"
)]
pub trait Is<A> {}

impl<A: Api> Is<A> for A {}

/// Says that the endpoint can be called with the credential `C`. `#[endpoint]` implements it.
#[diagnostic::on_unimplemented(
    message = "the endpoint `{Self}` cannot be called with the credential `{C}`",
    label = "this client's credential is `{C}`",
    note = "the credentials that would do are named in `#[endpoint(.., auth = ..)]` on `{Self}`"
)]
pub trait Accepts<C> {}

impl<C, E: Accepts<C>> Accepts<C> for &E {}
