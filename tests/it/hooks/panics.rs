//! A hook that panics breaks nothing but its own call.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota};
use endpoint::transport::{BoxFuture, Memory, Reply};
use endpoint::{Answered, Client, Clock, Deprecated, Hooks, Outgoing, Retrying};

use super::{AT_ONCE, USER, ok};
use crate::support::{builder, memory};

/// Panics once, where it is told to.
struct Panics {
    at: &'static str,
    is_over: AtomicBool,
}

impl Panics {
    fn here(&self, at: &str) {
        if at == self.at && !self.is_over.swap(true, Ordering::Relaxed) {
            std::panic::resume_unwind(Box::new("as the test asked"));
        }
    }
}

impl Hooks for Panics {
    fn on_request(&self, _: &mut Outgoing<'_>) {
        self.here("request");
    }

    fn on_response(&self, _: &Answered<'_>) {
        self.here("response");
    }

    fn on_retry(&self, _: &Retrying<'_>) {
        self.here("retry");
    }

    fn on_deprecation(&self, _: &Deprecated<'_>) {
        self.here("deprecation");
    }
}

/// Counts the permits that are out.
#[derive(Debug, Clone, Default)]
struct Counts(Arc<AtomicU32>);

impl Limiter for Counts {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let permit = Permit::new(Out(Arc::clone(&self.0)));
        Box::pin(async { Ok(permit) })
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

struct Out(Arc<AtomicU32>);

impl Drop for Out {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A client whose hook panics once at this place, and how many of its permits are out.
fn panicking(at: &'static str, replies: &Memory) -> (Client, Counts) {
    let permits = Counts::default();
    let is_over = AtomicBool::new(false);
    let client = builder(replies)
        .retry(AT_ONCE)
        .rate_limiter(permits.clone())
        .hooks(Panics { at, is_over })
        .build()
        .unwrap();
    (client, permits)
}

#[tokio::test]
async fn a_hook_that_panics_breaks_its_own_call_alone() {
    for at in ["request", "response", "retry", "deprecation"] {
        let ending = || ok().header("deprecation", "true");
        let replies = memory([Reply::new(503), ending(), ending(), ending()]);
        let (client, permits) = panicking(at, &replies);
        let of_task = client.clone();
        let call = async move { of_task.send(USER).await.map(drop) };
        let panic = tokio::spawn(call).await.unwrap_err().into_panic();
        assert_eq!(panic.downcast_ref(), Some(&"as the test asked"), "{at}");
        assert_eq!(permits.0.load(Ordering::Relaxed), 0, "{at}");
        client.send(USER).await.unwrap();
        assert_eq!(permits.0.load(Ordering::Relaxed), 0, "{at}");
    }
}

#[test]
fn a_hook_that_panics_leaves_a_blocking_client_whole() {
    let replies = memory([ok()]);
    let is_over = AtomicBool::new(false);
    let client = builder(&replies)
        .hooks(Panics {
            at: "request",
            is_over,
        })
        .build_blocking()
        .unwrap();
    let call = AssertUnwindSafe(|| client.send(USER).wait().map(drop));
    assert!(std::panic::catch_unwind(call).is_err());
    client.send(USER).wait().unwrap();
}
