//! A budget of requests and a token that many processes and machines share, on a [Redis] server.
//!
//! ```no_run
//! use std::time::Duration;
//! use endpoint::auth::OAuth2;
//! use endpoint::redis::{RateLimiter, Redis, TokenStore};
//! use endpoint::{Client, Secret};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let redis = Redis::new(Secret::from_env("REDIS_URL")?)?;
//! let secret = Secret::from_env("CLIENT_SECRET")?;
//! let credential = OAuth2::client_credentials("https://auth.example.com/token", "my-app", secret)?
//!     .store(TokenStore::new(&redis, "example"));
//! let client = Client::builder("https://api.example.com")
//!     .credential(credential)
//!     .rate_limiter(RateLimiter::new(&redis, "example", 50, Duration::from_secs(1)))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! One connection serves all that share a [`Redis`] handle, and each decision is one script, which
//! Redis runs in one step.
//!
//! # What is stored
//!
//! Under the name that the limiter or the store is given, here `example`; different uses may have the
//! same name, and different programs on one server should have different ones.
//!
//! | key | type | holds | until |
//! |---|---|---|---|
//! | `endpoint:{example}:times` | sorted set | when requests were sent or may be | the last one's period is over |
//! | `endpoint:{example}:told` | hash | what the API said of its quotas | they are over |
//! | `endpoint:{example}:token` | string | the token, in the clear | another is saved |
//! | `endpoint:{example}:claim` | string | who renews the token, by a random mark | it is saved, or its time is over |
//!
//! # What Redis has to be
//!
//! Version 6 or later, or Valkey; a server by itself, or the master of a replicated one, not a
//! cluster. A user with an [ACL] needs the keys `endpoint:*` and the commands `EVALSHA`,
//! `SCRIPT LOAD`, `TIME`, `ZADD`, `ZCOUNT`, `ZRANGE`, `ZREM`, `ZREMRANGEBYSCORE`, `ZSCORE`,
//! `HGETALL`, `HSET`, `HDEL`, `PEXPIRE`, `GET`, `SET` and `DEL`, and `SELECT` where the URL names a
//! database.
//!
//! [Redis]: https://redis.io
//! [ACL]: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/

mod limiter;
mod outage;
mod scripts;
mod server;
mod token_store;
mod trouble;
mod turn;
mod waiting;

pub use self::limiter::{Fallback, RateLimiter};
pub use self::server::Redis;
pub use self::token_store::TokenStore;

/// All keys of a name are on one node, should there be many.
fn key(name: &str, of: &str) -> String {
    format!("endpoint:{{{name}}}:{of}")
}
