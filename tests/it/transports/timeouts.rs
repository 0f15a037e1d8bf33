//! How long a connection may take. Tokio's clock stands still but for what is waited for.

use std::net::Ipv4Addr;
use std::time::Duration;

use endpoint::transport::{Hyper, Memory};
use endpoint::{Bytes, Client, ClientBuilder, ErrorKind, Retry, endpoint};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::Over;
use crate::support::{BASE, HandClock, failed};

#[endpoint(GET "/item" -> Bytes)]
struct Get;

const THREE: Duration = Duration::from_secs(3);

/// Takes the connection, and says nothing to the TLS handshake: gives the seconds until a client
/// has enough of that.
async fn silent(builder: impl FnOnce(&str) -> ClientBuilder) -> u64 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let builder = builder(&url).clock(HandClock::default());
    let client = builder.retry(Retry::never()).build().unwrap();
    let start = Instant::now();
    let error = failed(client.send(Get).await);
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.to_string().contains("in time"), "{error}");
    start.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn reqwest_gives_a_connection_ten_seconds() {
    assert_eq!(silent(|url| Over::Reqwest.builder(url)).await, 10);
}

#[tokio::test(start_paused = true)]
async fn hyper_gives_a_connection_ten_seconds() {
    assert_eq!(silent(|url| Over::Hyper.builder(url)).await, 10);
}

#[tokio::test(start_paused = true)]
async fn the_default_transport_gives_a_connection_as_long_as_the_client_says() {
    let builder = |url: &str| Client::builder(url).connect_timeout(THREE);
    assert_eq!(silent(builder).await, 3);
}

#[tokio::test(start_paused = true)]
async fn hyper_gives_a_connection_as_long_as_it_is_told() {
    let hyper = Hyper::with_connect_timeout(THREE).unwrap();
    let builder = |url: &str| Client::builder(url).transport(hyper);
    assert_eq!(silent(builder).await, 3);
}

#[test]
fn a_transport_of_ones_own_keeps_its_own_time() {
    let builder = || Client::builder(BASE).connect_timeout(THREE);
    let error = builder().transport(Memory::new()).build().unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("`Reqwest::with_connect_timeout`"),
        "{message}"
    );
    builder().build().unwrap();
}
