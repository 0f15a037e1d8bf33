//! The same on real connections: the server sees that nobody waits any more.

use std::sync::Arc;

use endpoint::{Hooks, Retry, Retrying};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::yield_now;

use super::{Get, GetFile};
use crate::support::{After, HandClock, WireServer, response};
use crate::transports::Over;

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_ends_its_connection() {
    for over in Over::ALL {
        for reply in ["", "HTTP/1.1 200", HEAD, &format!("{HEAD}[1,")] {
            let server = WireServer::start().await;
            server.reply(reply, After::KeepOpen);
            let client = over.builder(&server.url()).build().unwrap();
            let call = tokio::spawn(client.send(Get).into_future());
            while server.requests().is_empty() {
                yield_now().await;
            }
            call.abort();
            assert!(call.await.unwrap_err().is_cancelled());
            server.ended(1).await;
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_ends_its_connection() {
    for over in Over::ALL {
        let server = WireServer::start().await;
        server.reply(format!("{HEAD}abc"), After::KeepOpen);
        let client = over.builder(&server.url()).build().unwrap();
        let mut file = client.send(GetFile).await.unwrap();
        assert_eq!(file.chunk().await.unwrap().unwrap(), "abc");
        drop(file);
        server.ended(1).await;
    }
}

/// Says when a call is about to wait for its next attempt.
#[derive(Clone, Default)]
struct Told(Arc<Notify>);

impl Hooks for Told {
    fn on_retry(&self, _: &Retrying<'_>) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_between_its_attempts_leaves_its_connection_to_the_next() {
    for over in Over::ALL {
        let server = WireServer::answering([
            response("503 Service Unavailable", "Retry-After: 7\r\n", "later"),
            response("200 OK", "", "1"),
        ])
        .await;
        let (clock, told) = (HandClock::default(), Told::default());
        let builder = over.builder(&server.url()).clock(clock.clone());
        let client = builder
            .hooks(told.clone())
            .retry(Retry::standard())
            .build()
            .unwrap();
        let call = tokio::spawn(client.send(Get).into_future());
        told.0.notified().await;
        while clock.sleepers() == 0 {
            yield_now().await;
        }
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        assert_eq!(clock.sleepers(), 0);
        assert_eq!(client.send(Get).await.unwrap().text(), "1");
        let connections: Vec<usize> = server
            .requests()
            .iter()
            .map(|request| request.connection)
            .collect();
        assert_eq!(connections, [0, 0]);
    }
}

#[tokio::test]
async fn when_a_call_and_its_client_are_dropped_no_task_is_left() {
    let tasks = || Handle::current().metrics().num_alive_tasks();
    for over in Over::ALL {
        let server = WireServer::start().await;
        server.reply("", After::KeepOpen);
        let before = tasks();
        let client = over.builder(&server.url()).build().unwrap();
        let mut call = Box::pin(client.send(Get).into_future());
        while server.requests().is_empty() {
            tokio::select! {
                biased;
                _ = &mut call => panic!("nobody has answered"),
                () = yield_now() => {}
            }
        }
        assert!(tasks() > before);
        drop((call, client));
        while tasks() > before {
            yield_now().await;
        }
        drop(server);
        while tasks() > 0 {
            yield_now().await;
        }
    }
}
