//! An upload that is opened, to be read once.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;

use super::Upload;
use super::flow::{Flow, Input};
use super::source::{BoxError, BoxReader, Source};

/// Why an upload cannot be read: what is wrong and what to do, to stand behind its name.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) what: Cow<'static, str>,
    pub(crate) source: Option<BoxError>,
}

impl Unreadable {
    pub(super) fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            what: what.into(),
            source: None,
        }
    }

    pub(super) fn because(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Work elsewhere that came to no end.
    pub(crate) fn lost(error: io::Error) -> Self {
        Self::new("could not be read, since its reader panicked or the runtime is shutting down")
            .because(error)
    }

    fn gone() -> Self {
        Self::new(
            "has been sent already, and a reader or stream is read once; give a path or bytes to send it again",
        )
    }

    fn declared(length: u64, declared: u64) -> Self {
        Self::new(format!(
            "is {length} bytes long, where {declared} were declared; leave `length` to it"
        ))
    }
}

impl Upload {
    /// Opens it for one sending. May block if it is a file.
    pub(crate) fn open(&self) -> Result<Flow, Unreadable> {
        let flow = self.flow()?;
        Ok(match &self.progress {
            Some(callback) => flow.telling(Arc::clone(callback)),
            None => flow,
        })
    }

    fn flow(&self) -> Result<Flow, Unreadable> {
        let (input, known) = match &*self.source {
            Source::Bytes(bytes) => (Input::Bytes(bytes.clone()), Some(bytes.len() as u64)),
            Source::Path(path) => {
                let (file, length) = open_file(path)?;
                let declared = self.matching(length)?;
                return Ok(match length {
                    Some(length) => Flow::file(file, length, path),
                    None => Flow::new(Input::reader(Box::new(file)), declared),
                });
            }
            Source::Reader(reader) => {
                let reader = reader.take().ok_or_else(Unreadable::gone)?;
                (Input::reader(reader), None)
            }
            Source::Stream(stream) => {
                let stream = stream.take().ok_or_else(Unreadable::gone)?;
                (Input::Stream(stream), None)
            }
        };
        Ok(Flow::new(input, self.matching(known)?))
    }

    /// All of it, for a request that is not sent by a client. May block.
    pub(crate) fn read(&self) -> Result<Bytes, Unreadable> {
        let (mut reader, known): (BoxReader, _) = match &*self.source {
            Source::Bytes(bytes) => {
                self.matching(Some(bytes.len() as u64))?;
                return Ok(bytes.clone());
            }
            Source::Path(path) => {
                let (file, length) = open_file(path)?;
                (Box::new(file), length)
            }
            Source::Reader(reader) => (reader.take().ok_or_else(Unreadable::gone)?, None),
            Source::Stream(_) => {
                return Err(Unreadable::new(
                    "is a stream, which only a client can send; use `client.send(..)`, or give a path, a reader or bytes",
                ));
            }
        };
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(failed)?;
        self.matching(known)?;
        self.matching(Some(bytes.len() as u64))?;
        Ok(bytes.into())
    }

    /// The length, if it is known, which must be what was declared.
    fn matching(&self, known: Option<u64>) -> Result<Option<u64>, Unreadable> {
        match (known, self.length) {
            (Some(known), Some(declared)) if known != declared => {
                Err(Unreadable::declared(known, declared))
            }
            (known, declared) => Ok(known.or(declared)),
        }
    }
}

/// The file, and its length if it has one: a pipe has none.
fn open_file(path: &Path) -> Result<(fs::File, Option<u64>), Unreadable> {
    let fail = |error: io::Error| {
        let what = match error.kind() {
            io::ErrorKind::NotFound => "is not there; check the path",
            io::ErrorKind::PermissionDenied => "may not be read; check its permissions",
            _ => "cannot be opened; check the path and the file",
        };
        Unreadable::new(format!(
            "cannot be sent: the file {} {what}",
            path.display()
        ))
        .because(error)
    };
    let file = fs::File::open(path).map_err(fail)?;
    let metadata = file.metadata().map_err(fail)?;
    if metadata.is_dir() {
        return Err(Unreadable::new(format!(
            "cannot be sent: {} is a folder; give the path of a file",
            path.display()
        )));
    }
    Ok((file, metadata.is_file().then_some(metadata.len())))
}

/// A source that failed while it was read.
pub(super) fn failed(error: impl Into<BoxError>) -> Unreadable {
    Unreadable::new("could not be read to its end; look at the cause, and at where it comes from")
        .because(error)
}
