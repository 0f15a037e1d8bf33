//! What many processes share, on a real `redis-server` that each test starts for itself. These tests
//! alone wait by the clock on the wall.

mod budget;
mod fleet;
mod outage;
mod server;
mod tokens;
mod trouble;

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use endpoint::Clock;
use endpoint::limit::{Ask, Limited, Limiter};
use endpoint::redis::Redis;
use endpoint::transport::BoxFuture;

use self::server::RedisServer;

const SECOND: Duration = Duration::from_secs(1);

fn redis(server: &RedisServer) -> Redis {
    Redis::new(server.url()).unwrap()
}

/// A clock by which every wait is over at once, and is kept.
#[derive(Debug, Clone, Default)]
struct Hasty(Arc<Mutex<Vec<Duration>>>);

impl Hasty {
    fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Clock for Hasty {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }
}

/// Asks for leave, waits for nothing, and gives it back at once.
async fn ask(limiter: &impl Limiter, within: Option<Duration>) -> Result<(), Limited> {
    let clock = Hasty::default();
    limiter.acquire(Ask::new(within, &clock)).await.map(drop)
}
