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
}

impl Wants {
    /// Bodies whole, whatever the endpoint makes of them.
    pub(super) const ALL: Self = Self {
        takes: |status| status.is_success(),
        reading: |_, _| Reading::Whole,
        reconnects: false,
    };

    pub(super) const fn of<E: Endpoint>() -> &'static Self {
        const {
            &Self {
                takes: <E::Output as Output<E::Envelope>>::takes,
                reading: <E::Output as Output<E::Envelope>>::reading,
                reconnects: <E::Output as Output<E::Envelope>>::RECONNECTS
                    && E::OPERATION.is_idempotent(),
            }
        }
    }
}
