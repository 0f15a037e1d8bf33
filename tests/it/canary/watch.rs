//! Looks for what was planted, and answers with it.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use endpoint::transport::{Answer, Body, BoxFuture, Pieces, Request, Transport, TransportError};
use endpoint::{ApiError, CallError, Error, Response};
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::support::{Trace, shown};

/// What is planted; it has to be escaped in a URL, and what is left of it there can still be told.
pub(super) const CANARY: &str = "c4n4ry&+/";
/// What must not be found: the canary in any spelling, and as Basic authentication writes it.
pub(super) const TRACES: [&str; 2] = ["c4n4ry", "OmM0bjRy"];

/// Looks at everything that is shown and logged.
pub(super) struct Watch {
    trace: Trace,
    pub(super) seen: String,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self {
            trace: Trace::start(),
            seen: String::new(),
        }
    }

    pub(super) fn look(&mut self, value: &dyn Debug) {
        write!(self.seen, "{value:?}\n{value:#?}\n").unwrap();
    }

    pub(super) fn result<T, B>(&mut self, result: Result<Response<T>, Error<B>>)
    where
        T: Debug,
        B: Debug + 'static,
    {
        match result {
            Ok(response) => self.look(&response.meta),
            Err(error) => {
                self.seen.push_str(&shown(&error));
                match error {
                    Error::Api(refusal) => self.refusal(&refusal),
                    Error::Call(error) => self.failure(&error),
                }
            }
        }
    }

    pub(super) fn refusal<B: 'static>(&mut self, refusal: &ApiError<B>) {
        self.seen.push_str(&shown(refusal));
        self.look(refusal.meta());
        self.look(&refusal.message());
    }

    pub(super) fn failure(&mut self, error: &CallError) {
        self.seen.push_str(&shown(error));
        self.look(&error.answer());
        self.look(&error.path());
    }

    pub(super) fn end(self) {
        let seen = self.seen + &self.trace.text();
        let has_trace = |line: &&str| TRACES.iter().any(|trace| line.contains(trace));
        let found: BTreeSet<_> = seen.lines().filter(has_trace).collect();
        assert!(found.is_empty(), "the secret came out:\n{found:#?}");
    }
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
        assert!(
            TRACES.iter().any(|trace| echo.contains(trace)),
            "nothing was planted in {echo}"
        );
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

struct Once(Option<bytes::Bytes>);

impl Pieces for Once {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<bytes::Bytes, TransportError>>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}
