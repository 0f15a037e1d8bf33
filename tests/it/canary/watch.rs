//! Looks for what was planted, and answers with it.

use std::collections::HashSet;
use std::fmt::{Debug, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use endpoint::transport::{Answer, Body, BoxFuture, Pieces, Request, Transport, TransportError};
use endpoint::{ApiError, CallError, Error, Response};
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::find::leaks;
use crate::support::{Trace, shown};

/// What is planted; it has to be escaped in a URL, and what is left of it there can still be told.
pub(super) const CANARY: &str = "c4n4ry&+/";
/// Looks at everything that is shown and logged.
pub(super) struct Watch {
    trace: Trace,
    pub(super) seen: String,
    /// What hooks were shown.
    pub(super) spied: Arc<Mutex<String>>,
    /// What has been unwrapped, since a panic takes its time.
    panicked: HashSet<String>,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self {
            trace: Trace::start(),
            seen: String::new(),
            spied: Arc::default(),
            panicked: HashSet::new(),
        }
    }

    pub(super) fn look(&mut self, value: &dyn Debug) {
        write!(self.seen, "{value:?}\n{value:#?}\n").unwrap();
    }

    pub(super) fn result<T, B>(&mut self, result: Result<Response<T>, Error<B>>)
    where
        B: Debug + 'static,
    {
        self.value(result);
    }

    /// Looks at all but the value, which is there to be shown.
    pub(super) fn value<T, B>(&mut self, result: Result<Response<T>, Error<B>>) -> Option<T>
    where
        B: Debug + 'static,
    {
        match result {
            Ok(response) => {
                self.look(&response.meta);
                Some(response.value)
            }
            Err(error) => {
                self.seen.push_str(&shown(&error));
                match error {
                    Error::Api(refusal) => {
                        self.refusal(&refusal);
                        self.panic("Api", refusal);
                    }
                    Error::Call(error) => {
                        self.failure(&error);
                        self.panic(&format!("{:?}", error.kind()), error);
                    }
                }
                None
            }
        }
    }

    pub(super) fn refusal<B: 'static>(&mut self, refusal: &ApiError<B>) {
        self.seen.push_str(&shown(refusal));
        self.look(refusal.meta());
        self.look(&refusal.message());
    }

    pub(super) fn error(&mut self, error: &(dyn std::error::Error + 'static)) {
        self.seen.push_str(&shown(error));
    }

    pub(super) fn failure(&mut self, error: &CallError) {
        self.seen.push_str(&shown(error));
        self.look(&error.answer());
        self.look(&error.path());
    }

    /// Looks at what a program says that unwraps an error.
    fn panic(&mut self, kind: &str, error: impl Debug) {
        if !self.panicked.insert(kind.to_owned()) {
            return;
        }
        let panic = catch_unwind(AssertUnwindSafe(|| unwrap(Err(error)))).unwrap_err();
        self.seen.push_str(panic.downcast_ref::<String>().unwrap());
        self.seen.push('\n');
    }

    /// What has come to light.
    pub(super) fn text(&self) -> String {
        let spied = self.spied.lock().unwrap();
        format!("{}\n{spied}\n{}", self.seen, self.trace.text())
    }

    pub(super) fn end(self) {
        let text = self.text();
        let found = leaks(&text);
        assert!(found.is_empty(), "a secret came out:\n{found:#?}");
    }
}

fn unwrap(result: Result<(), impl Debug>) {
    result.unwrap();
}

/// Answers with what it was sent: all header values, the target and the body in one text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Echo(pub(super) Told);

/// Makes a status and a body of the echo.
pub(super) type Told = fn(&str) -> (u16, String);

impl Transport for Echo {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let mut echo = request.target().to_owned();
        for value in request.headers().values() {
            write!(echo, " {}", value.to_str().unwrap()).unwrap();
        }
        let body = request
            .body()
            .bytes()
            .map(|body| String::from_utf8_lossy(body).into_owned());
        echo.push_str(&body.unwrap_or_default());
        assert!(!leaks(&echo).is_empty(), "nothing was planted in {echo}");
        let (status, body) = (self.0)(&echo);
        let mut headers = HeaderMap::new();
        headers.insert("x-echo", HeaderValue::try_from(&echo).unwrap());
        headers.insert(
            LOCATION,
            HeaderValue::try_from(format!("/?echo={echo}")).unwrap(),
        );
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Body::new(Once(Some(body.into()))),
        };
        Box::pin(async { Ok(answer) })
    }
}

pub(super) struct Once(pub(super) Option<bytes::Bytes>);

impl Pieces for Once {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<bytes::Bytes, TransportError>>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// Without this the tests here would also pass if nobody looked.
#[test]
fn what_is_logged_shown_or_unwrapped_is_found() {
    type Leak = fn(&mut Watch);
    let leaks_of: [(&str, Leak); 5] = [
        (
            "logged",
            |_| tracing::trace!(target: "h2", secret = CANARY, "frame"),
        ),
        ("in a span", |_| {
            drop(tracing::info_span!("call", url = CANARY));
        }),
        ("shown", |watch| watch.look(&Some(CANARY))),
        ("unwrapped", |watch| watch.panic("kind", CANARY)),
        ("told to a hook", |watch| {
            watch.spied.lock().unwrap().push_str(CANARY);
        }),
    ];
    for (how, leak) in leaks_of {
        let mut watch = Watch::start();
        assert!(leaks(&watch.text()).is_empty());
        leak(&mut watch);
        assert!(!leaks(&watch.text()).is_empty(), "{how}");
    }
}
