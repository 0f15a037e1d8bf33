//! What an error of another crate says of where it happened.

use std::error::Error as StdError;
use std::io;

use super::{Failure, TransportError};

/// An error and all that lie behind it, those in [`io::Error`]s too, which leave their own out.
pub(super) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| behind(*error))
}

fn behind<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|error| error as _),
        None => error.source(),
    }
}

/// Whether time ran out, be it ours or the operating system's.
#[cfg(feature = "hyper")]
pub(super) fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    chain(error).any(|error| is_io(error, io::ErrorKind::TimedOut))
}

/// Where it failed, by what can be known of an error whose origin is not: one of a transport within,
/// or a connection that was refused. Everything else may have happened behind the request's first
/// byte.
pub(super) fn failure(error: &(dyn StdError + 'static)) -> Failure {
    chain(error).find_map(told).unwrap_or(Failure::Interrupted)
}

fn told(error: &(dyn StdError + 'static)) -> Option<Failure> {
    if let Some(error) = error.downcast_ref::<TransportError>() {
        return Some(error.failure());
    }
    #[cfg(feature = "hyper")]
    if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>()
        && error.is_connect()
    {
        return Some(if is_timeout(error) {
            Failure::ConnectTimeout
        } else {
            Failure::Connect
        });
    }
    is_io(error, io::ErrorKind::ConnectionRefused).then_some(Failure::Connect)
}

fn is_io(error: &(dyn StdError + 'static), kind: io::ErrorKind) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == kind)
}
