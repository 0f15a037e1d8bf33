//! The transport over reqwest.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, StatusCode, Version};
use http_body::Body as _;

use super::{
    Answer, Body, BoxFuture, CONNECT, CUT, Failure, Pieces, Request, RequestBody, Transport,
    TransportError, boxed, fault, in_tokio, is_any_set,
};
use crate::error::BuildError;

/// The transport over reqwest: HTTP/1.1 and HTTP/2, a connection pool, the standard proxy
/// variables.
///
/// Redirects, retries and `Referer` are reqwest's no more: the client sees to them.
#[derive(Clone)]
pub struct Reqwest(reqwest::Client);

impl Reqwest {
    /// With a connection pool of its own, and ten seconds for a connection to come about.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new() -> Result<Self, BuildError> {
        Self::with_connect_timeout(CONNECT)
    }

    /// As [`new`](Self::new), with this time for a connection to come about, by DNS, TCP and TLS.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn with_connect_timeout(timeout: Duration) -> Result<Self, BuildError> {
        let builder = reqwest::Client::builder().connect_timeout(timeout);
        Self::from_builder(if may_proxy() {
            builder
        } else {
            builder.no_proxy()
        })
    }

    /// With a pool, proxies, certificates and so on as the builder says. What the client has to see
    /// to itself is switched off: redirects, retries and `Referer`.
    ///
    /// # Errors
    /// As reqwest's own `build`.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, BuildError> {
        // `never` alone keeps a copy of each request, to be sent again.
        let never = reqwest::retry::never().max_retries_per_request(0);
        builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(never)
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
        boxed(|| self.exchange(request))
    }
}

impl Reqwest {
    async fn exchange(&self, mut request: Request) -> Result<Answer, TransportError> {
        let is_head = request.method == Method::HEAD;
        request.say_length();
        let mut outgoing = reqwest::Request::new(request.method.clone(), request.url()?);
        *outgoing.headers_mut() = request.headers;
        *outgoing.body_mut() = body_of(request.body);
        let mut response = self.0.execute(outgoing).await.map_err(failed)?;
        let headers = std::mem::take(response.headers_mut());
        let left = if is_head {
            None
        } else {
            length(&response, &headers)
        };
        Ok(Answer {
            status: response.status(),
            headers,
            body: Body::of_reqwest(ReqwestPieces {
                left: left.unwrap_or_default(),
                body: response.into(),
            }),
        })
    }
}

/// Whether there may be a proxy: reqwest asks its matcher about each request, which takes time. Where
/// the system has settings of its own, they are asked for.
fn may_proxy() -> bool {
    let names = [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ];
    cfg!(any(target_os = "macos", windows)) || is_any_set(&names)
}

/// How many bytes an HTTP/2 body has, where that is said. hyper takes a stream that is given up
/// with `NO_ERROR` for one that has ended, and reqwest has nothing else to tell them apart by.
fn length(response: &reqwest::Response, headers: &HeaderMap) -> Option<u64> {
    let has_body = response.status() != StatusCode::NOT_MODIFIED;
    if response.version() != Version::HTTP_2 || !has_body {
        return None;
    }
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
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
    let failure = match fault::told(&error) {
        Some(failure) => failure,
        None if error.is_builder() => Failure::Unable,
        None if error.is_connect() && error.is_timeout() => Failure::ConnectTimeout,
        None if error.is_connect() => Failure::Connect,
        None => fault::failure(&error),
    };
    TransportError::new(failure, error.without_url())
}

/// The body of an answer, as it comes.
pub(super) struct ReqwestPieces {
    body: reqwest::Body,
    /// How many bytes have to come yet, where that is known.
    left: u64,
}

impl Pieces for ReqwestPieces {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                None if self.left > 0 => {
                    self.left = 0;
                    return Poll::Ready(Some(Err(TransportError::new(Failure::Interrupted, CUT))));
                }
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
                        self.left = self.left.saturating_sub(piece.len() as u64);
                        return Poll::Ready(Some(Ok(piece)));
                    }
                }
            }
        }
    }

    fn is_end(&self) -> bool {
        self.left == 0 && self.body.is_end_stream()
    }
}
