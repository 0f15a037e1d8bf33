//! A transport, a limiter and a clock that let everyone wait a little, and know who still does.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota};
use endpoint::transport::{
    Answer, Body, BoxFuture, Failure, Pieces, Request, Transport, TransportError,
};
use endpoint::{Client, Clock, HeaderMap, Retry, StatusCode};
use futures_core::Stream;

use crate::support::BASE;

/// What may be alive during a call.
const KINDS: [&str; 6] = ["request", "body", "ask", "permit", "sleep", "upload"];

/// How many of each kind there are, and have been.
#[derive(Debug, Default)]
struct Live(Mutex<[(usize, usize); KINDS.len()]>);

/// One that is alive as long as this is.
struct Guard(Arc<Live>, usize);

impl Live {
    fn guard(self: &Arc<Self>, kind: &str) -> Guard {
        let at = KINDS.iter().position(|known| *known == kind).unwrap();
        let count = &mut self.0.lock().unwrap()[at];
        *count = (count.0 + 1, count.1 + 1);
        Guard(Arc::clone(self), at)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.lock().unwrap()[self.1].0 -= 1;
    }
}

/// What a request comes to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A body in these pieces.
    Answer(&'static [&'static str]),
    /// The same, and then the connection is lost.
    Broken(&'static [&'static str]),
    /// Events, and then the connection is lost.
    Events(&'static [&'static str]),
    /// A 503 that says when, with a body.
    Throttled,
    Moved,
    Lost,
}

/// Everything that a client waits for.
#[derive(Debug, Clone)]
struct World {
    live: Arc<Live>,
    steps: Arc<Mutex<VecDeque<Step>>>,
}

/// One call's world, as the test sees it.
pub(super) struct Bench(World);

impl Bench {
    pub(super) fn new(steps: Vec<Step>) -> Self {
        Self(World {
            live: Arc::default(),
            steps: Arc::new(Mutex::new(steps.into())),
        })
    }

    pub(super) fn client(&self) -> Client {
        Client::builder(BASE)
            .transport(self.0.clone())
            .rate_limiter(self.0.clone())
            .clock(self.0.clone())
            .retry(Retry::standard())
            .build()
            .unwrap()
    }

    pub(super) fn assert_nothing_left(&self, polls: usize) {
        for (kind, (alive, _)) in KINDS.iter().zip(*self.0.live.0.lock().unwrap()) {
            assert_eq!(alive, 0, "{kind} left behind after {polls} polls");
        }
    }

    /// Another call of the same client comes to its answer.
    pub(super) fn assert_works(&self, client: &Client) {
        *self.0.steps.lock().unwrap() = [Step::Answer(&["1"])].into();
        let call = Box::pin(async { client.send(super::Get).await.unwrap() });
        assert!(poll(Box::pin(call).as_mut(), 100));
    }

    pub(super) fn assert_nobody_holds_on(&self) {
        assert_eq!(Arc::strong_count(&self.0.live), 1);
    }

    /// Of what there has been one, besides those of `assert_works`.
    pub(super) fn seen(&self) -> Vec<&'static str> {
        let counts = *self.0.live.0.lock().unwrap();
        let of_works =
            |kind: &str| usize::from(["request", "body", "ask", "permit"].contains(&kind));
        let all = KINDS.into_iter().zip(counts);
        all.filter(|(kind, (_, ever))| *ever > of_works(kind))
            .map(|(kind, _)| kind)
            .collect()
    }
}

/// Polls so many times; whether it is done then.
pub(super) fn poll<F: Future>(mut future: Pin<&mut F>, times: usize) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    (0..times).any(|_| future.as_mut().poll(&mut context).is_ready())
}

/// Is ready when it has been asked for so many times.
struct Wait(u32);

impl Wait {
    fn poll(&mut self) -> Poll<()> {
        match self.0.checked_sub(1) {
            Some(left) => {
                self.0 = left;
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Wait::poll(&mut self)
    }
}

impl Transport for World {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let guard = self.live.guard("request");
        Box::pin(async move {
            let mut body = request.into_body();
            while let Some(piece) = std::future::poll_fn(|context| body.poll_piece(context)).await {
                piece?;
            }
            Wait(2).await;
            drop(guard);
            let step = self.steps.lock().unwrap().pop_front().unwrap();
            self.answer(step)
        })
    }
}

impl World {
    fn answer(&self, step: Step) -> Result<Answer, TransportError> {
        let lost = TransportError::new(Failure::Interrupted, "lost");
        let (status, header, pieces, end): (_, _, &[&str], _) = match step {
            Step::Answer(pieces) => (200, ("content-type", "application/json"), pieces, None),
            Step::Broken(pieces) => (200, ("x-broken", "yes"), pieces, Some(lost)),
            Step::Events(pieces) => (
                200,
                ("content-type", "text/event-stream"),
                pieces,
                Some(lost),
            ),
            Step::Throttled => (503, ("retry-after", "1"), &["not", "now"], None),
            Step::Moved => (302, ("location", "/thing"), &["moved"], None),
            Step::Lost => return Err(lost),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header.0, header.1.parse().unwrap());
        Ok(Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Body::new(Slow {
                _guard: self.live.guard("body"),
                wait: Wait(1),
                pieces: pieces.to_vec().into(),
                end,
            }),
        })
    }
}

/// A body whose pieces let one wait.
struct Slow {
    _guard: Guard,
    wait: Wait,
    pieces: VecDeque<&'static str>,
    end: Option<TransportError>,
}

impl Pieces for Slow {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        std::task::ready!(self.wait.poll());
        self.wait = Wait(1);
        let piece = self.pieces.pop_front().map(|piece| Ok(piece.into()));
        Poll::Ready(piece.or_else(|| self.end.take().map(Err)))
    }
}

impl Limiter for World {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        let guard = self.live.guard("ask");
        Box::pin(async move {
            Wait(2).await;
            drop(guard);
            Ok(Permit::new(self.live.guard("permit")))
        })
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        let guard = self.live.guard("ask");
        Box::pin(async move {
            Wait(1).await;
            drop(guard);
        })
    }
}

impl Clock for World {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    /// Delays come to an end, and times never run out.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        if time > Duration::from_secs(5) {
            return Box::pin(std::future::pending());
        }
        let guard = self.live.guard("sleep");
        Box::pin(async move {
            Wait(2).await;
            drop(guard);
        })
    }
}

/// A stream of two pieces, to be sent once.
pub(super) struct Once {
    _guard: Guard,
    wait: Wait,
    left: u32,
}

impl Once {
    pub(super) fn of(bench: &Bench) -> Self {
        Self {
            _guard: bench.0.live.guard("upload"),
            wait: Wait(1),
            left: 2,
        }
    }
}

impl Stream for Once {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        std::task::ready!(self.wait.poll());
        self.wait = Wait(1);
        Poll::Ready(match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Some(Ok("piece".into()))
            }
            None => None,
        })
    }
}
