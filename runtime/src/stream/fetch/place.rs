//! How far a file has come.

use super::ask::{Ask, Body};
use super::open::Span;
use crate::error::{CallError, ErrorKind};
use crate::stream::Terms;

/// Where in the file its bytes go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Where the first byte went that could be thrown away.
    start: u64,
    /// Where the next one goes.
    at: u64,
    /// Where the body of this connection ends, if that is known.
    end: Option<u64>,
    /// Where all that is wanted ends, if that is known.
    goal: Option<u64>,
    /// Before which byte the caller stops.
    stop: Option<u64>,
    /// How long the whole file is, if that is known.
    total: Option<u64>,
    /// How many bytes the answer had to bring, if that is known.
    length: Option<u64>,
    etag: Option<String>,
    has_ranges: bool,
    /// Whether it was asked for as a part of the file.
    is_part: bool,
    /// Whether the server gave all of it when it was asked for a part.
    is_only_whole: bool,
}

impl Place {
    /// At the beginning of what an answer holds.
    pub(super) fn begin(body: Body) -> Self {
        Self {
            start: body.from,
            at: body.from,
            end: body.end,
            goal: body.end,
            stop: None,
            total: body.total,
            length: body.end.and_then(|end| end.checked_sub(body.from)),
            etag: body.etag,
            has_ranges: body.has_ranges,
            is_part: false,
            is_only_whole: false,
        }
    }

    /// The server gives nothing but all of it, whatever it is asked for.
    pub(super) fn only_whole(&mut self) {
        self.is_only_whole = true;
    }

    /// The head tells of a body that does not come.
    pub(super) fn without_body(self) -> Self {
        Self {
            end: None,
            goal: None,
            ..self
        }
    }

    /// Behind the bytes that were there already.
    pub(super) fn behind(self, span: &Span) -> Self {
        Self {
            start: if span.begins_anew { 0 } else { self.start },
            goal: self.total.or(self.goal),
            etag: self.etag.or_else(|| span.etag.clone()),
            is_part: true,
            ..self
        }
    }

    /// At the beginning again, of what is perhaps another file.
    pub(super) fn begin_anew(&mut self, body: Body) {
        *self = Self {
            stop: self.stop,
            is_only_whole: self.is_only_whole,
            ..Self::begin(body)
        };
    }

    /// Where it was, over another connection.
    pub(super) fn go_on(&mut self, body: &Body) {
        self.end = body.end;
        self.total = self.total.or(body.total);
        self.has_ranges = true;
    }

    pub(super) fn stop_at(&mut self, end: u64) {
        self.stop = Some(self.stop.map_or(end, |stop| stop.min(end)));
    }

    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    pub(super) fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// Whether other parts of the same file can be asked for.
    pub(super) fn has_ranges(&self) -> bool {
        let is_known = self.etag.is_some() && self.total.is_some();
        self.has_ranges && !self.is_only_whole && is_known
    }

    /// Whether bytes have been given out.
    pub(super) fn has_given(&self) -> bool {
        self.at > self.start
    }

    /// How many bytes have been given out.
    pub(super) fn given(&self) -> u64 {
        self.at.saturating_sub(self.start)
    }

    /// Whether the caller stops here, though the body goes on.
    pub(super) fn is_at_stop(&self) -> bool {
        self.stop
            .is_some_and(|stop| stop <= self.at && self.end.is_none_or(|end| end > stop))
    }

    /// Whether all is there that is wanted.
    pub(super) fn is_whole(&self) -> bool {
        self.target().is_some_and(|target| self.at >= target)
    }

    fn target(&self) -> Option<u64> {
        self.stop.into_iter().chain(self.goal).min()
    }

    /// Takes so many bytes, and says how many of them are wanted. `None` where they are more than
    /// there are.
    pub(super) fn take(&mut self, bytes: u64) -> Option<u64> {
        let behind = self.at.checked_add(bytes)?;
        let to = match (self.stop, self.end) {
            (Some(stop), end) if end.is_none_or(|end| stop < end) => behind.min(stop),
            (_, Some(end)) if behind > end => return None,
            _ => behind,
        };
        let taken = to.saturating_sub(self.at);
        self.at += taken;
        Some(taken)
    }

    /// What is to be asked for when the connection is lost here.
    pub(super) fn ask(&self, terms: &Terms) -> Ask {
        let etag = self.etag.as_ref();
        let etag = etag.filter(|_| self.is_part || self.has_given());
        match (etag, self.target()) {
            (Some(etag), Some(target)) if terms.has_ranges && !self.is_only_whole => Ask::Part {
                from: self.at,
                until: Some(target).filter(|_| Some(target) != self.total),
                etag: etag.clone(),
                total: self.total,
            },
            _ => Ask::Plain,
        }
    }

    /// What is wrong where the body ends here, if anything is.
    pub(super) fn cut(&self) -> Option<CallError> {
        let target = self.target().filter(|target| self.at < *target)?;
        let message = format!(
            "{} bytes of {} came; the connection was lost before the body was whole, so try again",
            self.given(),
            target.saturating_sub(self.start),
        );
        Some(CallError::new(ErrorKind::Interrupted, message))
    }

    /// What is wrong where more comes than there is.
    pub(super) fn too_long(&self) -> CallError {
        let expected = self.end.unwrap_or_default().saturating_sub(self.start);
        let message = format!(
            "more came than the {expected} bytes that the head of the answer says; call the server's operators, as nobody knows which of them are the file"
        );
        CallError::new(ErrorKind::Decode, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At the beginning of a file of ten bytes.
    fn place() -> Place {
        Place::begin(Body {
            end: Some(10),
            total: Some(10),
            etag: Some("\"1\"".to_owned()),
            ..Body::default()
        })
    }

    #[test]
    fn no_byte_is_taken_behind_the_stop() {
        let mut place = place();
        place.stop_at(6);
        place.stop_at(8);
        assert_eq!((place.take(4), place.is_at_stop()), (Some(4), false));
        assert_eq!((place.take(4), place.is_at_stop()), (Some(2), true));
        assert_eq!((place.at(), place.is_whole()), (6, true));
        place.stop_at(3);
        assert_eq!((place.take(4), place.at()), (Some(0), 6));
    }

    #[test]
    fn a_stop_at_the_end_lets_the_body_end_by_itself() {
        let mut place = place();
        place.stop_at(10);
        assert_eq!((place.take(10), place.is_at_stop()), (Some(10), false));
        assert_eq!((place.is_whole(), place.take(1)), (true, None));
    }

    #[test]
    fn more_than_there_is_is_not_taken() {
        let mut place = place();
        assert_eq!((place.take(11), place.at()), (None, 0));
        assert_eq!((place.take(u64::MAX), place.at()), (None, 0));
        assert_eq!(Place::default().take(u64::MAX), Some(u64::MAX));
    }

    #[test]
    fn what_was_there_before_counts_as_given_where_it_can_be_thrown_away() {
        let behind = |begins_anew| {
            let body = Body {
                from: 4,
                ..Body::default()
            };
            let etag = Some("\"1\"".to_owned());
            Place::begin(body).behind(&Span {
                from: 4,
                etag,
                begins_anew,
                ..Span::default()
            })
        };
        assert!(behind(true).has_given());
        assert!(!behind(false).has_given());
        assert_eq!(behind(false).etag(), Some("\"1\""));
    }
}
