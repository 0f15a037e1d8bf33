//! What each client has to do, and how it is done many times over.

use std::hint::black_box;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, join_all};
use serde::Serialize;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::Failure;
use crate::answers::strip;

/// The three calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Snyk,
    EdgeImpulse,
    List,
}

pub(crate) const CALLS: [Call; 3] = [Call::Snyk, Call::EdgeImpulse, Call::List];

impl Call {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Snyk => "snyk",
            Self::EdgeImpulse => "edge-impulse",
            Self::List => "list",
        }
    }

    pub(crate) fn by_name(name: &str) -> Self {
        let call = CALLS.into_iter().find(|call| call.name() == name);
        call.expect("the name of a call")
    }
}

/// A client of all three.
pub(crate) trait Peer: Sync {
    /// Whether its futures are ready at once, since it waits inside of them.
    const BLOCKS: bool = false;

    /// The results of an export: its id and attributes.
    async fn export(&self) -> Result<(String, impl Serialize), Failure>;

    /// An export in its envelope.
    async fn inner_export(&self) -> Result<impl Serialize, Failure>;

    /// A list of 100 items.
    async fn issues(&self) -> Result<impl Serialize, Failure>;
}

/// The same, for any client; its futures are boxed once for many calls.
pub(crate) trait AnyPeer: Sync {
    fn blocks(&self) -> bool;

    /// Calls one after the other.
    fn calls(&self, call: Call, count: u32) -> LocalBoxFuture<'_, ()>;

    /// How long each of them takes.
    fn times(&self, call: Call, count: u32) -> LocalBoxFuture<'_, Vec<Duration>>;

    /// What one comes to, as JSON without what is null.
    fn value(&self, call: Call) -> LocalBoxFuture<'_, Value>;
}

impl<P: Peer> AnyPeer for P {
    fn blocks(&self) -> bool {
        P::BLOCKS
    }

    fn calls(&self, call: Call, count: u32) -> LocalBoxFuture<'_, ()> {
        async move {
            for _ in 0..count {
                once(self, call).await;
            }
        }
        .boxed_local()
    }

    fn times(&self, call: Call, count: u32) -> LocalBoxFuture<'_, Vec<Duration>> {
        async move {
            let mut times = Vec::new();
            for _ in 0..count {
                let start = Instant::now();
                once(self, call).await;
                times.push(start.elapsed());
            }
            times
        }
        .boxed_local()
    }

    fn value(&self, call: Call) -> LocalBoxFuture<'_, Value> {
        async move {
            let value = match call {
                Call::Snyk => serde_json::to_value(self.export().await.expect("an export")),
                Call::EdgeImpulse => {
                    serde_json::to_value(self.inner_export().await.expect("an export"))
                }
                Call::List => serde_json::to_value(self.issues().await.expect("a list")),
            };
            let mut value = value.expect("JSON");
            strip(&mut value);
            value
        }
        .boxed_local()
    }
}

async fn once(peer: &impl Peer, call: Call) {
    match call {
        Call::Snyk => drop(black_box(peer.export().await.expect("an export"))),
        Call::EdgeImpulse => drop(black_box(peer.inner_export().await.expect("an export"))),
        Call::List => drop(black_box(peer.issues().await.expect("a list"))),
    }
}

/// A client, and what its calls run on.
pub(crate) struct Caller {
    peer: Box<dyn AnyPeer>,
    runtime: Runtime,
}

impl Caller {
    pub(crate) fn new(peer: Box<dyn AnyPeer>) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self { peer, runtime }
    }

    pub(crate) fn value(&self, call: Call) -> Value {
        self.wait(self.peer.value(call))
    }

    pub(crate) fn calls(&self, call: Call, count: u32) {
        self.wait(self.peer.calls(call, count));
    }

    pub(crate) fn times(&self, call: Call, count: u32) -> Vec<Duration> {
        self.wait(self.peer.times(call, count))
    }

    fn wait<T>(&self, future: LocalBoxFuture<'_, T>) -> T {
        if self.peer.blocks() {
            future.now_or_never().expect("a call that does not wait")
        } else {
            self.runtime.block_on(future)
        }
    }

    /// So many calls, `width` of them at a time: on one thread, but for a blocking client's.
    pub(crate) fn side_by_side(&self, call: Call, count: u32, width: u32) {
        let peer = &*self.peer;
        let each = count / width;
        if !peer.blocks() {
            let all = (0..width).map(|_| peer.calls(call, each));
            self.runtime.block_on(join_all(all));
            return;
        }
        std::thread::scope(|scope| {
            for _ in 0..width {
                scope.spawn(|| peer.calls(call, each).now_or_never().expect("calls"));
            }
        });
    }
}
