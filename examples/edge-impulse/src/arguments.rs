//! The command line.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use terminal::{Demo, EXIT_CODES, parse_duration};

use crate::credential::Kind;

/// Exports an organization's data from Edge Impulse: starts an export, waits for it, downloads its
/// archive
///
/// Without a command it does what `run` does. `--demo` runs any command against stand-in servers.
#[derive(Parser, Debug)]
#[command(
    name = "ei-export",
    version,
    after_help = EXIT_CODES,
    after_long_help = format!("{CREDENTIALS}\n\n{EXIT_CODES}"),
    // An export of this API is one archive.
    mut_arg("demo_files", |arg| arg.hide(true)),
    mut_arg("demo_file_size", |arg| arg.help("About how large the archive is, as 64K, 100M or 2G")),
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) run: Run,
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) demo: Demo,
}

impl Arguments {
    /// Reads a command line, the first word of which is the program's name.
    ///
    /// # Errors
    /// As clap says it, and where an option of `run` stands before the name of another command.
    pub(crate) fn read(words: &[OsString]) -> Result<Self, clap::Error> {
        let mut arguments = Self::try_parse_from(words)?;
        if arguments.command.is_some() && arguments.run != Run::default() {
            let message = "an option of one command stands before its name; put it behind that";
            return Err(Self::command().error(ErrorKind::ArgumentConflict, message));
        }
        let is_demo = arguments.demo.demo;
        if let Some(files) = arguments
            .files_mut()
            .filter(|files| is_demo && files.out.is_none())
        {
            // Nothing but demonstrations put their files there.
            files.out = Some(std::env::temp_dir().join("ei-export-demo"));
            files.overwrite = true;
        }
        Ok(arguments)
    }

    /// Where the command puts the archive, if it fetches one.
    pub(crate) fn files_mut(&mut self) -> Option<&mut Files> {
        match &mut self.command {
            None => Some(&mut self.run.files),
            Some(Command::Run(run)) => Some(&mut run.files),
            Some(Command::Create(create)) => Some(&mut create.files),
            Some(Command::Download(download)) => Some(&mut download.files),
            Some(_) => None,
        }
    }
}

const CREDENTIALS: &str = "\
Credentials, one of them, in the environment or as NAME=value lines in the --credential-file:
  EI_API_KEY                        the key of an organization
  EI_JWT                            a user's token; deleting takes one
  EI_CLIENT_ID, EI_CLIENT_SECRET    a program's, by OAuth 2.0
  EI_USERNAME, EI_PASSWORD          a user's, who is logged in for a token
In the same places, unless they are given as options:
  EI_ORGANIZATION_ID, EI_INNER_ORGANIZATION_ID";

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Starts an export, waits for it, and downloads its archive
    Run(Run),
    /// Starts an export (of a white label's inner organization)
    Create(Create),
    /// Lists the exports
    List(List),
    /// Shows an export
    Show(One),
    /// Keeps an export for longer, or shorter (of a white label's inner organization)
    Extend(Extend),
    /// Deletes an export, which takes a JWT (of a white label's inner organization)
    Delete(One),
    /// Downloads an export's archive, once it is done, and goes on with what is there of it
    Download(Download),
}

#[derive(Args, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) new: New,
    #[command(flatten)]
    pub(crate) files: Files,
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    #[command(flatten)]
    pub(crate) new: New,
    /// Waits until it is done
    #[arg(long)]
    pub(crate) wait: bool,
    /// Waits until it is done, and downloads its archive, as `run` does
    #[arg(long)]
    pub(crate) download: bool,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// An export that is to be.
#[derive(Args, Debug, Default, PartialEq, Eq)]
pub(crate) struct New {
    /// What the export is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// When it is to be deleted, as 2026-01-31 or 2026-01-31T12:00:00Z; at the most 60 days from now
    /// [default: after 30 days]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) expires: Option<String>,
}

/// Where the archive goes.
#[derive(Args, Debug, Default, PartialEq, Eq)]
pub(crate) struct Files {
    /// The folder for the archive, made if it is not there [default: the current one; for a
    /// demonstration one for temporary files]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Replaces an archive that is there already, and forgets an export that was not finished
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Goes on with the export that was not finished in this folder
    #[arg(long)]
    pub(crate) resume: bool,
    /// Downloads over so many connections
    #[arg(long, value_name = "NUMBER")]
    pub(crate) parallel: Option<u16>,
}

