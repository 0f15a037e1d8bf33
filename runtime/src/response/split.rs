//! Lines, cut out of a body that comes in pieces.

use bytes::{Buf as _, Bytes, BytesMut};

/// Cuts pieces into lines. Every byte is looked at once; a line that lies in one piece is not
/// copied.
#[derive(Debug)]
pub(crate) struct Splitter {
    ends: Ends,
    limit: u64,
    /// What came of a line whose end did not.
    begun: BytesMut,
    /// What has not been looked at.
    piece: Bytes,
    /// Whether a line feed would belong to the line end before it.
    is_behind_cr: bool,
}

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// A line feed, perhaps with a carriage return before it.
    Lf,
    /// A line feed, a carriage return, or both.
    CrOrLf,
}

/// A line longer than the limit; what came of it, up to the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong(pub(crate) Bytes);

impl Splitter {
    pub(crate) fn new(ends: Ends, limit: u64) -> Self {
        Self {
            ends,
            limit,
            begun: BytesMut::new(),
            piece: Bytes::new(),
            is_behind_cr: false,
        }
    }

    /// Takes the next piece; the one before has to be used up, as it is when `next` says `None`.
    pub(crate) fn feed(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    /// Begins with another body.
    pub(crate) fn restart(&mut self) {
        *self = Self::new(self.ends, self.limit);
    }

    /// The next line without its end; `None` where more has to come first. `beside` is what is kept
    /// beside the line, in bytes, and counts towards the limit.
    pub(crate) fn next(&mut self, beside: usize) -> Option<Result<Bytes, TooLong>> {
        self.pass_over_line_feed();
        let end = self.piece.iter().position(|byte| self.is_end(*byte));
        let length = end.unwrap_or(self.piece.len());
        if self.is_too_long(beside, length) {
            return Some(Err(self.cut(beside)));
        }
        let Some(end) = end else {
            self.begun.extend_from_slice(&self.piece);
            self.piece.clear();
            return None;
        };
        let line = self.take(end);
        self.is_behind_cr = self.piece.get_u8() == b'\r';
        Some(Ok(self.without_cr(line)))
    }

    /// What came of a line whose end did not.
    pub(crate) fn rest(&mut self) -> Bytes {
        let line = self.begun.split().freeze();
        self.without_cr(line)
    }

    fn pass_over_line_feed(&mut self) {
        if self.is_behind_cr && !self.piece.is_empty() {
            self.is_behind_cr = false;
            if self.piece[0] == b'\n' {
                self.piece.advance(1);
            }
        }
    }

    fn is_end(&self, byte: u8) -> bool {
        byte == b'\n' || (byte == b'\r' && self.ends == Ends::CrOrLf)
    }

    fn is_too_long(&self, beside: usize, length: usize) -> bool {
        let length = self.begun.len().saturating_add(length);
        length.saturating_add(beside) as u64 > self.limit
    }

    /// The line whose rest is the next `end` bytes of the piece.
    fn take(&mut self, end: usize) -> Bytes {
        let line = self.piece.split_to(end);
        if self.begun.is_empty() {
            return line;
        }
        self.begun.extend_from_slice(&line);
        self.begun.split().freeze()
    }

    fn without_cr(&self, mut line: Bytes) -> Bytes {
        if self.ends == Ends::Lf && line.last() == Some(&b'\r') {
            line.truncate(line.len() - 1);
        }
        line
    }

    fn cut(&mut self, beside: usize) -> TooLong {
        let room = self.limit.saturating_sub(beside as u64);
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        let missing = room.saturating_sub(self.begun.len());
        self.begun
            .extend_from_slice(&self.piece[..missing.min(self.piece.len())]);
        let mut kept = self.begun.split().freeze();
        kept.truncate(room);
        self.piece.clear();
        TooLong(kept)
    }
}

/// Bytes for tests: the same in every run.
#[cfg(test)]
pub(crate) mod random {
    /// A xorshift generator.
    pub(crate) struct Random(pub(crate) u64);

    impl Random {
        pub(crate) fn below(&mut self, limit: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % limit as u64).unwrap()
        }

        /// Bytes, most of which mean something to the parser at hand.
        pub(crate) fn bytes(&mut self, alphabet: &[&[u8]], count: usize) -> Vec<u8> {
            let mut bytes = Vec::new();
            for _ in 0..count {
                bytes.extend_from_slice(alphabet[self.below(alphabet.len())]);
            }
            bytes
        }

        /// The same bytes in pieces of any length, some of them empty.
        pub(crate) fn pieces(&mut self, mut bytes: &[u8]) -> Vec<bytes::Bytes> {
            let mut pieces = Vec::new();
            while !bytes.is_empty() {
                let (piece, rest) = bytes.split_at(self.below(bytes.len().min(9) + 1));
                pieces.push(bytes::Bytes::copy_from_slice(piece));
                bytes = rest;
            }
            pieces
        }
    }
}

#[cfg(test)]
mod tests {
    use super::random::Random;
    use super::*;

    /// The lines of a body in these pieces, and what is left at its end.
    fn split(ends: Ends, pieces: &[Bytes]) -> (Vec<Bytes>, Bytes) {
        let mut splitter = Splitter::new(ends, u64::MAX);
        let mut lines = Vec::new();
        for piece in pieces {
            splitter.feed(piece.clone());
            while let Some(line) = splitter.next(0) {
                lines.push(line.unwrap());
            }
        }
        (lines, splitter.rest())
    }

    fn whole(ends: Ends, text: &'static str) -> (Vec<Bytes>, Bytes) {
        split(ends, &[Bytes::from_static(text.as_bytes())])
    }

    #[test]
    fn lines_end_as_their_kind_says() {
        let text = "a\r\nb\rc\n\n\r\r\nd\r";
        let (lines, rest) = whole(Ends::CrOrLf, text);
        assert_eq!(lines, ["a", "b", "c", "", "", "", "d"]);
        assert_eq!(rest, "");
        let (lines, rest) = whole(Ends::Lf, text);
        assert_eq!(lines, ["a", "b\rc", "", "\r"]);
        assert_eq!(rest, "d");
    }

    #[test]
    fn it_does_not_matter_where_the_pieces_end() {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for round in 0..2_000 {
            let bytes = random.bytes(&[b"\r", b"\n", b"\r\n", b"ab", "é".as_bytes(), b"\xff"], 20);
            let pieces = random.pieces(&bytes);
            for ends in [Ends::Lf, Ends::CrOrLf] {
                let one = split(ends, &[Bytes::from(bytes.clone())]);
                assert_eq!(split(ends, &pieces), one, "round {round}: {pieces:?}");
            }
        }
    }

    #[test]
    fn a_line_over_the_limit_is_one_as_soon_as_the_limit_is_passed() {
        let mut splitter = Splitter::new(Ends::Lf, 4);
        splitter.feed(Bytes::from_static(b"abcd\nab"));
        assert_eq!(splitter.next(0), Some(Ok("abcd".into())));
        assert_eq!(splitter.next(0), None);
        splitter.feed(Bytes::from_static(b"cde"));
        assert_eq!(splitter.next(0), Some(Err(TooLong("abcd".into()))));
        let mut splitter = Splitter::new(Ends::Lf, 4);
        splitter.feed(Bytes::from_static(b"abc\n"));
        assert_eq!(splitter.next(2), Some(Err(TooLong("ab".into()))));
    }
}
