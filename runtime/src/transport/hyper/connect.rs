//! Connections: to the server itself, to a proxy, or through one.

use std::error::Error as StdError;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::ClientConfig;
use tower_service::Service;

use super::super::{BoxFuture, Failure, TransportError};
#[cfg(feature = "rustls")]
use crate::error::BuildError;

type Error = Box<dyn StdError + Send + Sync>;

/// Connects to where a URL is, by the way that the proxies want.
#[derive(Clone)]
pub(super) struct Connector {
    http: HttpConnector,
    tls: Option<Tls>,
    proxies: Arc<Matcher>,
    /// How long a connection may take to come about.
    timeout: Duration,
}

/// TLS, as the servers and as the proxies get it.
#[derive(Clone)]
pub(super) struct Tls {
    server: Arc<ClientConfig>,
    proxy: Arc<ClientConfig>,
}

#[cfg(feature = "rustls")]
impl Tls {
    /// The platform's certificates, and the crypto provider that reqwest would take.
    pub(super) fn of_the_platform() -> Result<Self, BuildError> {
        use hyper_rustls::ConfigBuilderExt;
        use rustls::crypto::{CryptoProvider, aws_lc_rs};

        let provider = CryptoProvider::get_default()
            .cloned()
            .unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(ConfigBuilderExt::try_with_platform_verifier);
        match config {
            Ok(config) => Ok(Self::of(config.with_no_client_auth())),
            Err(error) => Err(BuildError::new(
                "TLS cannot be set up; look at the platform's certificates",
            )
            .with_source(error)),
        }
    }

    /// A server may choose HTTP/2; a proxy is spoken to in HTTP/1.1 alone.
    fn of(mut config: ClientConfig) -> Self {
        let proxy = Arc::new(config.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Self {
            server: Arc::new(config),
            proxy,
        }
    }
}

impl Connector {
    pub(super) fn new(tls: Option<Tls>, proxies: Arc<Matcher>, timeout: Duration) -> Self {
        Self {
            http: tcp(timeout),
            tls,
            proxies,
            timeout,
        }
    }

    async fn connect(self, to: Uri) -> Result<Stream, Error> {
        match self.proxies.intercept(&to) {
            None => {
                let tls = self.tls.map(|tls| tls.server);
                let io = transmit(self.http, tls, to).await?;
                Ok(Stream {
                    io,
                    is_proxy: false,
                })
            }
            Some(proxy) => self.connect_by(&proxy, to).await,
        }
    }

    async fn connect_by(self, proxy: &Intercept, to: Uri) -> Result<Stream, Error> {
        if !matches!(proxy.uri().scheme_str(), Some("http" | "https")) {
            let what = "the proxy that the environment names is none of HTTP; use an `http://` or `https://` one, or a transport of your own";
            return Err(unable(what));
        }
        let of_proxy = self.tls.clone().map(|tls| tls.proxy);
        if to.scheme() == Some(&Scheme::HTTP) {
            let io = transmit(self.http, of_proxy, proxy.uri().clone()).await?;
            return Ok(Stream { io, is_proxy: true });
        }
        let tls = self.tls.ok_or_else(no_tls)?;
        let mut tunnel = Tunnel::new(
            proxy.uri().clone(),
            HttpsConnector::from((self.http, tls.proxy)),
        );
        if let Some(credential) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credential.clone());
        }
        let io = HttpsConnector::from((tunnel, tls.server)).call(to).await?;
        Ok(Stream {
            io: Box::new(io),
            is_proxy: false,
        })
    }
}

/// A connection to `to`, by TLS where its scheme says so.
async fn transmit(
    mut http: HttpConnector,
    tls: Option<Arc<ClientConfig>>,
    to: Uri,
) -> Result<Box<dyn Io>, Error> {
    if to.scheme() != Some(&Scheme::HTTPS) {
        return Ok(Box::new(http.call(to).await?));
    }
    let tls = tls.ok_or_else(no_tls)?;
    let io = HttpsConnector::from((http, tls)).call(to).await?;
    Ok(Box::new(io))
}

fn no_tls() -> Error {
    unable(
        "the feature `rustls` is off, so there is no TLS; turn it on, or use `Hyper::from_client`",
    )
}

/// What another attempt would come to as well.
fn unable(what: &'static str) -> Error {
    TransportError::new(Failure::Unable, what).into()
}

/// TCP as reqwest has it.
fn tcp(timeout: Duration) -> HttpConnector {
    const PROBE: Duration = Duration::from_secs(15);
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(timeout));
    http.set_keepalive(Some(PROBE));
    http.set_keepalive_interval(Some(PROBE));
    http.set_keepalive_retries(Some(3));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    http.set_tcp_user_timeout(Some(Duration::from_secs(30)));
    http
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Stream, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    /// Name look-up, TCP, the proxy's answer and TLS share one time.
    fn call(&mut self, to: Uri) -> Self::Future {
        let timeout = self.timeout;
        let connecting = self.clone().connect(to);
        Box::pin(async move {
            match tokio::time::timeout(timeout, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    format!("there was no connection within {timeout:?}"),
                )
                .into()),
            }
        })
    }
}

pub(super) trait Io: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Io for T {}

/// A connection, whatever it goes through.
pub(super) struct Stream {
    io: Box<dyn Io>,
    /// Whether requests are for the proxy to send on.
    is_proxy: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.is_proxy)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_read(context, into)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.io).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_shutdown(context)
    }
}