impl Files {
    pub(crate) fn folder(&self) -> &Path {
        self.out.as_deref().unwrap_or(Path::new(""))
    }
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Lists so many at the most
    #[arg(long, value_name = "NUMBER")]
    pub(crate) limit: Option<u64>,
    /// Asks for so many at a time
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) page_size: u64,
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// The export, as `list` shows it
    #[arg(value_name = "ID")]
    pub(crate) id: i64,
}

#[derive(Args, Debug)]
pub(crate) struct Extend {
    #[command(flatten)]
    pub(crate) export: One,
    /// When it is to be deleted, as 2026-01-31 or 2026-01-31T12:00:00Z; 60 days from its start at the
    /// most
    #[arg(value_name = "DATE", value_parser = parse_date)]
    pub(crate) expires: String,
}

#[derive(Args, Debug)]
pub(crate) struct Download {
    /// The export, as `list` shows it
    #[arg(value_name = "ID", required_unless_present = "resume")]
    pub(crate) id: Option<i64>,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// What holds for every command.
#[derive(Args, Debug)]
pub(crate) struct Common {
    /// The organization: the one that owns the white label, or the one whose exports are meant
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) organization: Option<i64>,
    /// The organization within the white label whose exports are meant
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) inner_organization: Option<i64>,
    /// Where the API is [default: Edge Impulse's own place]
    #[arg(long, global = true, value_name = "URL", conflicts_with = "demo")]
    pub(crate) base_url: Option<String>,
    /// Which credential to use, where there are several
    #[arg(long, global = true, value_name = "CREDENTIAL")]
    pub(crate) auth: Option<Kind>,
    /// Reads the credential from this file, and not from the environment
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "demo")]
    pub(crate) credential_file: Option<PathBuf>,
    /// How long to wait for an export at the most, as 90s, 10m or 2h
    #[arg(long, global = true, value_name = "TIME", default_value = "1h", value_parser = parse_duration)]
    pub(crate) timeout: Duration,
    /// How often to look [default: after 1s, then ever less often, up to 30s]
    #[arg(long, global = true, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) every: Option<Duration>,
    /// Prints one JSON document on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Says nothing on standard error but warnings and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// A date, or a date and a time, as the API takes it. Whether there is such a day is for the API to
/// say.
fn parse_date(text: &str) -> Result<String, String> {
    let is_date = |text: &str| {
        let fits = |(byte, shape)| match shape {
            b'0' => u8::is_ascii_digit(&byte),
            other => byte == other,
        };
        text.len() == 10 && text.bytes().zip(*b"0000-00-00").all(fits)
    };
    match text.split_once('T') {
        None if is_date(text) => Ok(format!("{text}T00:00:00Z")),
        Some((date, _)) if is_date(date) => Ok(text.to_owned()),
        _ => Err("write a date as 2026-01-31 or 2026-01-31T12:00:00Z".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Arguments, String> {
        let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
        Arguments::read(&words).map_err(|error| error.to_string())
    }

    #[test]
    fn the_options_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_is_for_all_commands_stands_before_and_behind_their_names() {
        for line in [
            "ei-export --demo --json list",
            "ei-export list --demo --json",
        ] {
            let arguments = read(line).unwrap();
            assert!(arguments.demo.demo && arguments.common.json, "{line}");
        }
        let error = read("ei-export --resume list").unwrap_err();
        assert!(error.contains("put it behind"), "{error}");
        assert!(read("ei-export download").is_err());
        assert!(read("ei-export download --resume").is_ok());
    }

    #[test]
    fn only_demonstrations_have_a_folder_in_which_files_are_replaced() {
        let files = |line| read(line).unwrap().run.files;
        assert!(files("ei-export --demo").overwrite);
        assert!(!files("ei-export --demo --out here").overwrite);
        assert_eq!(files("ei-export"), Files::default());
    }

    #[test]
    fn a_date_may_come_without_a_time() {
        assert_eq!(parse_date("2026-01-31").unwrap(), "2026-01-31T00:00:00Z");
        let exact = "2026-01-31T12:00:00+01:00";
        assert_eq!(parse_date(exact).unwrap(), exact);
        for wrong in [
            "",
            "tomorrow",
            "2026-1-31",
            "31.01.2026",
            "2026-01-31 12:00",
        ] {
            assert!(parse_date(wrong).is_err(), "{wrong}");
        }
    }
}
