//! What a file holds.

use std::sync::Arc;

use axum::body::Bytes;

use super::gzip::Gzip;
use super::rows::Rows;

/// How much is made at once where all of it is read.
pub(super) const PIECE: usize = 64 << 10;

/// Bytes of which the most are made when they are read, so that files may be larger than the
/// memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    parts: Vec<Part>,
    length: u64,
}

#[derive(Debug, Clone)]
struct Part {
    first: u64,
    source: Source,
}

#[derive(Debug, Clone)]
pub(super) enum Source {
    Bytes(Bytes),
    Rows(Arc<Rows>),
    Gzip(Arc<Gzip>),
}

impl Source {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Rows(rows) => rows.length(),
            Self::Gzip(gzip) => gzip.length(),
        }
    }

    /// Adds what is here from `at` on, `most` of it unless it ends before.
    fn read(&self, into: &mut Vec<u8>, at: u64, most: usize) {
        match self {
            Self::Bytes(bytes) => copy(into, bytes, at, most),
            Self::Rows(rows) => rows.read(into, at, most),
            Self::Gzip(gzip) => gzip.read(into, at, most),
        }
    }
}

/// Adds what `from` holds from `at` on, `most` of it unless it ends before.
pub(super) fn copy(into: &mut Vec<u8>, from: &[u8], at: u64, most: usize) {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(from.len());
    let end = at.saturating_add(most).min(from.len());
    into.extend_from_slice(from.get(at..end).unwrap_or_default());
}

impl Content {
    pub(super) fn push(&mut self, source: Source) {
        let first = self.length;
        self.length += source.length();
        self.parts.push(Part { first, source });
    }

    pub(super) fn push_bytes(&mut self, bytes: impl Into<Bytes>) {
        self.push(Source::Bytes(bytes.into()));
    }

    pub(super) fn append(&mut self, other: Self) {
        for part in other.parts {
            self.push(part.source);
        }
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The bytes from `at` on, `most` of them unless the content ends before.
    pub(crate) fn read(&self, at: u64, most: usize) -> Vec<u8> {
        let left = usize::try_from(self.length.saturating_sub(at)).unwrap_or(usize::MAX);
        let most = most.min(left);
        let mut bytes = Vec::with_capacity(most);
        let before = self.parts.partition_point(|part| part.first <= at);
        for part in self.parts.iter().skip(before.saturating_sub(1)) {
            let within = (at + bytes.len() as u64).saturating_sub(part.first);
            let missing = most - bytes.len();
            part.source.read(&mut bytes, within, missing);
        }
        bytes
    }

    /// All of it, piece by piece.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Vec<u8>> {
        let starts = (0..self.length).step_by(PIECE);
        starts.map(|at| self.read(at, PIECE))
    }

    pub(super) fn crc32(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        for piece in self.pieces() {
            hasher.update(&piece);
        }
        hasher.finalize()
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        let mut content = Self::default();
        content.push_bytes(bytes);
        content
    }
}

#[cfg(test)]
mod tests {
    use super::Content;

    #[test]
    fn a_part_may_go_over_the_borders_within() {
        let mut content = Content::default();
        for text in ["", "abc", "", "de", "f"] {
            content.push_bytes(text);
        }
        assert_eq!(content.length(), 6);
        for at in 0..8 {
            for most in 0..8 {
                let whole = b"abcdef".iter().copied();
                let part: Vec<u8> = whole.skip(at).take(most).collect();
                assert_eq!(content.read(at as u64, most), part, "{at} {most}");
            }
        }
    }
}
