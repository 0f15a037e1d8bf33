//! The connection to a Redis server: opened when it is needed, and anew when it is lost.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::{
    AsyncConnectionConfig, Cmd, FromRedisValue, RedisError, RedisResult, ScriptInvocation,
};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use super::trouble::Trouble;
use crate::auth::Secret;
use crate::error::BuildError;

/// For how long Redis is waited for, connecting included.
pub(super) const ANSWER: Duration = Duration::from_secs(2);
const CONNECT: Duration = Duration::from_secs(1);

/// For how long a server that could not be reached is not asked again.
const PAUSE: Duration = Duration::from_millis(250);

/// A Redis server, which many processes share. Clones use the same connection.
///
/// ```
/// use endpoint::redis::Redis;
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let redis = Redis::new("redis://:a-password@10.0.0.7:6379/2")?;
/// assert_eq!(format!("{redis:?}"), r#"Redis("10.0.0.7:6379")"#);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Redis(Arc<Link>);

struct Link {
    client: ::redis::Client,
    /// Host and port.
    place: String,
    state: Mutex<State>,
    /// Held by whoever opens a connection.
    opening: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
enum State {
    Closed,
    Open(Arc<MultiplexedConnection>),
    /// It is not asked before then.
    Away(Instant, Trouble),
}

/// What Redis is asked.
pub(super) enum Question<'a> {
    Command(&'a Cmd),
    Script(&'a ScriptInvocation<'a>),
}

impl Redis {
    /// The server of this URL: `redis://[user:password@]host[:port][/database]`, or
    /// `redis+unix:///path` for a socket. Nothing is sent yet: the connection is opened when it is
    /// needed, and anew when it is lost, so a server may come later than the program.
    ///
    /// A `rediss://` URL, which is TLS, is taken where the program turns on TLS in the crate `redis`
    /// itself, in the version that this crate uses: by its feature `tokio-rustls-comp` and a
    /// [crypto provider of rustls] for the process, or by `tokio-native-tls-comp`. Without TLS
    /// whoever sees the network sees the password and the tokens.
    ///
    /// [crypto provider of rustls]: https://docs.rs/rustls/latest/rustls/crypto/struct.CryptoProvider.html#method.install_default
    ///
    /// # Errors
    /// Where the URL is none of these.
    pub fn new(url: impl Into<Secret>) -> Result<Self, BuildError> {
        let url = url.into();
        let client = ::redis::Client::open(url.expose()).map_err(|_| no_url(url.expose()))?;
        Ok(Self(Arc::new(Link {
            place: client.get_connection_info().addr().to_string(),
            client,
            state: Mutex::new(State::Closed),
            opening: tokio::sync::Mutex::default(),
        })))
    }

    /// Asks Redis, and waits for `limit` at the most.
    pub(super) async fn ask<T: FromRedisValue>(
        &self,
        question: Question<'_>,
        limit: Duration,
    ) -> Result<T, Trouble> {
        let link = &*self.0;
        if Handle::try_current().is_err() {
            let what = "there is no Tokio runtime here; make the call within one";
            return Err(Trouble::refused(&link.place, what));
        }
        let deadline = Instant::now() + limit;
        let mut connection = link.connection(deadline).await?;
        let mut answer = question.put(&connection, deadline).await;
        if let Err(error) = &answer
            && link.is_lost(&connection, error)
        {
            connection = link.connection(deadline).await?;
            answer = question.put(&connection, deadline).await;
        }
        answer.map_err(|error| link.trouble(&connection, &error))
    }
}

impl Link {
    /// The connection, opened if there is none. Of those who want one while there is none, one opens
    /// it and the others wait; but for a server that could not be reached nobody else waits.
    async fn connection(&self, deadline: Instant) -> Result<Arc<MultiplexedConnection>, Trouble> {
        let _turn = match self.known() {
            State::Open(connection) => return Ok(connection),
            State::Away(_, trouble) => self.opening.try_lock().map_err(|_| trouble)?,
            State::Closed => timeout_at(deadline, self.opening.lock())
                .await
                .map_err(|_| Trouble::of(&too_late(), &self.place))?,
        };
        match self.known() {
            State::Open(connection) => Ok(connection),
            State::Away(until, trouble) if Instant::now() < until => Err(trouble),
            State::Away(..) | State::Closed => self.open(deadline).await,
        }
    }

    async fn open(&self, deadline: Instant) -> Result<Arc<MultiplexedConnection>, Trouble> {
        // The times are ours.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None);
        let opening = self
            .client
            .get_multiplexed_async_connection_with_config(&config);
        let deadline = deadline.min(Instant::now() + CONNECT);
        let opened = timeout_at(deadline, opening).await;
        match opened.unwrap_or_else(|_| Err(too_late())) {
            Ok(connection) => {
                let connection = Arc::new(connection);
                *self.state() = State::Open(Arc::clone(&connection));
                Ok(connection)
            }
            Err(error) => {
                let trouble = Trouble::of(&error, &self.place);
                *self.state() = State::Away(Instant::now() + PAUSE, trouble.clone());
                Err(trouble)
            }
        }
    }

    /// Whether it is this connection alone that the error came of: the server may have been started
    /// anew since, or someone else may have a new connection by now.
    fn is_lost(&self, connection: &Arc<MultiplexedConnection>, error: &RedisError) -> bool {
        let mut state = self.state();
        if !state.is_open_by(connection) {
            return error.is_io_error();
        }
        let is_lost = error.is_connection_dropped();
        if is_lost {
            *state = State::Closed;
        }
        is_lost
    }

    /// What an error means, for those who come after too.
    fn trouble(&self, connection: &Arc<MultiplexedConnection>, error: &RedisError) -> Trouble {
        let trouble = Trouble::of(error, &self.place);
        let mut state = self.state();
        if trouble.is_away && state.is_open_by(connection) {
            *state = State::Away(Instant::now() + PAUSE, trouble.clone());
        }
        trouble
    }

    fn known(&self) -> State {
        self.state().clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_open_by(&self, connection: &Arc<MultiplexedConnection>) -> bool {
        matches!(self, Self::Open(open) if Arc::ptr_eq(open, connection))
    }
}

impl Question<'_> {
    async fn put<T: FromRedisValue>(
        &self,
        connection: &MultiplexedConnection,
        deadline: Instant,
    ) -> RedisResult<T> {
        let mut connection = connection.clone();
        let answer = async {
            match self {
                Self::Command(command) => command.query_async(&mut connection).await,
                Self::Script(script) => script.invoke_async(&mut connection).await,
            }
        };
        let answer = timeout_at(deadline, answer).await;
        answer.unwrap_or_else(|_| Err(too_late()))
    }
}

fn too_late() -> RedisError {
    io::Error::from(io::ErrorKind::TimedOut).into()
}

fn no_url(url: &str) -> BuildError {
    let scheme = url.split(':').next().unwrap_or_default();
    BuildError::new(match scheme {
        "rediss" | "valkeys" => {
            "the URL asks for TLS, which the crate `redis` has not been built with; turn on its feature `tokio-rustls-comp`"
        }
        _ => {
            "the URL of the Redis server cannot be read; write `redis://[user:password@]host[:port][/database]`, and percent-encode what is special in the password"
        }
    })
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Redis").field(&self.0.place).finish()
    }
}
