//! A clock that is turned by hand.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use endpoint::Clock;
use endpoint::transport::BoxFuture;
use tokio::sync::{Notify, oneshot};

/// Stands still until it is advanced. Clones are the same clock.
#[derive(Debug, Clone)]
pub(crate) struct HandClock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    started_at: SystemTime,
    state: Mutex<State>,
    asleep: Notify,
}

#[derive(Debug, Default)]
struct State {
    now: Duration,
    /// What its dice show; the operating system's where that is not said.
    random: Option<u64>,
    sleepers: Vec<(Duration, oneshot::Sender<()>)>,
}

impl HandClock {
    /// A clock that begins at this date.
    pub(crate) fn at(started_at: SystemTime) -> Self {
        Self(Arc::new(Shared {
            started_at,
            state: Mutex::default(),
            asleep: Notify::new(),
        }))
    }

    /// Lets its dice show this from now on: 0 is the least that they can, `u64::MAX` the most.
    pub(crate) fn throw(&self, random: u64) {
        self.0.state.lock().unwrap().random = Some(random);
    }

    pub(crate) fn advance(&self, time: Duration) {
        let mut state = self.0.state.lock().unwrap();
        state.now += time;
        let now = state.now;
        let is_due = |sleeper: &mut (Duration, _)| sleeper.0 <= now;
        for (_, wake) in state.sleepers.extract_if(.., is_due) {
            let _ = wake.send(());
        }
    }

    /// Waits until someone waits for the clock, and turns it by as much as that takes: by how much, it says.
    pub(crate) async fn advance_to_next(&self) -> Duration {
        loop {
            self.0.asleep.notified().await;
            if let Some(left) = self.left() {
                self.advance(left);
                return left;
            }
        }
    }

    /// How long it is until the next of those who still wait.
    pub(crate) fn left(&self) -> Option<Duration> {
        let mut state = self.0.state.lock().unwrap();
        state.sleepers.retain(|(_, wake)| !wake.is_closed());
        let due = state.sleepers.iter().map(|(due, _)| *due).min()?;
        due.checked_sub(state.now)
    }

    /// Awaits a call, and turns the clock whenever it waits for it; says how long each of the waits was.
    pub(crate) async fn run<F: IntoFuture>(&self, call: F) -> (F::Output, Vec<Duration>) {
        let mut call = pin!(call.into_future());
        let mut waits = Vec::new();
        loop {
            tokio::select! {
                biased;
                done = &mut call => return (done, waits),
                wait = self.advance_to_next() => waits.push(wait),
            }
        }
    }

    /// How many still wait for it.
    pub(crate) fn sleepers(&self) -> usize {
        let mut state = self.0.state.lock().unwrap();
        state.sleepers.retain(|(_, wake)| !wake.is_closed());
        state.sleepers.len()
    }

    /// Awaits a call that does not end unless it waits for the clock once; says how long that was.
    pub(crate) async fn expire<F: IntoFuture>(&self, call: F) -> (F::Output, Duration) {
        tokio::join!(call.into_future(), self.advance_to_next())
    }
}

impl Default for HandClock {
    fn default() -> Self {
        Self::at(SystemTime::UNIX_EPOCH)
    }
}

impl Clock for HandClock {
    fn now(&self) -> Duration {
        self.0.state.lock().unwrap().now
    }

    fn date(&self) -> SystemTime {
        self.0.started_at + self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let (wake, woken) = oneshot::channel();
        let mut state = self.0.state.lock().unwrap();
        let due = state.now + time;
        state.sleepers.push((due, wake));
        self.0.asleep.notify_one();
        Box::pin(async move { drop(woken.await) })
    }

    fn random(&self) -> u64 {
        let thrown = self.0.state.lock().unwrap().random;
        thrown.unwrap_or_else(|| RandomState::new().build_hasher().finish())
    }
}
