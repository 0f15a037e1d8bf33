//! Access tokens: how they are asked for, when they are renewed, where they are kept, and what is
//! said when there are none. Time is the tests' own.

mod answers;
mod broken_stores;
mod clients;
mod files;
mod grants;
mod login;
mod refused;
mod renewal;
mod rotation;
mod secrets;
mod servers;
mod shelf;
mod stores;

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, SystemTime};

use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::Token;
use endpoint::transport::Reply;
use endpoint::{CallError, Client, ClientBuilder, ErrorKind, NoContent, Undescribed, endpoint};

use self::servers::Servers;
use crate::support::{BASE, HandClock, failed};

const TOKEN_URL: &str = "https://auth.test/token";

#[endpoint(GET "/thing" -> NoContent)]
struct Get;

#[endpoint(POST "/thing" -> NoContent)]
struct Post {
    #[body]
    body: endpoint::Upload,
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The first moment of the tests.
fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + seconds(1_000_000_000)
}

fn clock() -> HandClock {
    HandClock::at(start())
}

fn builder(servers: &Servers, clock: &HandClock, by: OAuth2) -> ClientBuilder<Undescribed, OAuth2> {
    Client::builder(BASE)
        .transport(servers.clone())
        .clock(clock.clone())
        .credential(by)
}

fn client(servers: &Servers, clock: &HandClock, by: OAuth2) -> Client<Undescribed, OAuth2> {
    builder(servers, clock, by).build().unwrap()
}

/// By the program's own id and secret.
fn own() -> OAuth2 {
    OAuth2::client_credentials(TOKEN_URL, "app", "s3cret").unwrap()
}

/// By a refresh token.
fn by_refresh() -> OAuth2 {
    OAuth2::refresh_token(TOKEN_URL, "refresh-0").unwrap()
}

/// A token of which nothing is known but what it is renewed by.
fn old() -> Token {
    let mut token = Token::new("old");
    token.refresh = Some("refresh-0".into());
    token
}

fn by_old() -> OAuth2 {
    OAuth2::token(TOKEN_URL, old()).unwrap()
}

/// A token that lives for this long.
fn lives(access: &str, seconds: u64) -> Reply {
    Reply::json(
        200,
        format!(r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":{seconds}}}"#),
    )
}

/// The same with a refresh token.
fn rotates(access: &str, seconds: u64, refresh: &str) -> Reply {
    Reply::json(
        200,
        format!(
            r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":{seconds},"refresh_token":"{refresh}"}}"#
        ),
    )
}

fn no(code: &str) -> Reply {
    Reply::json(400, format!(r#"{{"error":"{code}"}}"#))
}

/// Lets a call go as far as it comes, which is not to its end.
async fn begin<F: Future>(servers: &Servers, call: &mut Pin<Box<F>>) {
    tokio::select! {
        biased;
        _ = call => panic!("the call came to an end"),
        () = servers.settle() => {}
    }
}

/// Does something without a runtime: files are read and written at once, and nothing goes on
/// behind.
fn alone<F: Future>(work: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            Poll::Pending => thread::park(),
        }
    }
}

/// Makes a call that is to succeed.
async fn call(client: &Client<Undescribed, OAuth2>) {
    client.send(Get {}).await.unwrap();
}

/// Makes a call that is to fail for want of a token.
async fn fails(client: &Client<Undescribed, OAuth2>) -> CallError {
    let error = failed(client.send(Get {}).await);
    assert_eq!(error.kind(), ErrorKind::Auth, "{error}");
    error
}
