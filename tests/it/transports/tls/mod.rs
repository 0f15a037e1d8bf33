//! TLS with the platform's certificates, which on Linux a variable can name; it is set for a process
//! of its own.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::Arc;

use endpoint::{Client, ErrorKind};
use http::HeaderValue;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::Over;
use super::http2::{CONNECTION, Echo, Seen, serve};
use crate::support::{failed, run, told};

// The authority that signed the server's certificate is nowhere else trusted; its key is gone.
const AUTHORITY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/it/transports/tls/authority.pem"
);
const CERTIFICATE: &[u8] = include_bytes!("server.pem");
const KEY: &[u8] = include_bytes!("server.key");

fn acceptor(protocols: &[&[u8]]) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    TlsAcceptor::from(Arc::new(config))
}

/// A server that speaks these protocols, and where it is.
async fn server(protocols: &[&[u8]]) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = acceptor(protocols);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve(stream).await;
                }
            });
        }
    });
    format!("https://{address}")
}

/// A proxy that tunnels to wherever it is told.
async fn tunnel() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut here, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(here.read_u8().await.unwrap());
        }
        let line = String::from_utf8(head).unwrap();
        let to = line.split(' ').nth(1).unwrap();
        let mut there = TcpStream::connect(to).await.unwrap();
        let done = b"HTTP/1.1 200 Connection established\r\n\r\n";
        here.write_all(done).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
    });
    format!("http://{address}")
}

async fn echo(over: Over, url: &str) -> Seen {
    let text = String::new();
    let answer = over.client(url).send(Echo { id: 7, text }).await;
    answer.unwrap().into_inner()
}

/// Asks servers that speak one version or both, directly and through a proxy.
async fn negotiates(over: Over, test: &str) {
    if let Some(told) = told() {
        let (url, version) = told.split_once(' ').unwrap();
        let seen = echo(over, url).await;
        assert_eq!(seen.version, version);
        let authority = url.strip_prefix("https://").unwrap();
        match version {
            "HTTP/2.0" => assert_eq!((seen.host, seen.url), (None, format!("{url}/echo/7"))),
            _ => assert_eq!((&*seen.host.unwrap(), &*seen.url), (authority, "/echo/7")),
        }
        return;
    }
    let both: &[&[u8]] = &[b"h2", b"http/1.1"];
    let proxy = tunnel().await;
    let trusted = ("SSL_CERT_FILE", AUTHORITY);
    for (protocols, version, variables) in [
        (both, "HTTP/2.0", &[trusted][..]),
        (&both[1..], "HTTP/1.1", &[trusted]),
        (&[], "HTTP/1.1", &[trusted]),
        (both, "HTTP/2.0", &[trusted, ("HTTPS_PROXY", &proxy)]),
    ] {
        let url = server(protocols).await;
        run(test, &format!("{url} {version}"), variables).await;
    }
}

#[tokio::test]
async fn reqwest_speaks_what_the_server_chooses() {
    let test = "transports::tls::reqwest_speaks_what_the_server_chooses";
    negotiates(Over::Reqwest, test).await;
}

#[tokio::test]
async fn hyper_speaks_what_the_server_chooses() {
    let test = "transports::tls::hyper_speaks_what_the_server_chooses";
    negotiates(Over::Hyper, test).await;
}

async fn distrusts(over: Over) {
    let url = server(&[]).await;
    let text = String::new();
    let error = failed(over.client(&url).send(Echo { id: 7, text }).await);
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(format!("{error:?}").contains("certificate"), "{error:?}");
}

#[tokio::test]
async fn reqwest_distrusts_a_certificate_that_the_platform_does_not_know() {
    distrusts(Over::Reqwest).await;
}

#[tokio::test]
async fn hyper_distrusts_a_certificate_that_the_platform_does_not_know() {
    distrusts(Over::Hyper).await;
}

/// The connections that calls at once go by.
async fn connections(client: &Client) -> BTreeSet<HeaderValue> {
    let calls: Vec<_> = (0..32)
        .map(|id| {
            let text = String::new();
            tokio::spawn(client.send(Echo { id, text }).into_future())
        })
        .collect();
    let mut connections = BTreeSet::new();
    for call in calls {
        let answer = call.await.unwrap().unwrap();
        connections.insert(answer.meta.raw_headers[CONNECTION].clone());
    }
    connections
}

#[tokio::test]
async fn calls_that_all_have_to_connect_share_the_first_connection_of_http2() {
    if let Some(url) = told() {
        let client = Over::Hyper.client(&url);
        let cold = connections(&client).await;
        assert_eq!(cold.len(), 1);
        assert_eq!(connections(&client).await, cold);
        return;
    }
    let test =
        "transports::tls::calls_that_all_have_to_connect_share_the_first_connection_of_http2";
    let url = server(&[b"h2"]).await;
    run(test, &url, &[("SSL_CERT_FILE", AUTHORITY)]).await;
}
