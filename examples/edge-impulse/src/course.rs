//! From a start to a file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use terminal::{Exit, Failure};

use crate::api::Export;
use crate::arguments::{Create, Download, Files, New, Run};
use crate::outcome::{Fetched, Outcome};
use crate::program::Program;
use crate::unfinished::{Kept, Unfinished, make};

/// How often an export is looked for that was started a moment ago.
const LOOKS: u32 = 30;

impl Program {
    /// Starts an export, waits for it and downloads it; or goes on with that.
    pub(crate) async fn run(&self, run: &Run) -> Result<Outcome, Failure> {
        let unfinished = if run.files.resume {
            self.unfinished(&run.files)?
        } else {
            self.begin(run).await?
        };
        self.go_on(unfinished, &run.files).await
    }

    /// Starts an export, and does no more than is asked for.
    pub(crate) async fn create(&self, create: Create) -> Result<Outcome, Failure> {
        let Create { new, files, .. } = create;
        if create.download || files.resume {
            return self.run(&Run { new, files }).await;
        }
        let job_id = self.start(&new).await?;
        let mut export = self.find(job_id).await?;
        if create.wait {
            export = self.wait(export.id).await?;
        }
        Ok(Outcome::Export(export.into()))
    }

    /// Downloads an export that is known.
    pub(crate) async fn download(&self, download: &Download) -> Result<Outcome, Failure> {
        let files = &download.files;
        let Some(id) = download.id else {
            return self.go_on(self.unfinished(files)?, files).await;
        };
        make(files.folder())?;
        let target = free_target(id, files)?;
        let export = self.wait(id).await?;
        let file = self.fetch(&export, &target, files).await?;
        Ok(Outcome::File(export.into(), file))
    }

    async fn begin(&self, run: &Run) -> Result<Unfinished, Failure> {
        Unfinished::make_room(&run.files)?;
        let kept = Kept {
            place: self.place.clone(),
            job_id: self.start(&run.new).await?,
            export_id: None,
        };
        Unfinished::begin(&run.files, kept)
    }

    fn unfinished(&self, files: &Files) -> Result<Unfinished, Failure> {
        let unfinished = Unfinished::find(files, &self.place)?;
        let job_id = unfinished.export.job_id;
        self.screen.say(format_args!("going on with job {job_id}"));
        Ok(unfinished)
    }

    /// From a job to its file.
    async fn go_on(&self, mut unfinished: Unfinished, files: &Files) -> Result<Outcome, Failure> {
        let export_id = match unfinished.export.export_id {
            Some(id) => id,
            None => self.identify(&mut unfinished, files).await?,
        };
        let export = match self.wait(export_id).await {
            Ok(export) => export,
            Err(failure) if failure.exit() == Exit::JobFailed => {
                unfinished.forget()?;
                return Err(failure);
            }
            Err(failure) => return Err(failure),
        };
        let target = target(export_id, files);
        let file = match std::fs::metadata(&target) {
            // It was not there before: an earlier run has brought it, and did not come to say so.
            Ok(there) if !files.overwrite => Fetched::before(target, there.len()),
            _ => self.fetch(&export, &target, files).await?,
        };
        unfinished.forget()?;
        Ok(Outcome::File(export.into(), file))
    }

    /// Finds out which export it is, and makes sure that its archive has a place.
    async fn identify(&self, unfinished: &mut Unfinished, files: &Files) -> Result<i64, Failure> {
        let export = self.find(unfinished.export.job_id).await?;
        free_target(export.id, files)?;
        unfinished.is_export(export.id)?;
        Ok(export.id)
    }

    async fn start(&self, new: &New) -> Result<i64, Failure> {
        let started = self.exports.create(new).await;
        let job_id = started.map_err(|failure| match failure.exit() {
            Exit::Failed => failure.or_help(
                "see by `ei-export list` whether it was started all the same, before you try again",
            ),
            _ => failure,
        })?;
        self.screen.say(format_args!("started job {job_id}"));
        Ok(job_id)
    }

    /// The export that a job makes: starting one gives the job's id only.
    async fn find(&self, job_id: i64) -> Result<Export, Failure> {
        let text = format!("looking for the export of job {job_id}");
        let status = self.screen.status(&text);
        let pause = self.patience.every.unwrap_or(Duration::from_secs(1));
        for _ in 0..LOOKS {
            if let Some(export) = self.exports.of_job(job_id).await? {
                drop(status);
                let id = export.id;
                self.screen
                    .say(format_args!("job {job_id} makes export {id}"));
                return Ok(export);
            }
            tokio::time::sleep(pause).await;
        }
        let message = format!("no export of job {job_id} is listed");
        Err(Failure::new(Exit::Failed, message)
            .help("look for it later by `ei-export list`, and fetch it by `ei-export download`"))
    }

    async fn wait(&self, export_id: i64) -> Result<Export, Failure> {
        let text = format!("export {export_id} is pending");
        let status = self.screen.status(&text);
        let export = self.exports.done(export_id, self.patience).await?;
        let time = terminal::duration(status.elapsed());
        drop(status);
        let text = format!("export {export_id} is done, after {time}");
        self.screen.say(text);
        Ok(export)
    }

    async fn fetch(
        &self,
        export: &Export,
        target: &Path,
        files: &Files,
    ) -> Result<Fetched, Failure> {
        let bar = self.screen.file(&name(export.id));
        let file = self.exports.download(export, target, files, bar).await?;
        self.screen.say(file.story());
        Ok(file)
    }
}

fn name(export_id: i64) -> String {
    format!("export-{export_id}.zip")
}

fn target(export_id: i64, files: &Files) -> PathBuf {
    files.folder().join(name(export_id))
}

/// Where the archive goes, if nothing is there that is not to be replaced.
fn free_target(export_id: i64, files: &Files) -> Result<PathBuf, Failure> {
    let target = target(export_id, files);
    if target.exists() && !files.overwrite {
        return Err(Failure::usage(format!("{} is there already", target.display())).help(
            "move it away, or replace it by --overwrite; with --resume, if an export was started for it",
        ));
    }
    Ok(target)
}
