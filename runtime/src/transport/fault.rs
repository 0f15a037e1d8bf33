//! What an error of another crate says of where it happened.

use std::error::Error as StdError;
use std::io;

#[cfg(feature = "hyper")]
use super::hyper::ClientError;
use super::{Failure, TransportError};

type Cause = dyn StdError + 'static;

/// An error and all that lie behind it, those in [`io::Error`]s too, which leave their own out.
pub(super) fn chain(error: &Cause) -> impl Iterator<Item = &Cause> {
    std::iter::successors(Some(error), |error| behind(*error))
}

fn behind(error: &Cause) -> Option<&Cause> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|error| error as _),
        None => error.source(),
    }
}

/// Where it failed, by what can be known of an error whose origin is not. Everything that is not
/// known may have happened behind the request's first byte.
pub(super) fn failure(error: &Cause) -> Failure {
    told(error)
        .or_else(|| chain(error).find_map(connecting))
        .unwrap_or(Failure::Interrupted)
}

/// What is said for sure, wherever in the chain it stands: by a transport within, or of the request
/// as such.
pub(super) fn told(error: &Cause) -> Option<Failure> {
    let of_transport = |error: &Cause| Some(error.downcast_ref::<TransportError>()?.failure());
    chain(error)
        .find_map(of_transport)
        .or_else(|| chain(error).find_map(of_request))
}

fn of_request(error: &Cause) -> Option<Failure> {
    if is_unprocessed(error) {
        return Some(Failure::Unprocessed);
    }
    is_no_tls(error).then_some(Failure::Unable)
}

/// Whether the request was given back undone: by the server, or by a connection that was gone
/// before it took the first byte.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
fn is_unprocessed(error: &Cause) -> bool {
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return error.is_canceled() || error.is_closed();
    }
    error
        .downcast_ref::<h2::Error>()
        .is_some_and(is_refused_stream)
}

/// Whether the server says so ([RFC 9113 section 8.7]). Of a `GOAWAY` h2 gives the error to those
/// streams alone that lie behind the last one that the server took up.
///
/// [RFC 9113 section 8.7]: https://www.rfc-editor.org/rfc/rfc9113#section-8.7
#[cfg(any(feature = "reqwest", feature = "hyper"))]
fn is_refused_stream(error: &h2::Error) -> bool {
    let is_refused = error.reason() == Some(h2::Reason::REFUSED_STREAM);
    error.is_remote() && (error.is_go_away() || is_refused)
}

#[cfg(not(any(feature = "reqwest", feature = "hyper")))]
fn is_unprocessed(_: &Cause) -> bool {
    false
}

/// Whether `https` was asked of hyper's plain connector. Its error has no type that could be named.
fn is_no_tls(error: &Cause) -> bool {
    error.to_string() == "invalid URL, scheme is not http"
}

/// Whether there was no connection: one that was refused, or that a hyper client did not come to.
fn connecting(error: &Cause) -> Option<Failure> {
    #[cfg(feature = "hyper")]
    if is_connect(error) {
        return Some(if is_timeout(error) {
            Failure::ConnectTimeout
        } else {
            Failure::Connect
        });
    }
    is_io(error, io::ErrorKind::ConnectionRefused).then_some(Failure::Connect)
}

/// Whether a client, ours or hyper-util's, came to no connection.
#[cfg(feature = "hyper")]
fn is_connect(error: &Cause) -> bool {
    let theirs = error.downcast_ref::<hyper_util::client::legacy::Error>();
    theirs.is_some_and(hyper_util::client::legacy::Error::is_connect)
        || matches!(error.downcast_ref(), Some(ClientError::Connect(_)))
}

/// Whether time ran out, be it ours or the operating system's.
#[cfg(feature = "hyper")]
fn is_timeout(error: &Cause) -> bool {
    chain(error).any(|error| is_io(error, io::ErrorKind::TimedOut))
}

fn is_io(error: &Cause, kind: io::ErrorKind) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == kind)
}
