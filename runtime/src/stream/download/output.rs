//! Files as the outputs of endpoints.

use http::StatusCode;

use super::Download;
use crate::error::ErrorBody;
use crate::response::{
    Envelope, Headers, Incoming, OpenError, Output, Plain, Raw, Reading, Variant, check_refusal,
    reading_of_stream,
};
use crate::stream::Inflow;

const ACCEPT: &str = "*/*";

impl<V: Envelope> Output<V> for Download {
    type Value = Download;
    const ACCEPT: &'static str = ACCEPT;
    const RESUMES: bool = true;

    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        reading_of_stream::<V>(status, headers)
    }

    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Download, OpenError> {
        check_refusal::<V>(answer.raw())?;
        Ok(Self::of(answer.take_inflow(), check_refusal::<V>))
    }
}

impl<V: Envelope> Variant<V> for Download {
    const ACCEPT: &'static str = ACCEPT;
    const RESUMES: bool = true;

    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        <Self as Output<V>>::reading(status, headers)
    }

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

impl ErrorBody for Download {
    fn read(answer: &Raw) -> Option<Self> {
        Some(Self::of(
            Inflow::refused(answer.clone()),
            check_refusal::<Plain>,
        ))
    }
}
