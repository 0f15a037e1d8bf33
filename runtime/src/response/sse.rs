//! Server-sent events, as [section 9.2.6 of the HTML standard] has them, without a network.
//!
//! [section 9.2.6 of the HTML standard]: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::split::{Ends, Splitter, TooLong};
use super::without_bom;

/// Reads events out of the pieces of a body.
#[derive(Debug)]
pub(crate) struct Parser {
    lines: Splitter,
    is_first_line: bool,
    event: Begun,
    /// The last `id`, which comes into force with the end of its event.
    id: Option<Arc<str>>,
    /// The `id` that the last event left.
    last_id: Option<Arc<str>>,
    retry: Option<Duration>,
}

/// An event whose end has not come.
#[derive(Debug, Default)]
struct Begun {
    kind: String,
    /// Each line with a line feed behind it.
    data: String,
    retry: Option<Duration>,
}

/// An event, its data not read yet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) data: String,
    /// Empty where the event has no type of its own.
    pub(crate) kind: String,
    pub(crate) id: Option<Arc<str>>,
    pub(crate) retry: Option<Duration>,
}

impl Parser {
    /// A parser that takes no line, and no event, of more than `limit` bytes.
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            lines: Splitter::new(Ends::CrOrLf, limit),
            is_first_line: true,
            event: Begun::default(),
            id: None,
            last_id: None,
            retry: None,
        }
    }

    /// Takes the next piece of the body; the one before has to be used up, as it is when `next`
    /// says `None`.
    pub(crate) fn feed(&mut self, piece: Bytes) {
        self.lines.feed(piece);
    }

    /// Begins with another body: an event that is not whole is dropped, the last id stays.
    pub(crate) fn restart(&mut self) {
        self.lines.restart();
        self.is_first_line = true;
        self.event = Begun::default();
        self.id.clone_from(&self.last_id);
    }

    /// The id of the last event, which the next request has to name.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// How long the server wants a client to wait before it connects again.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// The next event; `None` where more has to come first.
    pub(crate) fn next(&mut self) -> Option<Result<Message, TooLong>> {
        loop {
            let kept = self.event.data.len() + self.event.kind.len();
            let line = match self.lines.next(kept)? {
                Ok(line) => line,
                Err(too_long) => return Some(Err(too_long)),
            };
            let line = if std::mem::take(&mut self.is_first_line) {
                without_bom(&line)
            } else {
                &line
            };
            if !line.is_empty() {
                self.field(&String::from_utf8_lossy(line));
            } else if let Some(message) = self.dispatch() {
                return Some(Ok(message));
            }
        }
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event.kind),
            "data" => {
                self.event.data.push_str(value);
                self.event.data.push('\n');
            }
            "id" if !value.contains('\0') => {
                self.id = (!value.is_empty()).then(|| Arc::from(value));
            }
            "retry" => self.set_retry(value),
            // A comment has the empty name.
            _ => {}
        }
    }

    fn set_retry(&mut self, value: &str) {
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            let time = Duration::from_millis(value.parse().unwrap_or(u64::MAX));
            self.retry = Some(time);
            self.event.retry = Some(time);
        }
    }

    /// Ends an event; one without data is none, but its id counts.
    fn dispatch(&mut self) -> Option<Message> {
        self.last_id.clone_from(&self.id);
        let Begun {
            kind,
            mut data,
            retry,
        } = std::mem::take(&mut self.event);
        data.pop()?;
        Some(Message {
            data,
            kind,
            id: self.last_id.clone(),
            retry,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::split::random::Random;

    fn parse(pieces: &[Bytes]) -> (Vec<Message>, Parser) {
        let mut parser = Parser::new(u64::MAX);
        let mut messages = Vec::new();
        for piece in pieces {
            parser.feed(piece.clone());
            while let Some(message) = parser.next() {
                messages.push(message.unwrap());
            }
        }
        (messages, parser)
    }

    fn messages(text: &'static str) -> Vec<Message> {
        parse(&[Bytes::from_static(text.as_bytes())]).0
    }

    /// Type, data and id of each event.
    fn shown(text: &'static str) -> Vec<(String, String, String)> {
        let show = |message: Message| {
            let id = message.id.as_deref().unwrap_or_default().to_owned();
            (message.kind, message.data, id)
        };
        messages(text).into_iter().map(show).collect()
    }

    fn event(kind: &str, data: &str, id: &str) -> (String, String, String) {
        (kind.to_owned(), data.to_owned(), id.to_owned())
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        assert_eq!(
            shown("data: YHOO\ndata: +2\ndata: 10\n\n"),
            [event("", "YHOO\n+2\n10", "")]
        );
        assert_eq!(
            shown(
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n"
            ),
            [event("", "first event", "1"), event("", "second event", "")]
        );
        assert_eq!(
            shown("data\n\ndata\ndata\n\ndata:"),
            [event("", "", ""), event("", "\n", "")]
        );
        assert_eq!(
            shown("data:test\n\ndata: test\n\n"),
            [event("", "test", ""), event("", "test", "")]
        );
        assert_eq!(
            shown("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n"),
            [event("add", "73857293", ""), event("remove", "2153", "")]
        );
    }

    #[test]
    fn lines_may_end_in_any_of_the_three_ways() {
        let expected = [event("a", "1\n2", "7"), event("", "3", "7")];
        assert_eq!(
            shown("event:a\ndata:1\ndata:2\nid:7\n\ndata:3\n\n"),
            expected
        );
        assert_eq!(
            shown("event:a\rdata:1\rdata:2\rid:7\r\rdata:3\r\r"),
            expected
        );
        assert_eq!(
            shown("event:a\r\ndata:1\rdata:2\nid:7\r\n\r\ndata:3\n\r"),
            expected
        );
    }

    #[test]
    fn only_a_leading_byte_order_mark_is_passed_over() {
        assert_eq!(shown("\u{feff}data:1\n\n"), [event("", "1", "")]);
        assert_eq!(shown("\u{feff}\u{feff}data:1\n\n"), []);
        assert_eq!(shown("\n\u{feff}data:1\n\n"), []);
        assert_eq!(shown("data:\u{feff}1\n\n"), [event("", "\u{feff}1", "")]);
    }

    #[test]
    fn what_is_no_field_is_passed_over() {
        assert_eq!(
            shown(":\n: data: 0\ndatas: 1\n data: 2\nDATA: 3\nevent : x\ndata: 4\n\n"),
            [event("", "4", "")]
        );
    }

    #[test]
    fn an_event_without_data_is_none_and_its_type_is_not_the_next_ones() {
        assert_eq!(shown("event: x\n\ndata: 1\n\n"), [event("", "1", "")]);
        let (none, parser) = parse(&[Bytes::from_static(b"id: 5\n\n")]);
        assert_eq!((none.len(), parser.last_id()), (0, Some("5")));
    }

    #[test]
    fn an_id_stays_until_another_comes() {
        assert_eq!(
            shown("id: 1\ndata:a\n\ndata:b\n\nid: \0\ndata:c\n\nid:\ndata:d\n\n"),
            [
                event("", "a", "1"),
                event("", "b", "1"),
                event("", "c", "1"),
                event("", "d", "")
            ]
        );
    }

    #[test]
    fn an_event_that_is_not_whole_is_dropped_with_its_id() {
        let (_, mut parser) = parse(&[Bytes::from_static(b"id:1\ndata:a\n\nid:2\ndata:b\nda")]);
        assert_eq!(parser.last_id(), Some("1"));
        parser.restart();
        parser.feed(Bytes::from_static(b"\xEF\xBB\xBFdata:c\n\n"));
        let message = parser.next().unwrap().unwrap();
        assert_eq!((&*message.data, message.id.as_deref()), ("c", Some("1")));
    }

    #[test]
    fn only_digits_are_a_time() {
        let (messages, parser) = parse(&[Bytes::from_static(
            b"retry: 1500\ndata:a\n\nretry: -1\nretry: 1s\nretry:\nretry:  2\ndata:b\n\n",
        )]);
        assert_eq!(parser.retry(), Some(Duration::from_millis(1_500)));
        let times: Vec<_> = messages.into_iter().map(|message| message.retry).collect();
        assert_eq!(times, [Some(Duration::from_millis(1_500)), None]);
        let (_, parser) = parse(&[Bytes::from_static(b"retry: 99999999999999999999999\n")]);
        assert_eq!(parser.retry(), Some(Duration::from_millis(u64::MAX)));
    }

    #[test]
    fn malformed_utf_8_is_replaced() {
        let (messages, _) = parse(&[
            Bytes::from_static(b"data:\xff\xe2\x82"),
            Bytes::from_static(b"\xac\xe2\x82\n\n"),
        ]);
        assert_eq!(messages[0].data, "\u{fffd}€\u{fffd}");
    }

    #[test]
    fn it_does_not_matter_where_the_pieces_end_and_nothing_panics() {
        let alphabet: &[&[u8]] = &[
            b"data",
            b"event",
            b"id",
            b"retry",
            b":",
            b": ",
            b"\r",
            b"\n",
            b"\r\n",
            b"\n\n",
            b"12",
            b"\0",
            b"\xEF\xBB\xBF",
            "é".as_bytes(),
            b"\xff",
            b"data: x\n",
        ];
        let mut random = Random(0x2545_F491_4F6C_DD1D);
        for round in 0..3_000 {
            let bytes = random.bytes(alphabet, 30);
            let pieces = random.pieces(&bytes);
            let (one, of_one) = parse(&[Bytes::from(bytes)]);
            let (many, of_many) = parse(&pieces);
            assert_eq!(many, one, "round {round}: {pieces:?}");
            assert_eq!(of_many.last_id(), of_one.last_id());
            assert_eq!(of_many.retry(), of_one.retry());
        }
    }

    #[test]
    fn an_event_over_the_limit_is_one_before_its_end_comes() {
        for text in ["data:123456", ":23456789012", "data:1\nevent:2\ndata:345"] {
            let mut parser = Parser::new(10);
            parser.feed(Bytes::from_static(text.as_bytes()));
            assert!(parser.next().is_some_and(|event| event.is_err()), "{text}");
        }
        let mut parser = Parser::new(10);
        parser.feed(Bytes::from_static(b"data:12345\n\ndata:12345\n\n"));
        assert_eq!(parser.next().unwrap().unwrap().data, "12345");
        assert_eq!(parser.next().unwrap().unwrap().data, "12345");
    }
}
