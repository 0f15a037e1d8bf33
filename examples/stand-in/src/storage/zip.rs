//! A ZIP archive, its entries stored as they are.

use super::content::Content;

const LOCAL_HEADER: u32 = 0x0403_4b50;
const LOCAL_HEADER_LENGTH: u64 = 30;
const CENTRAL_HEADER: u32 = 0x0201_4b50;
const CENTRAL_HEADER_LENGTH: u64 = 46;
const END: u32 = 0x0605_4b50;
const END_LENGTH: u64 = 22;
const VERSION: u16 = 20;
/// 15 January 2025, half past nine.
const TIME_AND_DATE: [u16; 2] = [9 << 11 | 30 << 5, 45 << 9 | 1 << 5 | 15];

#[derive(Debug, Default)]
pub(crate) struct Zip {
    content: Content,
    directory: Vec<u8>,
    entries: u16,
}

impl Zip {
    /// How long an archive of entries with these names and lengths is.
    pub(super) fn length(entries: &[(&str, u64)]) -> u64 {
        let heads = LOCAL_HEADER_LENGTH + CENTRAL_HEADER_LENGTH;
        let entry = |(name, length): &(&str, u64)| heads + 2 * name.len() as u64 + length;
        entries.iter().map(entry).sum::<u64>() + END_LENGTH
    }

    /// Reads all of the entry, for its checksum.
    pub(crate) fn add(&mut self, name: &str, entry: impl Into<Content>) {
        let entry = entry.into();
        let (offset, facts) = (self.content.length(), facts(name, &entry));
        let mut header = LOCAL_HEADER.to_le_bytes().to_vec();
        header.extend_from_slice(&facts);
        header.extend_from_slice(name.as_bytes());
        self.content.push_bytes(header);
        self.content.append(entry);
        self.list(name, &facts, offset);
    }

    fn list(&mut self, name: &str, facts: &[u8], offset: u64) {
        put_u32(&mut self.directory, CENTRAL_HEADER);
        put_u16s(&mut self.directory, &[VERSION]);
        self.directory.extend_from_slice(facts);
        // No comment, the first disk, no attributes.
        put_u16s(&mut self.directory, &[0; 5]);
        put_u32(&mut self.directory, short(offset));
        self.directory.extend_from_slice(name.as_bytes());
        self.entries += 1;
    }

    pub(crate) fn finish(mut self) -> Content {
        let (offset, length) = (self.content.length(), self.directory.len() as u64);
        let mut end = self.directory;
        put_u32(&mut end, END);
        put_u16s(&mut end, &[0, 0, self.entries, self.entries]);
        put_u32(&mut end, short(length));
        put_u32(&mut end, short(offset));
        put_u16s(&mut end, &[0]);
        self.content.push_bytes(end);
        self.content
    }
}

/// What the local and the central header both say of an entry.
fn facts(name: &str, entry: &Content) -> Vec<u8> {
    let mut facts = Vec::with_capacity(26);
    let [time, date] = TIME_AND_DATE;
    // No flags, stored.
    put_u16s(&mut facts, &[VERSION, 0, 0, time, date]);
    let length = short(entry.length());
    for number in [entry.crc32(), length, length] {
        put_u32(&mut facts, number);
    }
    let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX);
    put_u16s(&mut facts, &[name_length, 0]);
    facts
}

/// A length as the format wants it; the settings keep every archive below the limit.
fn short(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn put_u16s(bytes: &mut Vec<u8>, numbers: &[u16]) {
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn put_u32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::Zip;

    #[test]
    fn the_end_of_an_archive_points_at_its_directory() {
        let mut zip = Zip::default();
        zip.add("a.csv", b"A\r\n1\r\n".to_vec());
        zip.add("b.json", b"{}".to_vec());
        let bytes = zip.finish().read(0, usize::MAX);
        assert_eq!(
            bytes.len() as u64,
            Zip::length(&[("a.csv", 6), ("b.json", 2)])
        );
        let end = &bytes[bytes.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        assert_eq!(end[10], 2);
        let offset = u32::from_le_bytes(end[16..20].try_into().unwrap()) as usize;
        assert_eq!(&bytes[offset..offset + 4], b"PK\x01\x02");
    }

    #[test]
    fn an_entry_has_the_known_checksum() {
        let mut zip = Zip::default();
        zip.add("a", b"123456789".to_vec());
        let bytes = zip.finish().read(0, usize::MAX);
        assert_eq!(bytes[14..18], 0xcbf4_3926_u32.to_le_bytes());
    }
}
