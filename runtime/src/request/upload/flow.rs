//! The bytes of one upload, as they are sent.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::blocking::Blocking;
use super::open::{Unreadable, failed};
use super::progress::{Callback, Teller};
use super::source::{BoxReader, BoxStream};

/// How much is read, or goes out of memory, at once.
pub(crate) const PIECE: usize = 128 * 1024;

/// An upload that has been opened.
pub(crate) struct Flow {
    input: Input,
    /// How many bytes there are to be, where that is known.
    length: Option<u64>,
    sent: u64,
    /// The last piece, which goes only once it is sure that no more comes: a transport may stop at
    /// the length that was declared, and nobody would hear of the rest.
    last: Option<Bytes>,
    /// Where it is read up to a length that was not declared, but found.
    file: Option<PathBuf>,
    teller: Option<Teller>,
}

/// Where the pieces come from.
pub(super) enum Input {
    Bytes(Bytes),
    Reader(Reading),
    Stream(BoxStream),
    Over,
}

/// A reader, which is here or at work.
#[derive(Default)]
pub(super) struct Reading {
    here: Option<BoxReader>,
    at_work: Option<Blocking<(BoxReader, io::Result<Bytes>)>>,
}

type Piece = Option<Result<Bytes, Unreadable>>;

impl Flow {
    pub(super) fn new(input: Input, length: Option<u64>) -> Self {
        Self {
            input,
            length,
            sent: 0,
            last: None,
            file: None,
            teller: None,
        }
    }

    /// A file as long as it is now: what is written behind that is not sent.
    pub(super) fn file(file: fs::File, length: u64, path: &Path) -> Self {
        Self {
            file: Some(path.to_owned()),
            ..Self::new(Input::reader(Box::new(file.take(length))), Some(length))
        }
    }

    pub(super) fn telling(mut self, callback: Callback) -> Self {
        self.teller = Some(Teller::new(callback, self.length));
        self
    }

    /// Tells that nothing has been sent.
    pub(crate) fn begin(&self) -> Result<(), Unreadable> {
        self.teller.as_ref().map_or(Ok(()), Teller::tell)
    }

    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next piece, which is not empty; `None` at the end.
    pub(crate) fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Piece> {
        let next = ready!(self.poll_next(context));
        let Some(teller) = &mut self.teller else {
            return Poll::Ready(next);
        };
        let told = match &next {
            Some(Ok(piece)) => teller.taken(piece.len() as u64),
            Some(Err(_)) => Ok(()),
            None => teller.ended(),
        };
        Poll::Ready(told.map_or_else(|fault| Some(Err(fault)), |()| next))
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Piece> {
        loop {
            let Some(piece) = ready!(self.input.poll_piece(context)).transpose()? else {
                return Poll::Ready(self.end());
            };
            self.sent += piece.len() as u64;
            match self.length {
                _ if piece.is_empty() => {}
                Some(length) if self.sent > length => {
                    self.input = Input::Over;
                    return Poll::Ready(Some(Err(longer(length))));
                }
                Some(length) if self.sent == length && self.file.is_none() => {
                    self.last = Some(piece);
                }
                _ => return Poll::Ready(Some(Ok(piece))),
            }
        }
    }

    fn end(&mut self) -> Piece {
        match self.length.replace(self.sent) {
            Some(length) if self.sent < length => {
                Some(Err(shorter(self.sent, length, self.file.as_deref())))
            }
            _ => self.last.take().map(Ok),
        }
    }
}

fn longer(declared: u64) -> Unreadable {
    Unreadable::new(format!(
        "goes on behind the {declared} bytes that were declared; declare its true `length`, or none"
    ))
}

fn shorter(sent: u64, length: u64, file: Option<&Path>) -> Unreadable {
    Unreadable::new(match file {
        Some(path) => format!(
            "ended after {sent} of {length} bytes: the file {} has been cut while it was sent; send it when nobody writes to it",
            path.display()
        ),
        None => format!(
            "ended after {sent} bytes, where {length} were declared; declare its true `length`, or none"
        ),
    })
}

/// The next bytes of what is in memory. They go in slices, since one that is taken is the sign that
/// a body goes on.
pub(crate) fn slice(bytes: &mut Bytes) -> Option<Bytes> {
    let length = bytes.len().min(PIECE);
    (length > 0).then(|| bytes.split_to(length))
}

impl Input {
    pub(super) fn reader(reader: BoxReader) -> Self {
        Self::Reader(Reading {
            here: Some(reader),
            at_work: None,
        })
    }

    /// The next piece; `None` at the end and after an error.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Piece> {
        let next = match self {
            Self::Over => None,
            Self::Bytes(bytes) => slice(bytes).map(Ok),
            Self::Stream(stream) => {
                ready!(stream.as_mut().poll_next(context)).map(|piece| piece.map_err(failed))
            }
            Self::Reader(reading) => ready!(reading.poll_piece(context)),
        };
        if !matches!(next, Some(Ok(_))) {
            *self = Self::Over;
        }
        Poll::Ready(next)
    }
}

impl Reading {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Piece> {
        if let Some(reader) = self.here.take() {
            self.at_work = Some(Blocking::run(move || read_piece(reader)));
        }
        let Some(work) = &mut self.at_work else {
            return Poll::Ready(None);
        };
        let done = ready!(Pin::new(work).poll(context));
        self.at_work = None;
        Poll::Ready(match done {
            Ok((_, Ok(piece))) if piece.is_empty() => None,
            Ok((reader, Ok(piece))) => {
                self.here = Some(reader);
                Some(Ok(piece))
            }
            Ok((_, Err(error))) => Some(Err(failed(error))),
            Err(error) => Some(Err(Unreadable::lost(error))),
        })
    }
}

fn read_piece(mut reader: BoxReader) -> (BoxReader, io::Result<Bytes>) {
    let mut piece = vec![0; PIECE];
    let read = loop {
        match reader.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read,
        }
    };
    let read = read.map(|length| {
        piece.truncate(length);
        Bytes::from(piece)
    });
    (reader, read)
}
