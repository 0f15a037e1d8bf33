//! A time that Redis reserves for a call.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::runtime::Handle;

use super::scripts::GIVE_BACK;
use super::server::{ANSWER, Question, Redis};

/// Where the marks come from by which Redis tells apart who asks.
#[derive(Debug)]
pub(super) struct Marks {
    /// Of this limiter, among those of all processes.
    random: u64,
    count: AtomicU64,
}

impl Marks {
    pub(super) fn new() -> Self {
        Self {
            random: crate::clock::random(),
            count: AtomicU64::new(0),
        }
    }

    pub(super) fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:x}-{count:x}", self.random)
    }
}

/// Who waits for its time; a call that is dropped before gives it back, as far as it can.
pub(super) struct Turn<'a> {
    redis: &'a Redis,
    keys: &'a [String; 2],
    pub(super) mark: String,
    /// When Redis last spoke of the time, in microseconds of its clock; 0 as long as there is none.
    pub(super) asked: u64,
    is_over: bool,
}

impl<'a> Turn<'a> {
    pub(super) fn new(redis: &'a Redis, keys: &'a [String; 2], mark: String) -> Self {
        Self {
            redis,
            keys,
            mark,
            asked: 0,
            is_over: false,
        }
    }

    pub(super) fn has_time(&self) -> bool {
        self.asked > 0
    }

    /// There is nothing to give back, or no more.
    pub(super) fn end(mut self) {
        self.is_over = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(runtime) = Handle::try_current().ok().filter(|_| !self.is_over) else {
            return;
        };
        let (redis, keys) = (self.redis.clone(), self.keys.clone());
        let (mark, asked) = (std::mem::take(&mut self.mark), self.asked);
        // Nothing can be awaited here. The task ends with the answer, or without one in time.
        runtime.spawn(async move {
            let mut script = GIVE_BACK.prepare_invoke();
            script.key(&keys).arg(mark).arg(asked);
            let _: Result<(), _> = redis.ask(Question::Script(&script), ANSWER).await;
        });
    }
}
