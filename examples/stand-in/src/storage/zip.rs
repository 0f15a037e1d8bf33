//! A ZIP archive, its entries stored as they are.

const LOCAL_HEADER: u32 = 0x0403_4b50;
const CENTRAL_HEADER: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const VERSION: u16 = 20;
/// 15 January 2025, half past nine.
const TIME_AND_DATE: [u16; 2] = [9 << 11 | 30 << 5, 45 << 9 | 1 << 5 | 15];

#[derive(Debug, Default)]
pub(crate) struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

impl Zip {
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) {
        let (offset, facts) = (length(&self.bytes), facts(name, content));
        put_u32(&mut self.bytes, LOCAL_HEADER);
        self.bytes.extend_from_slice(&facts);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(content);
        self.list(name, &facts, offset);
    }

    fn list(&mut self, name: &str, facts: &[u8], offset: u32) {
        put_u32(&mut self.directory, CENTRAL_HEADER);
        put_u16s(&mut self.directory, &[VERSION]);
        self.directory.extend_from_slice(facts);
        // No comment, the first disk, no attributes.
        put_u16s(&mut self.directory, &[0; 5]);
        put_u32(&mut self.directory, offset);
        self.directory.extend_from_slice(name.as_bytes());
        self.entries += 1;
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        let offset = length(&self.bytes);
        self.bytes.extend_from_slice(&self.directory);
        put_u32(&mut self.bytes, END);
        put_u16s(&mut self.bytes, &[0, 0, self.entries, self.entries]);
        put_u32(&mut self.bytes, length(&self.directory));
        put_u32(&mut self.bytes, offset);
        put_u16s(&mut self.bytes, &[0]);
        self.bytes
    }
}

/// What the local and the central header both say of an entry.
fn facts(name: &str, content: &[u8]) -> Vec<u8> {
    let mut facts = Vec::with_capacity(26);
    let [time, date] = TIME_AND_DATE;
    // No flags, stored.
    put_u16s(&mut facts, &[VERSION, 0, 0, time, date]);
    for number in [crc32(content), length(content), length(content)] {
        put_u32(&mut facts, number);
    }
    let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX);
    put_u16s(&mut facts, &[name_length, 0]);
    facts
}

/// A length as the format wants it; the settings keep every file well below the limit.
fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn put_u16s(bytes: &mut Vec<u8>, numbers: &[u16]) {
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn put_u32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ crc >> 8;
    !bytes.iter().fold(u32::MAX, step)
}

static TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    let mut number = 0;
    while byte < table.len() {
        table[byte] = shifted(number);
        byte += 1;
        number += 1;
    }
    table
};

const fn shifted(mut crc: u32) -> u32 {
    let mut bit = 0;
    while bit < 8 {
        crc = if crc & 1 == 1 {
            crc >> 1 ^ 0xedb8_8320
        } else {
            crc >> 1
        };
        bit += 1;
    }
    crc
}

#[cfg(test)]
mod tests {
    use super::{Zip, crc32};

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn the_end_of_an_archive_points_at_its_directory() {
        let mut zip = Zip::default();
        zip.add("a.csv", b"A\r\n1\r\n");
        zip.add("b.json", b"{}");
        let bytes = zip.finish();
        let end = &bytes[bytes.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        assert_eq!(end[10], 2);
        let offset = u32::from_le_bytes(end[16..20].try_into().unwrap()) as usize;
        assert_eq!(&bytes[offset..offset + 4], b"PK\x01\x02");
    }
}
