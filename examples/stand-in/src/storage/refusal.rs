//! How a storage host says no.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_RANGE, CONTENT_TYPE};
use http::{HeaderName, StatusCode};

#[derive(Debug)]
pub(super) enum Refusal {
    Unwanted(HeaderName),
    Unsigned,
    SignatureDoesNotMatch,
    Expired,
    NoSuchKey,
    PreconditionFailed,
    OutOfRange { length: u64 },
    Broken,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unwanted(_) => StatusCode::BAD_REQUEST,
            Self::Unsigned | Self::SignatureDoesNotMatch | Self::Expired => StatusCode::FORBIDDEN,
            Self::NoSuchKey => StatusCode::NOT_FOUND,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::OutOfRange { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unwanted(_) => "InvalidArgument",
            Self::Unsigned | Self::Expired => "AccessDenied",
            Self::SignatureDoesNotMatch => "SignatureDoesNotMatch",
            Self::NoSuchKey => "NoSuchKey",
            Self::PreconditionFailed => "PreconditionFailed",
            Self::OutOfRange { .. } => "InvalidRange",
            Self::Broken => "InternalError",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Unwanted(name) => {
                format!("The link is the credential; the header {name} must not be sent")
            }
            Self::Unsigned => "The link carries no signature".to_owned(),
            Self::SignatureDoesNotMatch => "The signature is not that of this link".to_owned(),
            Self::Expired => "The link has expired".to_owned(),
            Self::NoSuchKey => "There is no such file".to_owned(),
            Self::PreconditionFailed => "The file is not the one asked for".to_owned(),
            Self::OutOfRange { .. } => "The file is shorter than that".to_owned(),
            Self::Broken => "The file could not be read".to_owned(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>",
            self.code(),
            self.message()
        );
        let answer = (self.status(), [(CONTENT_TYPE, "application/xml")], body);
        match self {
            Self::OutOfRange { length } => {
                ([(CONTENT_RANGE, format!("bytes */{length}"))], answer).into_response()
            }
            _ => answer.into_response(),
        }
    }
}
