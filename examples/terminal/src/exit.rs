//! What the programs end with.

use std::process::ExitCode;

use endpoint::{Error, ErrorKind};

/// How a program ended, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Done,
    /// The network, the server or the disk did not play along.
    Failed,
    /// The command line or what it needs is not in order; nothing was done.
    Usage,
    /// The API refuses the call: the credential, the permission, or what was asked for.
    Refused,
    /// The job failed on the server.
    JobFailed,
    /// The job is not done in the time for it, and goes on.
    NotInTime,
    /// Ctrl-C came first.
    Interrupted,
}

/// The codes, for the end of a program's `--help`.
pub const EXIT_CODES: &str = "\
Exit codes:
    0  done
    1  failed: the network, the server or the disk; --resume goes on
    2  usage: the command line, or something that it needs, is not in order
    3  refused: by the API, for the credential, its permissions or what was asked for
    4  the job failed on the server; a new one has to be started
    5  the job is not done in time; it goes on there, and --resume here
  130  interrupted; --resume goes on";

impl Exit {
    /// What a call that failed amounts to.
    pub fn of<B>(error: &Error<B>) -> Self {
        match error {
            Error::Api(refusal) if refusal.is_retryable() => Self::Failed,
            Error::Api(refusal) if refusal.status().is_server_error() => Self::Failed,
            Error::Api(_) => Self::Refused,
            Error::Call(failure) => match failure.kind() {
                ErrorKind::Auth => Self::Refused,
                ErrorKind::Job => Self::JobFailed,
                ErrorKind::Pending => Self::NotInTime,
                _ => Self::Failed,
            },
        }
    }

    /// The number that the program ends with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::JobFailed => 4,
            Self::NotInTime => 5,
            Self::Interrupted => 130,
        }
    }

    /// The word for it in a document.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::JobFailed => "job_failed",
            Self::NotInTime => "not_in_time",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::{EXIT_CODES, Exit};

    #[test]
    fn the_help_names_every_code() {
        for exit in [
            Exit::Done,
            Exit::Failed,
            Exit::Usage,
            Exit::Refused,
            Exit::JobFailed,
            Exit::NotInTime,
            Exit::Interrupted,
        ] {
            let line = format!("{:>5}  ", exit.code());
            assert_eq!(EXIT_CODES.matches(&line).count(), 1, "{exit:?}");
        }
    }
}
