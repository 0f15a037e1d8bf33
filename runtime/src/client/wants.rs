//! What the output of a call wants of the exchange, which is not generic.

use http::StatusCode;

use crate::endpoint::Endpoint;
use crate::response::{Headers, Output, Reading};

/// Which answers an output takes, and how much of their bodies it wants to be there.
pub(super) struct Wants {
    pub(super) takes: fn(StatusCode) -> bool,
    pub(super) reading: fn(StatusCode, &Headers) -> Reading,
    /// Whether the same request may be sent again when the body breaks off.
    pub(super) reconnects: bool,
    /// Whether the body is a file, whose rest may be asked for when it breaks off.
    pub(super) resumes: bool,
    /// Whether the body is wanted as it lies on the server, so that a part of it can be put in its place.
    pub(super) is_file: bool,
}

impl Wants {
    /// Bodies whole, whatever the endpoint makes of them.
    pub(super) const ALL: Self = Self {
        takes: |status| status.is_success(),
        reading: |_, _| Reading::Whole,
        reconnects: false,
        resumes: false,
        is_file: false,
    };

    /// A file behind a link.
    pub(super) const FILE: Self = Self {
        reading: |_, _| Reading::Streamed,
        is_file: true,
        ..Self::ALL
    };

    pub(super) const fn of<E: Endpoint>() -> &'static Self {
        const {
            &Self {
                takes: <E::Output as Output<E::Envelope>>::takes,
                reading: <E::Output as Output<E::Envelope>>::reading,
                reconnects: <E::Output as Output<E::Envelope>>::RECONNECTS
                    && E::OPERATION.is_idempotent(),
                resumes: <E::Output as Output<E::Envelope>>::RESUMES
                    && E::OPERATION.is_idempotent(),
                is_file: <E::Output as Output<E::Envelope>>::RESUMES,
            }
        }
    }
}
