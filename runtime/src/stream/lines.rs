//! Newline-delimited JSON.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;

use super::Inflow;
#[cfg(feature = "blocking")]
use crate::blocking::Drive;
use crate::error::{CallError, ErrorBody, ErrorKind};
use crate::response::split::{Ends, Splitter, TooLong};
use crate::response::{
    Envelope, FromText, Headers, Incoming, MediaType, OpenError, Output, Raw, Reading, Subject,
    Variant, check_refusal, reading_of_stream, without_bom,
};

/// A body whose lines are a value each: NDJSON, JSON Lines, or plain text with
/// [`Text`](crate::Text) as `T`.
///
/// The lines come as they arrive, by [`next`](Self::next) or as a [`Stream`]. Each is a value of
/// its own: one that does not fit is an [`ErrorKind::Decode`] with its number, path and bytes, and
/// the next one follows. Where the connection is lost, the lines before are given first. A line may
/// have as many bytes as a whole body otherwise may (the `limit` of the endpoint, else the
/// client's); all of them together may have any number, and may take any time, as long as the
/// server is not silent for longer than the [stall timeout](crate::ClientBuilder::stall_timeout).
///
/// Lines of white space alone are passed over. No envelope is around a line; where an answer says
/// that it is one JSON document, it may still be the envelope's way to say no.
///
/// ```no_run
/// use endpoint::{Client, Lines, endpoint};
///
/// #[derive(serde::Deserialize)]
/// struct Entry { message: String }
///
/// #[endpoint(GET "/logs" -> Lines<Entry>)]
/// struct Logs {}
///
/// # async fn call(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut lines = client.send(Logs {}).await?;
/// while let Some(entry) = lines.next().await {
///     println!("{}", entry?.message);
/// }
/// # Ok(()) }
/// ```
pub struct Lines<T> {
    /// Boxed, so that an enum which may hold lines does not grow by them.
    feed: Box<Feed>,
    item: PhantomData<fn() -> T>,
}

/// The lines as bytes.
struct Feed {
    splitter: Splitter,
    inflow: Inflow,
    /// How many lines came so far.
    number: u64,
    is_over: bool,
}

impl<T: FromText> Lines<T> {
    /// The next line's value; `None` at the end, and after an error that ended the stream.
    pub async fn next(&mut self) -> Option<Result<T, CallError>> {
        poll_fn(|context| self.poll_line(context)).await
    }

    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, CallError>>> {
        let line = match ready!(self.feed.poll_line(context)) {
            Some(Ok(line)) => line,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        let reading = self.feed.inflow.reading();
        let item = text(&line).and_then(T::from_text);
        drop(reading);
        Poll::Ready(Some(item.map_err(|fault| self.feed.broken(&fault, line))))
    }
}

impl<T> Lines<T> {
    pub(crate) fn of(inflow: Inflow) -> Self {
        Self {
            feed: Box::new(Feed {
                splitter: Splitter::new(Ends::Lf, inflow.limit),
                inflow,
                number: 0,
                is_over: false,
            }),
            item: PhantomData,
        }
    }
}

#[cfg(feature = "blocking")]
impl<T> Lines<T> {
    pub(super) fn drive(&self) -> Drive {
        self.feed.inflow.drive()
    }
}

fn text(line: &[u8]) -> Result<&str, OpenError> {
    std::str::from_utf8(line).map_err(|error| OpenError::not_utf8(error.valid_up_to()))
}

impl Feed {
    /// The next line that holds more than white space.
    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, CallError>>> {
        while !self.is_over {
            let line = match self.splitter.next(0) {
                Some(Ok(line)) => line,
                Some(Err(too_long)) => return Poll::Ready(Some(Err(self.too_long(too_long)))),
                None => match ready!(self.inflow.poll_piece(context)) {
                    Some(Ok(piece)) => {
                        self.splitter.feed(piece);
                        continue;
                    }
                    Some(Err(error)) => return Poll::Ready(Some(Err(self.lost(error)))),
                    None => {
                        self.is_over = true;
                        self.splitter.rest()
                    }
                },
            };
            if let Some(line) = self.count(line) {
                return Poll::Ready(Some(Ok(line)));
            }
        }
        Poll::Ready(None)
    }

    /// The line, if there is something in it.
    fn count(&mut self, line: Bytes) -> Option<Bytes> {
        self.number += 1;
        let line = if self.number == 1 {
            line.slice_ref(without_bom(&line))
        } else {
            line
        };
        (!line.trim_ascii().is_empty()).then_some(line)
    }

    fn broken(&self, fault: &OpenError, line: Bytes) -> CallError {
        self.inflow
            .unreadable(fault, Subject::Line(self.number), line)
    }

    fn too_long(&mut self, TooLong(kept): TooLong) -> CallError {
        self.is_over = true;
        let message = format!(
            "line {} is longer than the {} bytes that are accepted; raise `limit` on the endpoint or the client",
            self.number + 1,
            self.inflow.limit
        );
        self.inflow
            .blame_keeping(CallError::new(ErrorKind::TooLarge, message), kept)
    }

    /// What came of the line that broke off is kept.
    fn lost(&mut self, error: CallError) -> CallError {
        self.is_over = true;
        let begun = self.splitter.rest();
        self.inflow.blame_keeping(error, begun)
    }
}

impl<T: FromText> Stream for Lines<T> {
    type Item = Result<T, CallError>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, CallError>>> {
        self.get_mut().poll_line(context)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines")
            .field("number", &self.feed.number)
            .finish_non_exhaustive()
    }
}

/// What NDJSON goes by: it has no registered media type.
const ACCEPT: &str = "application/x-ndjson, application/jsonl, application/json;q=0.5, */*;q=0.1";

impl<T: FromText, V: Envelope> Output<V> for Lines<T> {
    type Value = Lines<T>;
    const ACCEPT: &'static str = ACCEPT;

    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        if is_page(headers) {
            Reading::Peeked
        } else {
            reading_of_stream::<V>(status, headers)
        }
    }

    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Lines<T>, OpenError> {
        if is_page(answer.headers()) {
            answer.keep_beginning();
            return Err(OpenError::unreadable(
                "the body is HTML, not lines of values; it may come from a gateway or a login page, so check the base URL",
            ));
        }
        check_refusal::<V>(answer.raw())?;
        Ok(Self::of(answer.take_inflow()))
    }
}

/// Servers call NDJSON many things, but not this.
fn is_page(headers: &Headers) -> bool {
    MediaType::of(headers).is_some_and(|ty| ty.is_html())
}

impl<T: FromText, V: Envelope> Variant<V> for Lines<T> {
    const ACCEPT: &'static str = ACCEPT;

    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        <Self as Output<V>>::reading(status, headers)
    }

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

impl<T: FromText + 'static> ErrorBody for Lines<T> {
    fn read(answer: &Raw) -> Option<Self> {
        Some(Self::of(Inflow::refused(answer.clone())))
    }
}
