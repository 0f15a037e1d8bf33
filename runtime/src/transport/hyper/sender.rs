//! A connection, as those see it who send over it.

use bytes::Bytes;
use http::header::HOST;
use http::uri::PathAndQuery;
use http::{Request, Uri};
use hyper::client::conn::{http1, http2};
use hyper_util::client::legacy::connect::Connection as _;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_service::Service as _;

use super::connect::{Connector, Stream};
use super::error::ClientError;
use crate::request::BaseUrl;
use crate::transport::RequestBody;

/// Sends requests over one connection: HTTP/1.1, one after the other, or HTTP/2, any number at once.
pub(super) struct Sender {
    /// What a request is sent by.
    pub(super) version: Version,
    /// Whether requests are for a proxy to send on.
    is_proxied: bool,
}

pub(super) enum Version {
    Http1(http1::SendRequest<RequestBody>),
    Http2(http2::SendRequest<RequestBody>),
}

impl Sender {
    /// Connects to an origin.
    pub(super) async fn connect(
        mut connector: Connector,
        origin: &BaseUrl,
    ) -> Result<Self, ClientError> {
        let uri = origin.uri(Bytes::from_static(b"/"));
        let uri = uri.map_err(|error| ClientError::Connect(error.into()))?;
        let stream = connector.call(uri).await.map_err(ClientError::Connect)?;
        let connected = stream.connected();
        let version = if connected.is_negotiated_h2() {
            Version::http2(stream).await
        } else {
            Version::http1(stream).await
        };
        Ok(Self {
            version: version.map_err(ClientError::SendRequest)?,
            is_proxied: connected.is_proxied(),
        })
    }

    /// Whether a request can be sent now.
    pub(super) fn is_ready(&self) -> bool {
        match &self.version {
            Version::Http1(sender) => sender.is_ready(),
            Version::Http2(sender) => sender.is_ready(),
        }
    }

    /// Waits until another request can be sent; whether one ever can.
    pub(super) async fn ready(&mut self) -> bool {
        match &mut self.version {
            Version::Http1(sender) => sender.ready().await.is_ok(),
            Version::Http2(sender) => sender.ready().await.is_ok(),
        }
    }

    /// Whether several requests go over it at once.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self.version, Version::Http2(_))
    }

    /// Another one over the same connection, where it takes several requests at once.
    pub(super) fn share(&self) -> Option<Self> {
        match &self.version {
            Version::Http1(_) => None,
            Version::Http2(sender) => Some(Self {
                version: Version::Http2(sender.clone()),
                is_proxied: self.is_proxied,
            }),
        }
    }

    /// Makes the request's head what this connection wants of one to that origin. Of its URI there is
    /// the target alone, or what another connection wanted; a `Host` is there already, where it is
    /// known beforehand that there is one.
    pub(super) fn address(&self, request: &mut Request<RequestBody>, origin: &BaseUrl) {
        let is_http1 = matches!(self.version, Version::Http1(_));
        if is_http1 && origin.scheme() != "http" {
            let host = request.headers_mut().entry(HOST);
            host.or_insert_with(|| origin.host().clone());
        }
        let is_whole = !is_http1 || self.is_proxied;
        if is_whole != request.uri().authority().is_some()
            && let Some(target) = request.uri().path_and_query().cloned()
            && let Ok(uri) = uri(target, is_whole.then_some(origin))
        {
            *request.uri_mut() = uri;
        }
    }
}

fn uri(target: PathAndQuery, origin: Option<&BaseUrl>) -> Result<Uri, http::Error> {
    match origin {
        Some(origin) => origin.uri_of(target),
        None => Ok(target.into()),
    }
}

impl Version {
    async fn http1(stream: Stream) -> Result<Self, hyper::Error> {
        let (mut sender, connection) = http1::handshake(stream).await?;
        let running = tokio::spawn(connection.with_upgrades());
        match sender.ready().await {
            Ok(()) => Ok(Self::Http1(sender)),
            // The connection knows more than that it is gone.
            Err(gone) if gone.is_closed() => match running.await {
                Ok(Err(cause)) => Err(cause),
                _ => Err(gone),
            },
            Err(error) => Err(error),
        }
    }

    async fn http2(stream: Stream) -> Result<Self, hyper::Error> {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.timer(TokioTimer::new());
        let (mut sender, connection) = builder.handshake(stream).await?;
        tokio::spawn(connection);
        sender.ready().await?;
        Ok(Self::Http2(sender))
    }
}
