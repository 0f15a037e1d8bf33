//! What the derive knows of an enum, and what follows from it.

use http::StatusCode;

use crate::operation::Operation;
use crate::response::{
    Envelope, Headers, Incoming, OpenError, Origin, Output, Plain, Raw, Reading, Variant,
};
use crate::stream::Inflow;

/// An enum with a variant for each status.
pub trait ByStatus<V: Envelope>: Sized + 'static {
    /// The variants, in their order.
    const VARIANTS: &'static [StatusVariant<Self>];
    /// The one whose `Accept` header goes with the request.
    const ACCEPT: usize;

    /// The variant that is for a status.
    fn variant(status: u16) -> Option<usize>;
}

/// What is known of a variant by the type that it holds.
#[derive(Debug)]
pub struct StatusVariant<E> {
    accept: &'static str,
    reconnects: bool,
    resumes: bool,
    reading: fn(StatusCode, &Headers) -> Reading,
    open: Open<E>,
}

type Open<E> = fn(&mut Incoming, Option<&'static str>) -> Result<E, OpenError>;

impl<E> StatusVariant<E> {
    /// A variant that holds a `T`; `open` reads it and puts it in.
    pub const fn holding<T: Variant<V>, V: Envelope>(open: Open<E>) -> Self {
        Self {
            accept: T::ACCEPT,
            reconnects: T::RECONNECTS,
            resumes: T::RESUMES,
            reading: T::reading,
            open,
        }
    }
}

/// [`Output::ACCEPT`].
pub const fn accept<E: ByStatus<V>, V: Envelope>() -> &'static str {
    if E::VARIANTS.is_empty() {
        V::MEDIA_TYPE
    } else {
        E::VARIANTS[E::ACCEPT].accept
    }
}

/// [`Output::RECONNECTS`].
pub const fn reconnects<E: ByStatus<V>, V: Envelope>() -> bool {
    let mut at = 0;
    while at < E::VARIANTS.len() {
        if E::VARIANTS[at].reconnects {
            return true;
        }
        at += 1;
    }
    false
}

/// [`Output::RESUMES`].
pub const fn resumes<E: ByStatus<V>, V: Envelope>() -> bool {
    let mut at = 0;
    while at < E::VARIANTS.len() {
        if E::VARIANTS[at].resumes {
            return true;
        }
        at += 1;
    }
    false
}

/// [`Output::takes`].
pub fn takes<E: ByStatus<V>, V: Envelope>(status: StatusCode) -> bool {
    of::<E, V>(status).is_some()
}

/// [`Output::reading`].
pub fn reading<E: ByStatus<V>, V: Envelope>(status: StatusCode, headers: &Headers) -> Reading {
    of::<E, V>(status).map_or(Reading::Whole, |variant| (variant.reading)(status, headers))
}

/// [`Output::open`]. An answer that no variant is for is a refusal.
///
/// # Errors
/// As the type that the variant holds.
pub fn open<E: ByStatus<V>, V: Envelope>(
    answer: &mut Incoming,
    key: Option<&'static str>,
) -> Result<E, OpenError> {
    match of::<E, V>(answer.status()) {
        Some(variant) => (variant.open)(answer, key),
        None => Err(OpenError::refused()),
    }
}

/// [`ErrorBody::read`](crate::ErrorBody::read). No envelope is around a refusal.
pub fn refusal<E: Output<Plain, Value = E>>(answer: &Raw) -> Option<E> {
    static UNKNOWN: Operation = Operation::new("", http::Method::GET, "");
    if !E::takes(answer.status) {
        return None;
    }
    let mut incoming = Incoming::whole(answer.clone(), Origin::elsewhere(&UNKNOWN));
    incoming.inflow = Some(Box::new(Inflow::refused(answer.clone())));
    E::open(&mut incoming, None).ok()
}

fn of<E: ByStatus<V>, V: Envelope>(status: StatusCode) -> Option<&'static StatusVariant<E>> {
    E::VARIANTS.get(E::variant(status.as_u16())?)
}
