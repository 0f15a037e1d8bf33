//! An endpoint where a link leads.

use std::fmt;
use std::marker::PhantomData;

use crate::api::Accepts;
use crate::endpoint::Endpoint;
use crate::error::EncodeError;
use crate::operation::Operation;
use crate::request::RequestWriter;

/// An endpoint where a link of an answer leads: its method and types, with the link in place of the
/// path and the query. [`Endpoint::at`] makes one.
///
/// It is an endpoint itself, so it can be sent, polled and paged like any other. The link may be
/// relative, in both of the forms that [`BaseUrl::resolve`](crate::BaseUrl::resolve) knows; one that
/// leads to another origin is an error, since the credential goes with it. Headers and a body that
/// the endpoint's fields would give are not sent.
///
/// ```
/// use endpoint::{Endpoint, Json, endpoint};
///
/// #[endpoint(GET "/jobs/<id>?version=2" -> Json)]
/// struct GetJob { id: u64 }
///
/// let request = GetJob::at("/rest/jobs/7").request(&"https://api.test/rest".parse()?)?;
/// assert_eq!(request.uri(), "https://api.test/rest/jobs/7?version=2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct At<E> {
    link: Box<str>,
    marker: PhantomData<fn() -> E>,
}

impl<E> At<E> {
    pub(crate) fn new(link: &str) -> Self {
        Self {
            link: link.into(),
            marker: PhantomData,
        }
    }
}

impl<E: Endpoint> Endpoint for At<E> {
    type Api = E::Api;
    type Output = E::Output;
    type Envelope = E::Envelope;
    type Error = E::Error;
    type Meta = E::Meta;
    const OPERATION: &'static Operation = E::OPERATION;

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        request.follow(&self.link)
    }
}

impl<C, E: Accepts<C>> Accepts<C> for At<E> {}

impl<E> Clone for At<E> {
    fn clone(&self) -> Self {
        Self::new(&self.link)
    }
}

/// The link without its query, which may be a signature.
impl<E: Endpoint> fmt::Debug for At<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let link = crate::response::shown(&self.link);
        write!(f, "At({}, {link})", E::OPERATION)
    }
}
