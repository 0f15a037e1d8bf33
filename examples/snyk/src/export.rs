//! An export, from its start, or from where it was left, to its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use terminal::{Exit, Failure, Screen, bytes, duration, until_interrupted};

use crate::advice::{advise, interrupted};
use crate::api::ExportResults;
use crate::begin::{begin, folder};
use crate::fetch::Fetcher;
use crate::options::ExportArgs;
use crate::place::{Patience, Place};
use crate::report::{Report, shown};
use crate::state::State;
use crate::wanted::{Wanted, wanted};

/// How often servers in this very process are asked.
const OFTEN: Duration = Duration::from_millis(200);

/// Does all of it, and says what it came to.
pub(crate) async fn run(arguments: &ExportArgs) -> Exit {
    let screen = Screen::new(arguments.telling.quiet);
    let folder = folder(arguments);
    let mut report = Report::new(&folder);
    let work = export(arguments, &folder, &screen, &mut report);
    let failure = match until_interrupted(work).await {
        Some(outcome) => outcome.err(),
        None => Some(interrupted(report.export_id.is_some())),
    };
    report.end(failure.as_ref(), arguments.telling.json, &screen)
}

async fn export(
    arguments: &ExportArgs,
    folder: &Path,
    screen: &Screen,
    report: &mut Report,
) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::usage(format!("{}: {error}", folder.display())))?;
    let (place, state) = begin(arguments, folder).await?;
    report.export_id = Some(state.export_id);
    report.scope = Some(state.scope);
    state.write(folder)?;
    let export = Export {
        arguments,
        folder: folder.to_owned(),
        screen,
        place,
        state,
    };
    let outcome = export.finish(report).await;
    let is_over = |failure: &Failure| failure.exit() == Exit::JobFailed;
    if outcome.as_ref().err().is_none_or(is_over) {
        State::remove(folder)?;
    }
    outcome.map_err(|failure| advise(failure, true))
}

/// An export that has been started.
struct Export<'a> {
    arguments: &'a ExportArgs,
    folder: PathBuf,
    screen: &'a Screen,
    place: Place,
    state: State,
}

impl Export<'_> {
    /// Waits for the job, and fetches the files.
    async fn finish(mut self, report: &mut Report) -> Result<(), Failure> {
        let (id, scope) = (self.state.export_id, self.state.scope);
        let base_url = self.place.client.base_url();
        self.screen.say(format_args!(
            "Snyk export {id}\n  of {scope}\n  at {base_url}"
        ));
        let results = self.wait().await?;
        report.rows = results.row_count;
        let wanted = wanted(results, &mut self.state, &self.folder)?;
        self.fetch(wanted, report).await
    }

    async fn wait(&self) -> Result<ExportResults, Failure> {
        let is_demo = self.arguments.connection.demo.demo;
        let patience = Patience {
            max_wait: self.arguments.timeout,
            every: self.arguments.every.or(is_demo.then_some(OFTEN)),
        };
        let export_id = self.state.export_id;
        let status = self.screen.status("asking how it is getting on");
        let mut looks = self.place.job(export_id, patience);
        while let Some(job) = looks.next().await {
            status.set(&format!("the job is {}", job?.status));
        }
        let results = self.place.results(export_id, patience.max_wait).await?;
        let results = results.into_inner().value.attributes;
        let time = duration(status.elapsed());
        drop(status);
        self.screen
            .say(format_args!("  ready after {time}: {}", counted(&results)));
        Ok(results)
    }

    /// Fetches the files side by side. One that fails does not keep the others from their end.
    async fn fetch(&mut self, wanted: Vec<Wanted>, report: &mut Report) -> Result<(), Failure> {
        let all = Fetcher {
            place: self.place.clone(),
            export_id: self.state.export_id,
            folder: self.folder.clone(),
            overwrites: self.state.overwrites,
            screen: self.screen.clone(),
        };
        let one = async |wanted: Wanted| (wanted.index, all.fetch(&wanted).await);
        let mut files = stream::iter(wanted)
            .map(one)
            .buffer_unordered(self.arguments.parallel.max(1));
        let mut first = None;
        while let Some((index, outcome)) = files.next().await {
            match outcome {
                Ok(fetched) => {
                    report.files.push(fetched);
                    self.state.is_done(index, &self.folder)?;
                }
                Err(failure) if first.is_some() => self.screen.warn(failure),
                Err(failure) => first = Some(failure),
            }
        }
        first.map_or(Ok(()), Err)
    }
}

fn counted(results: &ExportResults) -> String {
    let sizes = results.results.iter().map(|file| file.file_size);
    let size = sizes.sum::<Option<u64>>();
    let size = size.map_or_else(|| "size not known".to_owned(), bytes);
    let rows = shown(results.row_count);
    format!("{} files, {rows} rows, {size}", results.results.len())
}
