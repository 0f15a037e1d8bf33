//! Transports that need no network, and what they are given.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use endpoint::transport::{
    Answer, BoxFuture, Failure, Hyper, Memory, Reply, Request, Tower, Transport, TransportError,
};
use endpoint::{CallError, Client, ErrorKind, Json, endpoint};

use super::plain;
use crate::support::{BASE, client, failed, memory, shown};

#[endpoint(GET "/user/<id>" -> Json)]
struct GetUser {
    id: String,
    #[query]
    key: Option<String>,
}

fn user() -> GetUser {
    GetUser {
        id: "1".into(),
        key: None,
    }
}

/// The output of a future that is ready at once, without any runtime.
fn ready<F: IntoFuture>(future: F) -> F::Output {
    let future = pin!(future.into_future());
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits for something"),
    }
}

#[test]
fn without_a_tokio_runtime_there_is_an_error_and_no_panic() {
    let url = "http://127.0.0.1:9";
    let over_hyper = Client::builder(url).transport(Hyper::new().unwrap());
    for client in [Client::new(url), over_hyper.build()] {
        let error = failed(ready(client.unwrap().send(user())));
        assert_final(&error);
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("no Tokio runtime"), "{cause}");
    }
}

#[test]
fn memory_needs_no_runtime() {
    let client = client(&memory([Reply::json(200, "1")]));
    assert_eq!(ready(client.send(user())).unwrap().text(), "1");
}

#[test]
fn memory_without_a_reply_cannot_send() {
    let client = Client::builder(BASE).transport(Memory::new());
    let error = failed(ready(client.build().unwrap().send(user())));
    assert_final(&error);
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("no reply is left"), "{cause}");
}

#[tokio::test]
async fn https_over_connections_without_tls_cannot_be_sent() {
    let over_hyper = Client::builder(BASE).transport(Hyper::from_client(plain()));
    let over_tower = Client::builder(BASE).transport(Tower::new(plain()));
    for builder in [over_hyper, over_tower] {
        let error = failed(builder.build().unwrap().send(user()).await);
        assert_final(&error);
        assert!(shown(&error).contains("scheme is not http"), "{error:?}");
    }
}

/// Nothing was sent, and another attempt would come to the same, so that there was none.
fn assert_final(error: &CallError) {
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.is_retryable(), "{error:?}");
    assert_eq!(error.attempts(), 1);
}

/// Sees what a transport sees, and says no.
#[derive(Debug)]
struct Nobody;

impl Transport for Nobody {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let seen = format!(
            "{} {} {} {request:?}",
            request.method(),
            request.origin(),
            request.target(),
        );
        Box::pin(async { Err(TransportError::new(Failure::Interrupted, seen)) })
    }
}

#[tokio::test]
async fn a_transport_of_ones_own_gets_the_request_and_shows_no_query() {
    let client = Client::builder("https://api.test/v1")
        .transport(Nobody)
        .build()
        .unwrap();
    let error = failed(
        client
            .send(GetUser {
                id: "a b".into(),
                key: Some("planted".into()),
            })
            .await,
    );
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    let seen = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(
        seen,
        "GET https://api.test/v1 /v1/user/a%20b?key=planted Request(GET https://api.test/v1/user/a%20b)"
    );
}
