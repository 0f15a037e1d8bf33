//! Who downloads to which path, in this process.

use std::collections::HashMap;
use std::future::poll_fn;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// The right to write to a path; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Claim(Mark);

/// What tells a claim from earlier ones to the same path.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    path: Arc<PathBuf>,
    number: u64,
}

#[derive(Debug)]
struct Taken {
    number: u64,
    /// Whether a download that is waited for has it. Else it is with the last work on the disk, behind
    /// which it is given back or, if that began a download, held again.
    is_held: bool,
    waiting: Vec<Waker>,
}

static TAKEN: LazyLock<Mutex<HashMap<Arc<PathBuf>, Taken>>> = LazyLock::new(Mutex::default);

fn taken() -> MutexGuard<'static, HashMap<Arc<PathBuf>, Taken>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Claim {
    /// Takes the path, unless another download holds it. One that was given up has a last batch to
    /// write, which is waited for.
    pub(super) async fn take(path: PathBuf) -> Option<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);

        let path = Arc::new(path);
        poll_fn(|context| {
            let mut all = taken();
            match all.get_mut(&path) {
                Some(taken) if taken.is_held => return Poll::Ready(None),
                Some(taken) => {
                    taken.waiting.push(context.waker().clone());
                    return Poll::Pending;
                }
                None => {}
            }
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let taken = Taken {
                number,
                is_held: true,
                waiting: Vec::new(),
            };
            all.insert(Arc::clone(&path), taken);
            let path = Arc::clone(&path);
            Poll::Ready(Some(Self(Mark { path, number })))
        })
        .await
    }

    /// A download that is waited for has it again.
    pub(super) fn hold(&self) {
        self.set_held(true);
    }

    /// It goes to work on the disk, for which nobody may wait any more when it is done.
    pub(super) fn pass(&self) {
        self.set_held(false);
    }

    fn set_held(&self, is_held: bool) {
        let mut waiting = Vec::new();
        if let Some(taken) = taken().get_mut(&self.0.path) {
            taken.is_held = is_held;
            waiting = std::mem::take(&mut taken.waiting);
        }
        waiting.into_iter().for_each(Waker::wake);
    }

    pub(super) fn mark(&self) -> Mark {
        self.0.clone()
    }
}

impl Mark {
    /// Waits until the claim is given back.
    pub(super) async fn given_back(&self) {
        poll_fn(|context| match taken().get_mut(&self.path) {
            Some(taken) if taken.number == self.number => {
                taken.waiting.push(context.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
        .await;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let gone = taken().remove(&self.0.path);
        let waiting = gone.map(|gone| gone.waiting).unwrap_or_default();
        waiting.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Context;

    use super::*;

    fn poll<F: Future>(future: F) -> Poll<F::Output> {
        pin!(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    fn take(path: &str) -> Poll<Option<Claim>> {
        poll(Claim::take(path.into()))
    }

    #[test]
    fn a_path_is_one_downloads_until_it_is_given_back() {
        let first = take("/claims/one");
        assert!(matches!(first, Poll::Ready(Some(_))));
        assert!(matches!(take("/claims/one"), Poll::Ready(None)));
        assert!(matches!(take("/claims/other"), Poll::Ready(Some(_))));
        drop(first);
        assert!(matches!(take("/claims/one"), Poll::Ready(Some(_))));
    }

    #[test]
    fn what_passes_is_waited_for() {
        let Poll::Ready(Some(first)) = take("/claims/passing") else {
            panic!()
        };
        let mark = first.mark();
        first.pass();
        let mut second = pin!(Claim::take("/claims/passing".into()));
        assert!(poll(second.as_mut()).is_pending());
        first.hold();
        assert!(matches!(poll(second), Poll::Ready(None)));
        assert!(poll(mark.given_back()).is_pending());
        drop(first);
        assert!(poll(mark.given_back()).is_ready());
        let next = take("/claims/passing");
        assert!(matches!(next, Poll::Ready(Some(_))));
        assert!(poll(mark.given_back()).is_ready());
    }
}
