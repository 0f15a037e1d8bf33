//! Credentials that are renewed, as the client sees them, and the client, as they see it.

use std::fmt;
use std::sync::Arc;

use crate::error::CallError;
use crate::transport::BoxFuture;
#[cfg(feature = "oauth2")]
use {super::secret::Secret, crate::clock::Clock, crate::request::Link, crate::response::Incoming};

/// The parts of a credential that are renewed.
#[derive(Default)]
pub struct Renewals<'a>(pub(crate) Vec<&'a dyn Renewal>);

impl fmt::Debug for Renewals<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Renewals({})", self.0.len())
    }
}

/// A part of a credential that is renewed while the client runs, as an access token is.
pub(crate) trait Renewal: Send + Sync {
    /// What is to be waited for before the credential will do for a call that begins now; `None`
    /// where it will.
    fn ready(&self, by: &Arc<dyn TokenClient>) -> Option<Renewed>;

    /// Hears that the API refused what was put on a request under this number, by a 401; whether
    /// there will be something else to put on.
    fn refused(&self, generation: u64) -> bool;
}

/// Comes to its end when the credential will do.
pub(crate) type Renewed = BoxFuture<'static, Result<(), CallError>>;

/// What reaches a token endpoint: the client, as far as a credential knows it.
pub(crate) trait TokenClient: Send + Sync {
    #[cfg(feature = "oauth2")]
    fn clock(&self) -> &Arc<dyn Clock>;

    /// Sends a form by `POST`; any answer that comes whole is one, whatever its status.
    #[cfg(feature = "oauth2")]
    fn ask(&self, request: TokenRequest) -> BoxFuture<'static, Result<Incoming, CallError>>;
}

/// How long a token endpoint may take for its answer, with all that is tried again.
#[cfg(feature = "oauth2")]
pub(crate) const ASKING: std::time::Duration = std::time::Duration::from_secs(40);

/// A form for a token endpoint.
#[cfg(feature = "oauth2")]
pub(crate) struct TokenRequest {
    pub(crate) url: Link,
    /// Encoded pairs.
    pub(crate) form: Secret,
    /// The value of `Authorization`, where the client proves itself by Basic.
    pub(crate) authorization: Option<Secret>,
    /// What must not come out of an error or a log.
    pub(crate) secrets: Vec<Secret>,
    /// Whether it does no harm to send it twice.
    pub(crate) is_idempotent: bool,
}
