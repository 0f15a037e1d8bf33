//! Credentials that are renewed, as the client sees them.

use std::sync::Arc;

use super::secret::Secret;
use crate::clock::Clock;
use crate::error::CallError;
use crate::request::Link;
use crate::response::Incoming;
use crate::transport::BoxFuture;

/// The parts of a credential that are renewed.
#[derive(Default)]
pub struct Renewals<'a>(pub(crate) Vec<&'a dyn Renewal>);

/// A part of a credential that is renewed while the client runs, as an access token is.
pub(crate) trait Renewal: Send + Sync {
    /// Whether the credential will do for a call that begins now, or what is to be waited for.
    fn ready(&self, by: &Arc<dyn TokenClient>) -> Readiness;

    /// Hears that the API refused what was put on a request under this number, by a 401.
    fn refused(&self, generation: u64);
}

/// Whether a credential can be put on a request.
pub(crate) enum Readiness {
    Ready,
    /// When this is done.
    Wait(BoxFuture<'static, Result<(), CallError>>),
}

/// What reaches a token endpoint: the client, as far as a credential knows it.
pub(crate) trait TokenClient: Send + Sync {
    fn clock(&self) -> &Arc<dyn Clock>;

    /// Sends a form by `POST`; any answer that comes whole is one, whatever its status.
    fn ask(&self, request: TokenRequest) -> BoxFuture<'static, Result<Incoming, CallError>>;
}

/// A form for a token endpoint.
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
