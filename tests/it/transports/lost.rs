//! Connections that do not come about, or are lost on the way.

use endpoint::{Bytes, ErrorKind, endpoint};

use super::Over;
use crate::support::{After, ClosedPort, WireServer, failed, shown};

over_each!(
    a_refused_connection_is_told_as_such,
    a_connection_that_is_closed_before_the_head_is_lost,
    a_connection_that_is_reset_before_the_head_is_lost,
    a_connection_that_is_closed_in_the_head_is_lost,
    a_connection_that_is_closed_in_the_body_is_lost,
    a_connection_that_is_closed_in_a_chunk_is_lost,
    what_is_not_http_is_no_answer,
    no_error_shows_the_query,
    a_target_that_is_short_enough_is_never_said_to_be_a_lost_connection,
);

#[endpoint(GET "/item" -> Bytes)]
struct Get {
    #[query]
    key: Option<String>,
}

impl Get {
    const PLAIN: Self = Self { key: None };

    fn planted() -> Self {
        Self {
            key: Some("planted".into()),
        }
    }
}

async fn answered(over: Over, bytes: &str, after: After) -> endpoint::CallError {
    let server = WireServer::start().await;
    server.reply(bytes, after);
    failed(over.calling(&server).send(Get::planted()).await)
}

async fn a_refused_connection_is_told_as_such(over: Over) {
    let port = ClosedPort::hold();
    let error = failed(over.client(port.url()).send(Get::PLAIN).await);
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_retryable());
    let message = error.to_string();
    assert!(message.contains(port.url()), "{message}");
    assert!(
        shown(&error).to_lowercase().contains("refused"),
        "{error:?}"
    );
}

async fn a_connection_that_is_closed_before_the_head_is_lost(over: Over) {
    let error = answered(over, "", After::Close).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert!(error.answer().is_none());
}

async fn a_connection_that_is_reset_before_the_head_is_lost(over: Over) {
    let error = answered(over, "", After::Reset).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

async fn a_connection_that_is_closed_in_the_head_is_lost(over: Over) {
    let error = answered(over, "HTTP/1.1 200 OK\r\nContent-Le", After::Close).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

async fn a_connection_that_is_closed_in_the_body_is_lost(over: Over) {
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let error = answered(over, half, After::Close).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(&error.answer().unwrap().bytes[..], b"half");
}

async fn a_connection_that_is_closed_in_a_chunk_is_lost(over: Over) {
    let half = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n4\r\nha";
    let error = answered(over, half, After::Close).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert!(error.answer().unwrap().bytes.starts_with(b"half"));
}

async fn what_is_not_http_is_no_answer(over: Over) {
    let error = answered(over, "220 smtp.test ready\r\n", After::KeepOpen).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

async fn no_error_shows_the_query(over: Over) {
    let port = ClosedPort::hold();
    let refused = failed(over.client(port.url()).send(Get::planted()).await);
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let cut = answered(over, half, After::Close).await;
    let closed = answered(over, "", After::Close).await;
    for error in [refused, cut, closed] {
        assert!(!shown(&error).contains("planted"), "{error:?}");
    }
}

async fn a_target_that_is_short_enough_is_never_said_to_be_a_lost_connection(over: Over) {
    let port = ClosedPort::hold();
    let client = over.client(port.url());
    for length in [65_490, 65_515, 65_525, 65_527, 65_534] {
        let key = Some("k".repeat(length - "/item?key=".len()));
        let error = failed(client.send(Get { key }).await);
        assert_ne!(error.kind(), ErrorKind::Interrupted, "{length}: {error}");
    }
}
