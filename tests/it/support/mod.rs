//! What the tests share: servers and clocks that do as they are told, and short names for what a call came to.

mod child;
mod clock;
mod temp;
mod trace;
mod vectors;
mod wire;

use std::fmt::Write as _;

use endpoint::transport::{Memory, Reply};
use endpoint::{ApiError, CallError, Client, ClientBuilder, Error, Retry};

#[cfg(unix)]
pub(crate) use child::run_behind;
pub(crate) use child::{run, start, told};
pub(crate) use clock::HandClock;
pub(crate) use temp::{TempFile, TempFolder};
pub(crate) use trace::Trace;
#[cfg(feature = "opentelemetry")]
pub(crate) use trace::listen;
pub(crate) use vectors::{document, leak, vectors};
pub(crate) use wire::{After, ClosedPort, WireRequest, WireServer, read, redirect_to, response};

/// Where the clients over memory believe their API to be.
pub(crate) const BASE: &str = "https://api.test";

/// A transport that hands out these replies, in their order.
pub(crate) fn memory<const N: usize>(replies: [Reply; N]) -> Memory {
    let memory = Memory::new();
    for reply in replies {
        memory.reply(reply);
    }
    memory
}

/// A builder of a client that sends nothing further than to `memory`, and tries nothing again.
pub(crate) fn builder(memory: &Memory) -> ClientBuilder {
    Client::builder(BASE)
        .transport(memory.clone())
        .retry(Retry::never())
}

/// A client that tries nothing again, of what is at this URL.
pub(crate) fn once(url: &str) -> Client {
    Client::builder(url).retry(Retry::never()).build().unwrap()
}

/// A client that sends nothing further than to `memory`.
pub(crate) fn client(memory: &Memory) -> Client {
    builder(memory).build().unwrap()
}

/// A client that knows its API by these replies alone.
pub(crate) fn answering<const N: usize>(replies: [Reply; N]) -> Client {
    client(&memory(replies))
}

/// The failure that a call came to; a value or a refusal is not what was wanted.
pub(crate) fn failed<T, B>(result: Result<T, Error<B>>) -> CallError {
    match result {
        Ok(_) => panic!("the call came to a value"),
        Err(Error::Api(refusal)) => panic!("the call was refused: {refusal}"),
        Err(Error::Call(error)) => error,
    }
}

/// The refusal that a call came to; a value or a failure is not what was wanted.
pub(crate) fn refused<T, B>(result: Result<T, Error<B>>) -> ApiError<B> {
    match result {
        Ok(_) => panic!("the call came to a value"),
        Err(Error::Api(refusal)) => *refusal,
        Err(Error::Call(error)) => panic!("the call failed: {error}"),
    }
}

/// Everything that an error shows, down to its last cause.
pub(crate) fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let _ = writeln!(text, "{error}\n{error:?}\n{error:#?}");
        next = error.source();
    }
    text
}
