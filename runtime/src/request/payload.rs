//! The body of a request before it is sent: what can be sent again is known from it alone.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::error::{CallError, EncodeError};
use crate::transport::RequestBody;

/// A body that has been written, and not been opened for sending.
#[derive(Debug, Default)]
pub(crate) enum Payload {
    #[default]
    None,
    Bytes(Bytes),
}

/// A body that is ready to be sent, once.
pub(crate) struct Opened {
    pub(crate) body: RequestBody,
    /// Where reading it while it is sent says that it failed; a transport may say less, or nothing.
    pub(crate) fault: Option<UploadFault>,
}

/// Why a body could not be read while it was sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct UploadFault(Arc<Mutex<Option<CallError>>>);

impl UploadFault {
    #[allow(dead_code, reason = "uploads")]
    pub(crate) fn set(&self, fault: CallError) {
        self.lock().get_or_insert(fault);
    }

    pub(crate) fn take(&self) -> Option<CallError> {
        self.lock().take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<CallError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Payload {
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The same body once more, where it can be sent again.
    #[allow(clippy::unnecessary_wraps, reason = "a stream cannot be")]
    pub(crate) fn again(&self) -> Option<Self> {
        match self {
            Self::None => Some(Self::None),
            Self::Bytes(bytes) => Some(Self::Bytes(bytes.clone())),
        }
    }

    /// The whole body, for a request that is not sent by a client.
    #[allow(clippy::unnecessary_wraps, reason = "a stream cannot be")]
    pub(crate) fn into_bytes(self) -> Result<Bytes, EncodeError> {
        match self {
            Self::None => Ok(Bytes::new()),
            Self::Bytes(bytes) => Ok(bytes),
        }
    }

    /// Opens it for one sending.
    #[allow(clippy::unused_async, reason = "files are opened")]
    pub(crate) async fn open(&self) -> Result<Opened, CallError> {
        let body = match self {
            Self::None => RequestBody::none(),
            Self::Bytes(bytes) => bytes.clone().into(),
        };
        Ok(Opened { body, fault: None })
    }
}
