//! Streams without `.await`, as the blocking client gives them.

use std::io::{self, Read};

use super::download::to_io;
use super::{Download, Event, Events, Lines};
use crate::blocking::Iter;
use crate::error::CallError;
use crate::response::FromText;

/// The events of a stream of the [blocking client](crate::blocking), waiting for each.
impl<T: FromText> IntoIterator for Events<T> {
    type Item = Result<Event<T>, CallError>;
    type IntoIter = Iter<Self>;

    fn into_iter(self) -> Iter<Self> {
        let drive = self.drive();
        Iter::new(self, drive)
    }
}

/// The lines of a stream of the [blocking client](crate::blocking), waiting for each.
impl<T: FromText> IntoIterator for Lines<T> {
    type Item = Result<T, CallError>;
    type IntoIter = Iter<Self>;

    fn into_iter(self) -> Iter<Self> {
        let drive = self.drive();
        Iter::new(self, drive)
    }
}

/// For a file of the [blocking client](crate::blocking). Its errors hold the [`CallError`], by
/// `io::Error::get_ref`; a file of an async client gives none but one of
/// [`ErrorKind::Blocking`](crate::ErrorKind::Blocking).
impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.unread.is_empty() && !buffer.is_empty() {
            let chunk = self.drive().wait(self.chunk());
            match chunk.and_then(|chunk| chunk).map_err(to_io)? {
                Some(chunk) => self.unread = chunk,
                None => return Ok(0),
            }
        }
        let count = self.unread.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.unread.split_to(count));
        Ok(count)
    }
}
