//! The trait that `#[endpoint]` implements.

use bytes::Bytes;

use crate::api::Api;
use crate::at::At;
use crate::clock;
use crate::error::{EncodeError, Error, ErrorBody};
use crate::operation::Operation;
use crate::request::{BaseUrl, RequestWriter, assemble};
use crate::response::{self, Envelope, FromHeaders, Incoming, Origin, Output, Raw, Response};

/// A call to an HTTP API: its static facts, and how its values are written.
///
/// `#[endpoint]` implements it; by hand it is a page:
///
/// ```
/// use endpoint::{EncodeError, Endpoint, Headers, Json, Method, Operation, Plain, RequestWriter, Undescribed};
///
/// struct GetUser { login: String }
///
/// impl Endpoint for GetUser {
///     type Api = Undescribed;
///     type Output = Json;
///     type Envelope = Plain;
///     type Error = Json;
///     type Meta = Headers;
///     const OPERATION: &'static Operation = &Operation::new("GetUser", Method::GET, "/users/<login>");
///
///     fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
///         request.literal("/users/");
///         request.segment("login", &self.login)
///     }
/// }
///
/// // Says which clients may send it: here, those with any credential.
/// impl<C> endpoint::Accepts<C> for GetUser {}
///
/// let request = GetUser { login: "octo/cat".into() }.request(&"https://api.github.com".parse()?)?;
/// assert_eq!(request.uri(), "https://api.github.com/users/octo%2Fcat");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an endpoint",
    label = "not an endpoint",
    note = "put `#[endpoint(GET \"/path\" -> Output)]` on the struct"
)]
pub trait Endpoint {
    /// The API that it belongs to.
    type Api: Api;
    /// What stands after `->`.
    type Output: Output<Self::Envelope>;
    /// The shape around the payload; most endpoints take their API's.
    type Envelope: Envelope;
    /// The typed body of a refusal; most endpoints take their API's.
    type Error: ErrorBody;
    /// The typed response headers; most endpoints take their API's.
    type Meta: FromHeaders;
    /// The static facts.
    const OPERATION: &'static Operation;

    /// Writes the values of this call: the path in the template's order, then the query, headers
    /// and body.
    ///
    /// # Errors
    /// [`EncodeError`] names the parameter whose value cannot be written.
    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError>;

    /// The request by itself, for sending by other means: everything but a credential and a
    /// `User-Agent`. Files and readers in it are read here and now.
    ///
    /// # Errors
    /// [`EncodeError`] names the parameter whose value cannot be written, or the file or reader that
    /// cannot be read; a stream can be sent by a client alone.
    fn request(&self, base: &BaseUrl) -> Result<http::Request<Bytes>, EncodeError> {
        let parts =
            RequestWriter::of(&self, base, &[])?.finish(Self::Api::QUERY, &clock::random)?;
        assemble(Self::OPERATION, base, parts)
    }

    /// This endpoint where a link of an answer leads: a job's `Content-Location`, a `Location`, a link
    /// in a document.
    fn at(link: impl AsRef<str>) -> At<Self>
    where
        Self: Sized,
    {
        At::new(link.as_ref())
    }

    /// The typed answer to such a request.
    ///
    /// # Errors
    /// As [`Client::send`](crate::Client::send): [`Error::Api`] where the API answered no,
    /// [`Error::Call`] where the answer cannot be read.
    fn decode(answer: http::Response<Bytes>) -> ResultOf<Self>
    where
        Self: Sized,
    {
        response::decode::<Self>(Ok(Incoming::whole(
            Raw::from(answer),
            Origin::elsewhere(Self::OPERATION),
        )))
    }
}

/// The value that a call to `E` gives: its output, opened from its envelope.
pub type OutputOf<E> = <<E as Endpoint>::Output as Output<<E as Endpoint>::Envelope>>::Value;

/// What a call to `E` comes to.
pub type ResultOf<E> =
    Result<Response<OutputOf<E>, <E as Endpoint>::Meta>, Error<<E as Endpoint>::Error>>;

/// What a request is written from, whatever the endpoint: behind this, nothing is compiled anew for
/// each of them.
pub(crate) trait Author {
    fn facts(&self) -> Facts;

    /// Writes the values, as [`Endpoint::write`].
    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError>;
}

/// What is known of an endpoint's request before any value is.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) operation: &'static Operation,
    /// The `Accept` that goes with the output.
    pub(crate) accept: &'static str,
    /// What JSON is called by the envelope.
    pub(crate) json: &'static str,
}

impl<E: Endpoint> Author for E {
    fn facts(&self) -> Facts {
        Facts {
            operation: E::OPERATION,
            accept: <E::Output as Output<E::Envelope>>::ACCEPT,
            json: E::Envelope::MEDIA_TYPE,
        }
    }

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        Endpoint::write(self, request)
    }
}

impl<E: Endpoint + ?Sized> Endpoint for &E {
    type Api = E::Api;
    type Output = E::Output;
    type Envelope = E::Envelope;
    type Error = E::Error;
    type Meta = E::Meta;
    const OPERATION: &'static Operation = E::OPERATION;

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        (**self).write(request)
    }
}
