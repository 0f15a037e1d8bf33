//! The gzip form of a file, by [RFC 1952](https://www.rfc-editor.org/rfc/rfc1952), in blocks that
//! are stored as they are: so any part of it can be made by itself, and its length is known before.

use super::content::{Content, copy};

/// No flags, no time, no hints.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// What stands before a stored block: whether it is the last, its length, and that again with every
/// bit turned.
const BLOCK_HEAD: u64 = 5;
const LARGEST_BLOCK: u64 = 0xffff;
const TAIL: u64 = 8;

#[derive(Debug)]
pub(super) struct Gzip {
    content: Content,
    crc: u32,
}

impl Gzip {
    /// Reads all of the content, for its checksum.
    pub(super) fn of(content: Content) -> Self {
        let crc = content.crc32();
        Self { content, crc }
    }

    /// Even nothing takes a block, to say that it is the last.
    fn blocks(&self) -> u64 {
        self.content.length().div_ceil(LARGEST_BLOCK).max(1)
    }

    fn blocks_end(&self) -> u64 {
        HEAD.len() as u64 + self.blocks() * BLOCK_HEAD + self.content.length()
    }

    pub(super) fn length(&self) -> u64 {
        self.blocks_end() + TAIL
    }

    pub(super) fn read(&self, into: &mut Vec<u8>, at: u64, most: usize) {
        let end = into.len().saturating_add(most);
        let mut at = at;
        while into.len() < end && at < self.length() {
            let before = into.len();
            self.read_some(into, at, end - before);
            at += (into.len() - before) as u64;
        }
    }

    /// Adds at least a byte, and none of what comes behind the block or the frame that `at` is in.
    fn read_some(&self, into: &mut Vec<u8>, at: u64, most: usize) {
        let head = HEAD.len() as u64;
        if at < head {
            return copy(into, &HEAD, at, most);
        }
        if at >= self.blocks_end() {
            return copy(into, &self.tail(), at - self.blocks_end(), most);
        }
        let (block, within) = (
            (at - head) / (BLOCK_HEAD + LARGEST_BLOCK),
            (at - head) % (BLOCK_HEAD + LARGEST_BLOCK),
        );
        match within.checked_sub(BLOCK_HEAD) {
            None => copy(into, &self.block_head(block), within, most),
            Some(within) => {
                let first = block * LARGEST_BLOCK + within;
                let left = usize::try_from(LARGEST_BLOCK - within).unwrap_or(usize::MAX);
                into.extend(self.content.read(first, most.min(left)));
            }
        }
    }

    fn block_head(&self, block: u64) -> [u8; 5] {
        let left = self.content.length() - block * LARGEST_BLOCK;
        let length = u16::try_from(left).unwrap_or(u16::MAX);
        let [low, high] = length.to_le_bytes();
        let is_last = block + 1 == self.blocks();
        [is_last.into(), low, high, !low, !high]
    }

    fn tail(&self) -> [u8; 8] {
        // The length without what does not fit into 32 bits, as the format has it.
        let length = self.content.length() & u64::from(u32::MAX);
        (length << 32 | u64::from(self.crc)).to_le_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Gzip};

    fn read(gzip: &Gzip, at: u64, most: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        gzip.read(&mut bytes, at, most);
        bytes
    }

    #[test]
    fn what_is_short_is_one_stored_block() {
        let gzip = Gzip::of(Content::from(b"123456789".to_vec()));
        let expected = [
            &b"\x1f\x8b\x08\0\0\0\0\0\0\xff"[..],
            b"\x01\x09\0\xf6\xff123456789",
            b"\x26\x39\xf4\xcb\x09\0\0\0",
        ];
        assert_eq!(read(&gzip, 0, usize::MAX), expected.concat());
        let nothing = read(&Gzip::of(Content::default()), 10, 5);
        assert_eq!(nothing, b"\x01\0\0\xff\xff");
    }

    #[test]
    fn what_is_long_is_several_blocks_and_any_part_can_be_had() {
        let content: Vec<u8> = (0..150_000_u32)
            .map(|number| number.to_le_bytes()[0])
            .collect();
        let gzip = Gzip::of(Content::from(content.clone()));
        let whole = read(&gzip, 0, usize::MAX);
        assert_eq!(whole.len() as u64, gzip.length());
        assert_eq!(whole[10..15], [0, 0xff, 0xff, 0, 0]);
        assert_eq!(whole[15..15 + 0xffff], content[..0xffff]);
        assert_eq!(whole[10 + 2 * 65_540], 1, "the third is the last");
        for at in [0, 7, 12, 14, 15, 65_549, 65_551, 131_080, whole.len() - 9] {
            let end = whole.len().min(at + 70_000);
            assert_eq!(read(&gzip, at as u64, 70_000), whole[at..end], "{at}");
        }
    }
}
