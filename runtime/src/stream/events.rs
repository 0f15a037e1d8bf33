//! Server-sent events.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::StatusCode;

use super::Inflow;
use super::feed::Feed;
#[cfg(feature = "blocking")]
use crate::blocking::Drive;
use crate::error::{CallError, ErrorBody};
use crate::response::{
    Envelope, FromText, Headers, Incoming, MediaType, OpenError, Output, Raw, Reading, Variant,
    check_refusal,
};

/// Server-sent events, as [section 9.2 of the HTML standard] has them, the data of each read as a
/// `T`.
///
/// They come as they arrive, by [`next`](Self::next) or as a [`Stream`]. Data that does not fit is
/// an [`ErrorKind::Decode`](crate::ErrorKind::Decode) with its bytes, and the next event follows.
/// An event, as each of its lines, may have as many bytes as a whole body otherwise may (the
/// `limit` of the endpoint, else the client's). Data that is no JSON is read by
/// [`Text`](crate::Text), or by a type with its own [`FromText`].
///
/// # When the connection is lost
///
/// Where the endpoint is idempotent, as every `GET` is, the same request is sent again with the
/// `Last-Event-ID`, after the time that the server gave as `retry`, or 3 seconds: at most 120, and
/// at least one behind a connection that brought no event. A silence as long as the [stall timeout](crate::ClientBuilder::stall_timeout) counts as
/// a loss, as a connection may be dead without a sign; then it is sent again at once, unless the
/// server gave a time. Anything breaks a silence, comments too, which the standard tells servers to
/// send every 15 seconds. So a quiet stream goes on as long as the server answers; three
/// reconnections in a row that fail, or break off before anything came, end it with the error of
/// the last. A refusal ends it as [`ErrorKind::Refused`](crate::ErrorKind::Refused), a 204 ends it
/// without an error.
///
/// Other endpoints are not sent again: there the error is given, which is
/// [`ErrorKind::Interrupted`](crate::ErrorKind::Interrupted) or
/// [`ErrorKind::Stalled`](crate::ErrorKind::Stalled), and ends the stream.
///
/// A body that ends as it should ends the stream, unless [`follow`](Self::follow) was called.
///
/// ```no_run
/// use endpoint::{Client, Events, endpoint};
///
/// #[derive(serde::Deserialize)]
/// struct Progress { percent: u8 }
///
/// #[endpoint(GET "/jobs/<id>/events" -> Events<Progress>)]
/// struct Watch { id: u64 }
///
/// # async fn call(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut events = client.send(Watch { id: 7 }).await?;
/// while let Some(event) = events.next().await {
///     let event = event?;
///     println!("{} {}", event.kind, event.data.percent);
/// }
/// # Ok(()) }
/// ```
///
/// [section 9.2 of the HTML standard]: https://html.spec.whatwg.org/multipage/server-sent-events.html
pub struct Events<T> {
    /// Boxed, so that an enum which may hold events does not grow by them.
    feed: Box<Feed>,
    item: PhantomData<fn() -> T>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its data.
    pub data: T,
    /// Its type: what the server gave as `event`, else `message`.
    pub kind: String,
    /// The id of this event, or of the last one before it that had one.
    pub id: Option<Arc<str>>,
    /// The time until a reconnection, where this event came with one.
    pub retry: Option<Duration>,
}

impl<T: FromText> Events<T> {
    /// The next event; `None` at the end, and after an error that ended the stream.
    pub async fn next(&mut self) -> Option<Result<Event<T>, CallError>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    fn poll_event(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<T>, CallError>>> {
        let message = match ready!(self.feed.poll_message(context)) {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        let reading = self.feed.reading();
        let data = T::from_text(&message.data);
        drop(reading);
        Poll::Ready(Some(match data {
            Ok(data) => Ok(Event {
                data,
                kind: named(message.kind),
                id: message.id,
                retry: message.retry,
            }),
            Err(fault) => Err(self.feed.broken(&fault, message.data)),
        }))
    }
}

fn named(kind: String) -> String {
    if kind.is_empty() {
        "message".to_owned()
    } else {
        kind
    }
}

impl<T> Events<T> {
    fn of(inflow: Inflow) -> Self {
        Self {
            feed: Box::new(Feed::new(inflow)),
            item: PhantomData,
        }
    }

    /// Connects again when the body ends as it should, as browsers do. It has no effect where the
    /// endpoint is not idempotent.
    pub fn follow(&mut self) {
        self.feed.follow();
    }

    /// The id of the last event that had one, by which another call can go on from there.
    pub fn last_event_id(&self) -> Option<&str> {
        self.feed.last_event_id()
    }
}

#[cfg(feature = "blocking")]
impl<T> Events<T> {
    pub(super) fn drive(&self) -> Drive {
        self.feed.drive()
    }
}

impl<T: FromText> Stream for Events<T> {
    type Item = Result<Event<T>, CallError>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<T>, CallError>>> {
        self.get_mut().poll_event(context)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Events").field(&self.feed).finish()
    }
}

const ACCEPT: &str = "text/event-stream";

impl<T: FromText, V: Envelope> Output<V> for Events<T> {
    type Value = Events<T>;
    const ACCEPT: &'static str = ACCEPT;
    const RECONNECTS: bool = true;

    /// What is no event stream is read, so that an error can keep it.
    fn reading(_: StatusCode, headers: &Headers) -> Reading {
        if check_type(headers).is_ok() {
            Reading::Streamed
        } else {
            Reading::Peeked
        }
    }

    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Events<T>, OpenError> {
        if let Err(fault) = check_type(answer.headers()) {
            answer.keep_beginning();
            check_refusal::<V>(answer.raw())?;
            return Err(fault);
        }
        Ok(Self::of(answer.take_inflow()))
    }
}

/// Whether the answer says that it is an event stream, or nothing.
pub(super) fn check_type(headers: &Headers) -> Result<(), OpenError> {
    match MediaType::of(headers) {
        Some(ty) if !ty.is("text/event-stream") => {
            let essence: String = ty.essence().chars().take(80).collect();
            Err(OpenError::unreadable(format!(
                "the body is no event stream (its type is `{}`); it may come from a gateway, or the endpoint may want a parameter to stream",
                essence.escape_default()
            )))
        }
        _ => Ok(()),
    }
}

impl<T: FromText, V: Envelope> Variant<V> for Events<T> {
    const ACCEPT: &'static str = ACCEPT;
    const RECONNECTS: bool = true;

    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        <Self as Output<V>>::reading(status, headers)
    }

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

impl<T: FromText + 'static> ErrorBody for Events<T> {
    fn read(answer: &Raw) -> Option<Self> {
        check_type(&answer.headers).ok()?;
        Some(Self::of(Inflow::refused(answer.clone())))
    }
}
