//! A clock that is turned by hand.

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
    fn left(&self) -> Option<Duration> {
        let mut state = self.0.state.lock().unwrap();
        state.sleepers.retain(|(_, wake)| !wake.is_closed());
        let due = state.sleepers.iter().map(|(due, _)| *due).min()?;
        due.checked_sub(state.now)
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
}
