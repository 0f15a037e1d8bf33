//! From a source to a file under its name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::claim::Claim;
use super::crew::{Crew, Stop, begin_anew, state};
use super::disk::Disk;
use super::kept::Kept;
use super::part::Part;
use super::place::{LONGEST, Place, check_folder};
use super::progress::Report;
use super::saved::Saved;
use super::sink::work;
use super::wishes::Wishes;
use crate::error::{CallError, ErrorKind};
use crate::request::Blocking;
use crate::stream::{Fetch, Source, Span, Unopened, name_of};

/// Where a file is to go.
#[derive(Debug, Clone)]
pub(super) enum Target {
    File(PathBuf),
    Folder(PathBuf),
}

/// How it is to be put there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) overwrites: bool,
    pub(super) restarts: bool,
    pub(super) parallel: u64,
}

/// A download to a file, on its way.
pub(super) struct Save {
    pub(super) source: Source,
    pub(super) manner: Manner,
    pub(super) wishes: Wishes,
    pub(super) report: Arc<Report>,
}

/// A place that has been looked at, and is claimed.
struct Ready {
    place: Place,
    claim: Claim,
    kept: Kept,
}

type Outcome<T> = Result<T, Unopened>;

impl From<Stop> for Unopened {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Unopened(unopened) => unopened,
            Stop::Changed(Some(error)) => Unopened::Failed(error),
            Stop::Changed(None) => Unopened::Failed(changed()),
        }
    }
}

fn changed() -> CallError {
    let message = "the file at the server keeps changing while it is downloaded; try again when it stands still";
    CallError::new(ErrorKind::Changed, message)
}

impl Save {
    pub(super) async fn run(self, target: Target) -> Outcome<Saved> {
        let saved = match target {
            Target::File(path) => self.to_file(path).await,
            Target::Folder(folder) => self.to_folder(folder).await,
        };
        saved.map_err(|unopened| match unopened {
            Unopened::Failed(error) => Unopened::Failed(self.source.blame(error)),
            refused @ Unopened::Refused(_) => refused,
        })
    }

    async fn to_file(&self, path: PathBuf) -> Outcome<Saved> {
        let ready = self.ready(path).await.map_err(Unopened::Failed)?;
        let fetch = self.source.open(ready.kept.span()).await?;
        self.fill(ready, fetch).await
    }

    /// The name is known from the answer alone. Where there is a part of that name, the file is asked
    /// for again from where the part ends.
    async fn to_folder(&self, folder: PathBuf) -> Outcome<Saved> {
        let there = folder.clone();
        work(move || check_folder(&there))
            .await
            .map_err(Unopened::Failed)?;
        let fetch = self.source.open(from_start()).await?;
        let ready = self.ready(self.path_in(&folder, &fetch)).await;
        let ready = ready.map_err(Unopened::Failed)?;
        if !ready.kept.is_of(&fetch) || !self.source.opener.terms().has_ranges {
            return self.fill(ready, fetch).await;
        }
        drop(fetch);
        let fetch = self.source.open(ready.kept.span()).await?;
        self.fill(ready, fetch).await
    }

    fn path_in(&self, folder: &Path, fetch: &Fetch) -> PathBuf {
        let headers = &fetch.head().headers;
        let name = name_of(headers, self.source.path_name(), LONGEST);
        folder.join(name.as_deref().unwrap_or("download"))
    }

    /// Looks at the place, and claims it.
    async fn ready(&self, path: PathBuf) -> Result<Ready, CallError> {
        let Manner {
            overwrites,
            restarts,
            ..
        } = self.manner;
        let (place, true_path) = work(move || {
            let place = Place::new(path, overwrites)?;
            let true_path = place.true_path()?;
            Ok((place, true_path))
        })
        .await?;
        let Some(claim) = Claim::take(true_path).await else {
            return Err(place.is_taken());
        };
        let (place, kept) = work(move || {
            // The one before may have come to its end meanwhile.
            place.check_target()?;
            let kept = Kept::find(&place)?;
            Ok((place, kept))
        })
        .await?;
        let kept = if restarts { Kept::default() } else { kept };
        Ok(Ready { place, claim, kept })
    }

