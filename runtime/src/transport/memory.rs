//! Answers from memory, for tests.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode};

use super::{Answer, Body, BoxFuture, Failure, Pieces, Request, Transport, TransportError};

/// Answers from memory, for tests: hands out the replies that it was given, in their order, and
/// keeps what was sent.
///
/// A request for which no reply is left fails, as [`Failure::Unable`], so that it is not tried
/// again; it is kept all the same. One that fails before it is sent leaves its reply to the next.
///
/// ```
/// use endpoint::transport::{Memory, Reply};
/// use endpoint::{Client, Json, endpoint};
///
/// #[endpoint(GET "/users/<login>" -> Json)]
/// struct GetUser<'a> { login: &'a str }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let memory = Memory::new();
/// memory.reply(Reply::json(200, r#"{"id": 1}"#));
/// let client = Client::builder("https://api.test").transport(memory.clone()).build()?;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let user = client.send(GetUser { login: "octocat" }).await?;
/// assert_eq!(user.text(), r#"{"id": 1}"#);
/// assert_eq!(memory.sent()[0].url, "https://api.test/users/octocat");
/// # Ok(()) })
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    sent: Vec<Sent>,
}

/// A request that was sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Sent {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The headers, all but those that a connection adds.
    pub headers: HeaderMap,
    /// The body's length in bytes, where it was known before it was sent.
    pub length: Option<u64>,
    /// The body; empty where there is none.
    pub body: Bytes,
}

/// An answer to hand out.
#[derive(Debug, Clone)]
pub struct Reply(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Answer {
        status: StatusCode,
        headers: HeaderMap,
        pieces: Vec<Bytes>,
        end: End,
    },
    Fails(Failure),
    Silent,
}

/// What comes behind the pieces of a body.
#[derive(Debug, Clone, Copy)]
enum End {
    Whole,
    Interrupted,
    Silent,
}

impl Memory {
    /// With no replies yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reply behind those that are there.
    pub fn reply(&self, reply: Reply) {
        self.lock().replies.push_back(reply);
    }

    /// What was sent so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.lock().sent.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self, mut request: Request) -> Result<Option<Answer>, TransportError> {
        let mut sent = Sent {
            url: request.url()?.to_string(),
            method: request.method,
            headers: request.headers,
            length: request.body.length(),
            body: Bytes::new(),
        };
        let mut body = BytesMut::new();
        while let Some(piece) = poll_fn(|context| request.body.poll_piece(context)).await {
            body.extend_from_slice(&piece?);
        }
        sent.body = body.freeze();
        self.exchange(sent)
    }

    fn exchange(&self, sent: Sent) -> Result<Option<Answer>, TransportError> {
        let mut state = self.lock();
        state.sent.push(sent);
        match state.replies.pop_front().map(|reply| reply.0) {
            Some(Kind::Answer {
                status,
                headers,
                pieces,
                end,
            }) => Ok(Some(Answer {
                status,
                headers,
                body: Body::new(Replay {
                    pieces: pieces.into(),
                    end,
                }),
            })),
            Some(Kind::Fails(failure)) => {
                Err(TransportError::new(failure, "failed as the test asked"))
            }
            Some(Kind::Silent) => Ok(None),
            None => Err(TransportError::new(
                Failure::Unable,
                "no reply is left for this request; give the transport one more",
            )),
        }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

impl Reply {
    /// A status without body or headers. A number that is no status becomes 500.
    pub fn new(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self(Kind::Answer {
            status,
            headers: HeaderMap::new(),
            pieces: Vec::new(),
            end: End::Whole,
        })
    }

    /// A status with a JSON body.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status)
            .header("content-type", "application/json")
            .body(body)
    }

    /// No answer: the request fails there.
    pub fn fails(failure: Failure) -> Self {
        Self(Kind::Fails(failure))
    }

    /// No answer, ever.
    pub fn silent() -> Self {
        Self(Kind::Silent)
    }

    /// Adds a header; what is no header is left out.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let (Kind::Answer { headers, .. }, Ok(value)) = (&mut self.0, value.parse()) {
            headers.append(name, value);
        }
        self
    }

    /// Adds a piece to the body.
    #[must_use]
    pub fn body(mut self, piece: impl Into<Bytes>) -> Self {
        if let Kind::Answer { pieces, .. } = &mut self.0 {
            pieces.push(piece.into());
        }
        self
    }

    /// Loses the connection behind the pieces that it has.
    #[must_use]
    pub fn then_interrupted(self) -> Self {
        self.then(End::Interrupted)
    }

    /// Sends nothing more behind the pieces that it has, and does not end.
    #[must_use]
    pub fn then_silent(self) -> Self {
        self.then(End::Silent)
    }

    fn then(mut self, last: End) -> Self {
        if let Kind::Answer { end, .. } = &mut self.0 {
            *end = last;
        }
        self
    }
}

impl Transport for Memory {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async {
            match self.take(request).await? {
                Some(answer) => Ok(answer),
                None => std::future::pending().await,
            }
        })
    }
}

struct Replay {
    pieces: VecDeque<Bytes>,
    end: End,
}

impl Pieces for Replay {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match (self.pieces.pop_front(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(piece))),
            (None, End::Whole) => Poll::Ready(None),
            (None, End::Interrupted) => {
                self.end = End::Whole;
                Poll::Ready(Some(Err(TransportError::new(
                    Failure::Interrupted,
                    "interrupted as the test asked",
                ))))
            }
            (None, End::Silent) => Poll::Pending,
        }
    }
}
