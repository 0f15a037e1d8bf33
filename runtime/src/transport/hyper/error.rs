//! What goes wrong between a request and its connection.

use std::error::Error as StdError;
use std::fmt;

use super::super::BoxError;

/// Why a request came to no answer, with its cause; in the words of hyper-util's client.
#[derive(Debug)]
pub(in super::super) enum ClientError {
    /// There is no connection.
    Connect(BoxError),
    /// A new connection was gone before it took the request's first byte.
    Canceled(hyper::Error),
    /// It was lost on the way.
    SendRequest(hyper::Error),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Connect(_) => "Connect",
            Self::Canceled(_) => "Canceled",
            Self::SendRequest(_) => "SendRequest",
        };
        write!(f, "client error ({kind})")
    }
}

impl StdError for ClientError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(match self {
            Self::Connect(error) => &**error,
            Self::Canceled(error) | Self::SendRequest(error) => error,
        })
    }
}
