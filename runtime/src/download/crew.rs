//! The connections over which one file comes.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use super::part::Part;
use super::progress::Report;
use super::sink::{Sink, work};
use super::state::State;
use crate::clock::Clock;
use crate::error::{CallError, ErrorKind};
use crate::stream::{Fetch, Source, Span, Step, Unopened};
use crate::transport::BoxFuture;

/// A range that is no longer is not worth a request of its own.
const SHORTEST: u64 = 1 << 20;

/// How many ranges there are for each connection, so that one that is slow does not keep the others
/// waiting at the end.
const SHARES: u64 = 4;

/// What all connections of a file know.
pub(super) struct Crew {
    source: Source,
    part: Arc<Part>,
    report: Arc<Report>,
    clock: Arc<dyn Clock>,
    limit: u64,
    /// How many there are.
    connections: u64,
    etag: Option<String>,
    total: Option<u64>,
    left: Mutex<VecDeque<Range<u64>>>,
}

/// Why a file did not come whole.
pub(super) enum Stop {
    /// Another content is there by now, or it is given in one piece only; with the error that says
    /// so, if there is one.
    Changed(Option<CallError>),
    Unopened(Unopened),
}

impl Stop {
    fn of(unopened: Unopened) -> Self {
        match unopened {
            Unopened::Failed(error) if error.kind() == ErrorKind::Changed => {
                Self::Changed(Some(error))
            }
            other => Self::Unopened(other),
        }
    }

    /// Whether a connection did not come about within the time, or at all, that a limiter gives it.
    fn is_for_want_of_leave(&self) -> bool {
        let kinds = [ErrorKind::Limited, ErrorKind::Deadline];
        matches!(self, Self::Unopened(Unopened::Failed(error)) if kinds.contains(&error.kind()))
    }
}

impl From<CallError> for Stop {
    fn from(error: CallError) -> Self {
        Self::Unopened(Unopened::Failed(error))
    }
}

impl Crew {
    pub(super) fn new(
        source: &Source,
        part: &Arc<Part>,
        report: &Arc<Report>,
        limit: Option<u64>,
    ) -> Self {
        Self {
            limit: limit.unwrap_or(u64::MAX),
            connections: 1,
            clock: source.clock(),
            source: source.clone(),
            part: Arc::clone(part),
            report: Arc::clone(report),
            etag: None,
            total: None,
            left: Mutex::default(),
        }
    }

    /// Fetches what is missing: what comes by `fetch`, and over `parallel` connections in all what it
    /// leaves.
    pub(super) async fn run(mut self, mut fetch: Fetch, parallel: u64) -> Result<(), Stop> {
        self.check_limit(&fetch, fetch.total().unwrap_or_default())?;
        if let Some(total) = fetch.total() {
            let mut ranges = shares(&self.part.gaps(total), parallel);
            // At its end it stops by itself, wherever that is if the file begins anew.
            if let Some(first) = ranges.pop_front().filter(|first| first.end < total) {
                fetch.stop_at(first.end);
            }
            self.connections += (parallel - 1).min(ranges.len() as u64);
            self.etag = fetch.etag().map(str::to_owned);
            self.total = Some(total);
            self.left = Mutex::new(ranges);
        }
        let mut connections: Vec<BoxFuture<'_, _>> = vec![Box::pin(self.lead(fetch))];
        for _ in 1..self.connections {
            connections.push(Box::pin(self.follow()));
        }
        all(connections).await?;
        self.finish().await
    }

    /// What the first connection does.
    async fn lead(&self, fetch: Fetch) -> Result<(), Stop> {
        let mut sink = self.sink(fetch.offset()).await?;
        self.fill(fetch, &mut sink).await?;
        self.fetch_rest(&mut sink).await
    }

    /// What the others do: one that the client gives no leave leaves its range to the first.
    async fn follow(&self) -> Result<(), Stop> {
        let mut sink = self.sink(0).await?;
        while let Some(range) = self.next() {
            match self.open(&range).await {
                Ok(fetch) => self.fill_range(&range, fetch, &mut sink).await?,
                Err(stop) if stop.is_for_want_of_leave() => {
                    self.left().push_front(range);
                    break;
                }
                Err(stop) => return Err(stop),
            }
        }
        sink.flush().await?;
        Ok(())
    }

    /// Fetches what was given back when the first connection was done already.
    async fn finish(&self) -> Result<(), Stop> {
        if self.left().is_empty() {
            return Ok(());
        }
        let mut sink = self.sink(0).await?;
        self.fetch_rest(&mut sink).await
    }

    async fn sink(&self, at: u64) -> Result<Sink, CallError> {
        let connections = self.connections;
        Sink::new(&self.part, at, connections, &self.report, &self.clock).await
    }

    /// Fetches what nobody does yet, range by range.
    async fn fetch_rest(&self, sink: &mut Sink) -> Result<(), Stop> {
        while let Some(range) = self.next() {
            let fetch = self.open(&range).await?;
            self.fill_range(&range, fetch, sink).await?;
        }
        sink.flush().await?;
        Ok(())
    }

    async fn open(&self, range: &Range<u64>) -> Result<Fetch, Stop> {
        let span = Span {
            from: range.start,
            until: Some(range.end),
            etag: self.etag.clone(),
            total: self.total,
            begins_anew: false,
        };
        self.source.open(span).await.map_err(Stop::of)
    }

