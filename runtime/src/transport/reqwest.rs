//! The transport over reqwest.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Body as _;

use super::{
    Answer, Body, BoxFuture, CONNECT, Failure, Pieces, Request, RequestBody, Transport,
    TransportError, fault, in_tokio,
};
use crate::error::BuildError;

/// The transport over reqwest: HTTP/1.1 and HTTP/2, a connection pool, the standard proxy
/// variables.
///
/// Redirects, retries and `Referer` are reqwest's no more: the client sees to them.
#[derive(Clone)]
pub struct Reqwest(reqwest::Client);

impl Reqwest {
    /// With a connection pool of its own.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new() -> Result<Self, BuildError> {
        Self::from_builder(reqwest::Client::builder().connect_timeout(CONNECT))
    }

    /// With a pool, proxies, certificates and so on as the builder says. What the client has to see
    /// to itself is switched off: redirects, retries and `Referer`.
    ///
    /// # Errors
    /// As reqwest's own `build`.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, BuildError> {
        builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .build()
            .map(Self)
            .map_err(|error| {
                BuildError::new(
                    "the HTTP client cannot be set up; look at the TLS features and certificates",
                )
                .with_source(error)
            })
    }
}

impl fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reqwest")
    }
}

impl Transport for Reqwest {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        // reqwest would panic without one.
        if let Err(error) = in_tokio() {
            return Box::pin(std::future::ready(Err(error)));
        }
        Box::pin(self.exchange(request))
    }
}

impl Reqwest {
    async fn exchange(&self, mut request: Request) -> Result<Answer, TransportError> {
        let mut outgoing = reqwest::Request::new(request.method.clone(), request.url()?);
        *outgoing.headers_mut() = request.take_headers();
        *outgoing.body_mut() = body_of(request.body);
        let mut response = self.0.execute(outgoing).await.map_err(failed)?;
        let headers = std::mem::take(response.headers_mut());
        Ok(Answer {
            status: response.status(),
            headers,
            body: Body::new(Frames(response.into())),
        })
    }
}

fn body_of(body: RequestBody) -> Option<reqwest::Body> {
    if body.is_none() {
        return None;
    }
    Some(match body.bytes() {
        Some(bytes) => bytes.clone().into(),
        None => reqwest::Body::wrap(body),
    })
}

/// The URL goes: its query may hold a secret.
fn failed(error: reqwest::Error) -> TransportError {
    let failure = match () {
        () if error.is_connect() && error.is_timeout() => Failure::ConnectTimeout,
        () if error.is_connect() => Failure::Connect,
        () => fault::failure(&error),
    };
    TransportError::new(failure, error.without_url())
}

struct Frames(reqwest::Body);

impl Pieces for Frames {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(TransportError::new(
                        Failure::Interrupted,
                        error.without_url(),
                    ))));
                }
                // Trailers are passed over.
                Some(Ok(frame)) => {
                    if let Ok(piece) = frame.into_data() {
                        return Poll::Ready(Some(Ok(piece)));
                    }
                }
            }
        }
    }
}
