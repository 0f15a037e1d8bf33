//! How long a connection may take. Tokio's clock stands still but for what is waited for.

use std::net::Ipv4Addr;

use endpoint::{Bytes, ErrorKind, endpoint};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::Over;
use crate::support::{HandClock, failed};

#[endpoint(GET "/item" -> Bytes)]
struct Get;

/// Takes the connection, and says nothing to the TLS handshake.
async fn silent(over: Over) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let client = over.builder(&url).clock(HandClock::default());
    let client = client.build().unwrap();
    let start = Instant::now();
    let error = failed(client.send(Get).await);
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.to_string().contains("in time"), "{error}");
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn reqwest_gives_a_connection_ten_seconds() {
    silent(Over::Reqwest).await;
}

#[tokio::test(start_paused = true)]
async fn hyper_gives_a_connection_ten_seconds() {
    silent(Over::Hyper).await;
}