    async fn fill_range(
        &self,
        range: &Range<u64>,
        fetch: Fetch,
        sink: &mut Sink,
    ) -> Result<(), Stop> {
        sink.go_to(range.start).await?;
        self.fill(fetch, sink).await
    }

    fn next(&self) -> Option<Range<u64>> {
        self.left().pop_front()
    }

    /// The ranges that nobody fetches yet.
    fn left(&self) -> MutexGuard<'_, VecDeque<Range<u64>>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has all of a body written.
    async fn fill(&self, mut fetch: Fetch, sink: &mut Sink) -> Result<(), Stop> {
        let mut cuts = 0;
        let mut is_first = true;
        loop {
            let step = fetch.step().await;
            self.count(fetch.cuts().saturating_sub(cuts));
            cuts = fetch.cuts();
            match step {
                Ok(Some(Step::Bytes(bytes))) => {
                    self.check_limit(&fetch, fetch.offset())?;
                    sink.take(bytes).await?;
                }
                // What the part had before was thrown away when it was begun.
                Ok(Some(Step::Restart))
                    if is_first && sink.at() == fetch.offset() && self.part.is_of(&fetch) => {}
                Ok(Some(Step::Restart)) => self.restart(&fetch, sink).await?,
                Ok(None) => return Ok(()),
                Err(error) => {
                    sink.flush().await?;
                    return Err(Stop::of(Unopened::Failed(error)));
                }
            }
            is_first = false;
        }
    }

    /// Makes sure that a file that has so many bytes may have them.
    fn check_limit(&self, fetch: &Fetch, length: u64) -> Result<(), CallError> {
        if length > self.limit {
            return Err(fetch.blame(CallError::too_large(self.limit)));
        }
        Ok(())
    }

    fn count(&self, cuts: u32) {
        if cuts > 0 {
            self.report.tell(|now| now.cuts += cuts);
        }
    }

    /// Begins anew with what comes now; unless it is filled in several places, for which all
    /// connections have to begin anew.
    async fn restart(&self, fetch: &Fetch, sink: &mut Sink) -> Result<(), Stop> {
        if self.part.is_scattered() {
            return Err(Stop::Changed(None));
        }
        sink.flush().await?;
        begin_anew(&self.part, fetch, &self.report).await?;
        *sink = self.sink(0).await?;
        Ok(())
    }
}

/// Throws away what is there, for what a body brings.
pub(super) async fn begin_anew(
    part: &Arc<Part>,
    fetch: &Fetch,
    report: &Report,
) -> Result<(), CallError> {
    let (part, state) = (Arc::clone(part), state(fetch));
    work(move || part.begin_anew(state)).await?;
    report.begin(0, fetch.total());
    Ok(())
}

/// What is to be kept of a file, if another run can go on with it.
pub(super) fn state(fetch: &Fetch) -> Option<State> {
    Some(State::new(fetch.etag()?.to_owned(), fetch.total()?))
}

/// The gaps in as many ranges as are good for so many connections; for one, as they are.
fn shares(gaps: &[Range<u64>], parallel: u64) -> VecDeque<Range<u64>> {
    let missing: u64 = gaps.iter().map(|gap| gap.end - gap.start).sum();
    let size = match parallel {
        0 | 1 => u64::MAX,
        _ => missing
            .div_ceil(parallel.saturating_mul(SHARES))
            .max(SHORTEST),
    };
    let mut ranges = VecDeque::new();
    for gap in gaps {
        let mut start = gap.start;
        while start < gap.end {
            let end = start.saturating_add(size).min(gap.end);
            ranges.push_back(start..end);
            start = end;
        }
    }
    ranges
}

/// Waits for all of them, or for the first failure.
async fn all<E>(futures: Vec<BoxFuture<'_, Result<(), E>>>) -> Result<(), E> {
    let mut futures: Vec<_> = futures.into_iter().map(Some).collect();
    poll_fn(|context| {
        for slot in &mut futures {
            let Some(future) = slot else { continue };
            match Pin::as_mut(future).poll(context) {
                Poll::Pending => {}
                Poll::Ready(Ok(())) => *slot = None,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            }
        }
        if futures.iter().all(Option::is_none) {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    })
    .await
}

#[cfg(test)]
#[allow(
    clippy::single_range_in_vec_init,
    reason = "lists of ranges are what is meant"
)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn one_connection_fetches_the_gaps_as_they_are() {
        assert_eq!(shares(&[0..10 * MIB], 1), [0..10 * MIB]);
        assert_eq!(shares(&[3..5, 7..10 * MIB], 1), [3..5, 7..10 * MIB]);
        assert!(shares(&[], 1).is_empty());
    }

    #[test]
    fn many_connections_have_several_ranges_each() {
        let ranges = shares(&[0..64 * MIB], 4);
        assert_eq!(ranges.len(), 16);
        assert!(
            ranges
                .iter()
                .all(|range| range.end - range.start == 4 * MIB)
        );
        let ranges = shares(&[MIB..2 * MIB + 1, 5 * MIB..8 * MIB], 2);
        let sizes: Vec<_> = ranges.iter().map(|range| range.end - range.start).collect();
        assert_eq!(sizes, [MIB, 1, MIB, MIB, MIB]);
    }
}
