//! What connections are kept for, and who follows redirects.

use endpoint::{Bytes, Download, endpoint};
use tokio::runtime::{Builder, Runtime};

use super::Over;
use crate::support::{After, WireServer, redirect_to, response};

over_each!(
    a_connection_is_kept_for_the_next_call,
    a_connection_that_has_gone_stale_is_not_used,
    a_connection_that_is_to_be_closed_is_not_used,
    a_connection_whose_answer_is_being_read_is_not_used,
    calls_at_once_have_connections_of_their_own,
    redirects_are_the_clients_to_follow,
);

#[endpoint(GET "/item" -> Bytes)]
struct Get;

#[endpoint(GET "/item" -> Download)]
struct GetFile;

#[endpoint(GET "/item" -> Bytes, redirect = follow)]
struct GetThere;

fn ok() -> String {
    response("200 OK", "", "ok")
}

async fn a_connection_is_kept_for_the_next_call(over: Over) {
    let server = WireServer::answering([ok(), ok(), ok()]).await;
    let client = over.calling(&server);
    client.send(Get).await.unwrap();
    client.clone().send(Get).await.unwrap();
    client.download("/item").bytes().await.unwrap();
    let connections: Vec<_> = server.requests().iter().map(|r| r.connection).collect();
    assert_eq!(connections, [0, 0, 0]);
}

async fn a_connection_that_has_gone_stale_is_not_used(over: Over) {
    let server = WireServer::start().await;
    server.reply(ok(), After::Close);
    server.reply(ok(), After::KeepOpen);
    let client = over.calling(&server);
    client.send(Get).await.unwrap();
    server.ended(1).await;
    // Lets the runtime hear of it.
    tokio::task::yield_now().await;
    client.send(Get).await.unwrap();
    assert_eq!(server.requests()[1].connection, 1);
}

async fn a_connection_that_is_to_be_closed_is_not_used(over: Over) {
    let closing = response("200 OK", "Connection: close\r\n", "ok");
    let server = WireServer::answering([closing, ok()]).await;
    let client = over.calling(&server);
    client.send(Get).await.unwrap();
    client.send(Get).await.unwrap();
    assert_eq!(server.requests()[1].connection, 1);
}

async fn a_connection_whose_answer_is_being_read_is_not_used(over: Over) {
    let server = WireServer::start().await;
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
    server.reply(half, After::KeepOpen);
    server.reply(ok(), After::KeepOpen);
    server.reply(ok(), After::KeepOpen);
    let client = over.calling(&server);
    let mut file = client.send(GetFile).await.unwrap();
    assert_eq!(file.chunk().await.unwrap().unwrap(), "abc");
    client.send(Get).await.unwrap();
    drop(file);
    server.ended(1).await;
    client.send(Get).await.unwrap();
    let connections: Vec<_> = server.requests().iter().map(|r| r.connection).collect();
    assert_eq!(connections, [0, 1, 1]);
}

#[test]
fn a_client_goes_on_when_its_runtime_has_ended() {
    let runtime = || {
        let mut builder = Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let servers = Runtime::new().unwrap();
    for over in Over::ALL {
        let server = servers.block_on(WireServer::answering([ok(), ok(), ok(), ok()]));
        let client = over.calling(&server);
        for _ in 0..2 {
            runtime().block_on(async {
                client.send(Get).await.unwrap();
                client.send(Get).await.unwrap();
            });
        }
        let connections: Vec<_> = server.requests().iter().map(|r| r.connection).collect();
        assert_eq!(connections, [0, 0, 1, 1], "{over:?}");
    }
}

async fn calls_at_once_have_connections_of_their_own(over: Over) {
    let server = WireServer::answering([ok(), ok(), ok()]).await;
    let client = over.calling(&server);
    let (a, b, c) = tokio::join!(
        client.send(Get).into_future(),
        client.send(Get).into_future(),
        client.send(Get).into_future(),
    );
    for answer in [a, b, c] {
        assert_eq!(&answer.unwrap()[..], b"ok");
    }
}

async fn redirects_are_the_clients_to_follow(over: Over) {
    let there = WireServer::answering([ok()]).await;
    let to = redirect_to(&format!("{}/there?a=1", there.url()));
    let here = WireServer::answering([to.clone(), to]).await;
    let client = over.calling(&here);
    let refused = client.send(Get).await.unwrap_err();
    assert_eq!(refused.status().unwrap().as_u16(), 302);
    assert!(there.requests().is_empty());
    assert_eq!(&client.send(GetThere).await.unwrap()[..], b"ok");
    assert_eq!(there.request().line(), "GET /there?a=1 HTTP/1.1");
    assert_eq!(there.request().header("referer"), None);
}