    /// Writes what comes to the part, and gives it its name.
    async fn fill(&self, ready: Ready, fetch: Fetch) -> Outcome<Saved> {
        let goes_on = ready.kept.is_gone_on_with_by(&fetch);
        let fetch = if !goes_on && fetch.offset() > 0 {
            // It goes on in something else than what is kept.
            drop(fetch);
            self.source.open(from_start()).await?
        } else {
            fetch
        };
        let is_parallel = self.manner.parallel > 1 && fetch.takes_ranges();
        let resumed_from = if goes_on {
            ready.kept.ranges.count()
        } else {
            0
        };
        let part = self.part(ready, &fetch, goes_on, is_parallel).await?;
        self.report.begin(resumed_from, fetch.total());
        let parallel = if is_parallel { self.manner.parallel } else { 1 };
        let saved = self.finish(&part, fetch, parallel).await;
        if saved.is_err() {
            let mark = part.0.claim().mark();
            drop(part);
            // The program may be about to end.
            mark.given_back().await;
        }
        saved
    }

    async fn part(
        &self,
        ready: Ready,
        fetch: &Fetch,
        goes_on: bool,
        is_parallel: bool,
    ) -> Outcome<Hold> {
        let Ready { place, claim, kept } = ready;
        let (state, check) = (state(fetch), self.wishes.check());
        claim.pass();
        let part = work(move || {
            let disk = if goes_on {
                Disk::resume(&place, kept, is_parallel, check)?
            } else {
                Disk::begin(&place, state, is_parallel, check)?
            };
            Ok(Part::new(disk, place, claim))
        });
        let part = part.await.map_err(Unopened::Failed)?;
        part.claim().hold();
        Ok(Hold(Arc::new(part)))
    }

    async fn finish(&self, part: &Hold, fetch: Fetch, parallel: u64) -> Outcome<Saved> {
        self.fetch_all(part, fetch, parallel).await?;
        let bytes = part.work(Part::finish).await.map_err(Unopened::Failed)?;
        if self.report.now().total.is_none() {
            self.report.tell(|now| now.total = Some(bytes));
        }
        let now = self.report.now();
        Ok(Saved {
            path: part.0.place().target().to_owned(),
            bytes,
            resumed_from: now.resumed_from,
            cuts: now.cuts,
        })
    }

    async fn fetch_all(&self, part: &Hold, fetch: Fetch, parallel: u64) -> Outcome<()> {
        let crew = || Crew::new(&self.source, &part.0, &self.report, self.wishes.limit);
        let stop = match crew().run(fetch, parallel).await {
            Ok(()) => return Ok(()),
            Err(stop) => stop,
        };
        if !matches!(stop, Stop::Changed(_)) || !part.0.is_scattered() {
            return Err(stop.into());
        }
        let fetch = self.source.open(from_start()).await?;
        let begun = begin_anew(&part.0, &fetch, &self.report).await;
        begun.map_err(Unopened::Failed)?;
        crew().run(fetch, 1).await.map_err(Unopened::from)
    }
}

fn from_start() -> Span {
    Span {
        begins_anew: true,
        ..Span::default()
    }
}

/// The part as long as it is waited for.
struct Hold(Arc<Part>);

impl Hold {
    async fn work<T: Send + 'static>(
        &self,
        todo: fn(&Part) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let part = Arc::clone(&self.0);
        work(move || todo(&part)).await
    }
}

/// Whoever lets go of it last leaves it in order; which is not to be the thread that polls.
impl Drop for Hold {
    fn drop(&mut self) {
        self.0.claim().pass();
        let part = Arc::clone(&self.0);
        Blocking::run(move || drop(part)).detach();
    }
}
