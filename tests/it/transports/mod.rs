//! What carries requests: one suite over all transports, and what only some of them have.

/// Makes each function a test over each transport.
macro_rules! over_each {
    ($($test:ident),* $(,)?) => {
        over_each!(over_reqwest Reqwest $($test)*);
        over_each!(over_hyper Hyper $($test)*);
        over_each!(over_tower Tower $($test)*);
    };
    ($module:ident $over:ident $($test:ident)*) => {
        mod $module {
            use crate::transports::Over;

            $(
                #[tokio::test]
                async fn $test() {
                    super::$test(Over::$over).await;
                }
            )*
        }
    };
}

mod bodies;
mod connections;
#[cfg(feature = "gzip")]
mod gzip;
mod headers;
mod http2;
mod lost;
mod own;
mod proxies;
mod timeouts;
#[cfg(target_os = "linux")]
mod tls;
mod uploads;

use endpoint::transport::{Hyper, RequestBody, Reqwest, Tower};
use endpoint::{Client, ClientBuilder, Retry};
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;

use crate::support::WireServer;

/// A transport that goes over a network.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Over {
    Reqwest,
    Hyper,
    /// A hyper client as a tower service.
    Tower,
}

impl Over {
    pub(crate) const ALL: [Self; 3] = [Self::Reqwest, Self::Hyper, Self::Tower];

    /// A builder of a client that tries nothing again.
    pub(crate) fn builder(self, base_url: &str) -> ClientBuilder {
        let builder = Client::builder(base_url).retry(Retry::never());
        match self {
            Self::Reqwest => builder.transport(Reqwest::new().unwrap()),
            Self::Hyper => builder.transport(Hyper::new().unwrap()),
            Self::Tower => builder.transport(tower()),
        }
    }

    fn client(self, base_url: &str) -> Client {
        self.builder(base_url).build().unwrap()
    }

    fn calling(self, server: &WireServer) -> Client {
        self.client(&server.url())
    }
}

type Plain = legacy::Client<legacy::connect::HttpConnector, RequestBody>;

fn plain() -> Plain {
    legacy::Client::builder(TokioExecutor::new()).build_http()
}

#[cfg(not(feature = "gzip"))]
fn tower() -> Tower<Plain> {
    Tower::new(plain())
}

#[cfg(feature = "gzip")]
fn tower() -> Tower<tower_http::decompression::Decompression<Plain>> {
    Tower::new(tower_http::decompression::Decompression::new(plain()))
}
