//! No body.

use http::StatusCode;

use super::output::check_refusal;
use super::{Envelope, Headers, Incoming, OpenError, Output, Raw, Reading, Variant};
use crate::error::ErrorBody;

/// A success without a body. A body that comes all the same is an
/// [`ErrorKind::Decode`](crate::ErrorKind::Decode), which keeps it; `()` passes over it.
///
/// ```
/// use endpoint::{Endpoint, NoContent, endpoint};
///
/// #[endpoint(DELETE "/exports/<id>" -> NoContent)]
/// struct DeleteExport { id: u64 }
///
/// let answer = http::Response::builder().status(204).body(Default::default())?;
/// assert!(DeleteExport::decode(answer).is_ok());
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct NoContent;

impl<V: Envelope> Output<V> for NoContent {
    type Value = NoContent;

    /// A body that is not wanted is not waited for either, but for what an error keeps of it.
    fn reading(_: StatusCode, _: &Headers) -> Reading {
        Reading::Peeked
    }

    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<NoContent, OpenError> {
        answer.keep_beginning();
        if answer.raw().bytes.is_empty() {
            return Ok(NoContent);
        }
        check_refusal::<V>(answer.raw())?;
        let message = format!(
            "no body is wanted, and the answer {} has one; declare `-> ()` to pass over it, or a type that reads it",
            answer.status()
        );
        Err(OpenError::unreadable(message))
    }
}

impl<V: Envelope> Variant<V> for NoContent {
    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        <Self as Output<V>>::reading(status, headers)
    }

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<NoContent, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

impl ErrorBody for NoContent {
    fn read(answer: &Raw) -> Option<Self> {
        answer.bytes.is_empty().then_some(Self)
    }
}
