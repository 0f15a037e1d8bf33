//! A file that a link leads to.

use std::sync::{Arc, LazyLock};

use sha2::{Digest as _, Sha256};

use super::content::Content;
use super::csv::Csv;
use super::signature::sign;
use super::zip::Zip;
use crate::settings::LARGEST_ARCHIVE;

const SAMPLES: &str = "samples.csv";
const ABOUT: &str = "export.json";

/// A file that a link leads to: what it is, and what it holds, which is made when it is read.
#[derive(Debug, Clone)]
pub struct File {
    name: String,
    pub(super) content_type: &'static str,
    pub(super) etag: String,
    size: u64,
    rows: u64,
    content: Arc<LazyLock<Content, Make>>,
}

type Make = Box<dyn FnOnce() -> Content + Send>;

impl File {
    /// The name that the storage host gives it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many rows its table has, without the header.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The bytes from `offset` on, `length` of them unless the file ends before.
    pub fn read(&self, offset: u64, length: usize) -> Vec<u8> {
        self.content().read(offset, length)
    }

    /// The SHA-256 of all of it, in hexadecimal digits. Takes a while for a large file, and little
    /// memory for any.
    pub fn sha256(&self) -> String {
        let mut hasher = Sha256::new();
        for piece in self.content().pieces() {
            hasher.update(piece);
        }
        let digits = |byte: u8| format!("{byte:02x}");
        hasher.finalize().into_iter().map(digits).collect()
    }

    /// Issues with these columns, the first of them the `first_row`th of its export.
    pub(crate) fn issues(name: String, columns: &[String], first_row: u64, size: u64) -> Self {
        let csv = Csv::issues(columns, first_row, size);
        Self {
            name,
            content_type: "text/csv; charset=utf-8",
            etag: etag(
                "issues",
                &[&columns.join("\n"), &first_row.to_string()],
                csv.length(),
            ),
            size: csv.length(),
            rows: csv.rows(),
            content: lazy(|| csv.content()),
        }
    }

    /// An archive with a table of an organization's samples and a page about the export. The table
    /// has to be read for its checksum, which stands before it, so that is done when the archive is
    /// first read.
    pub(crate) fn archive(name: String, about: String, size: u64) -> Self {
        let csv = Csv::samples(size.min(LARGEST_ARCHIVE));
        let entries = [(SAMPLES, csv.length()), (ABOUT, about.len() as u64)];
        let size = Zip::length(&entries);
        Self {
            name,
            content_type: "application/zip",
            etag: etag("archive", &[&about], size),
            size,
            rows: csv.rows(),
            content: lazy(|| {
                let mut zip = Zip::default();
                zip.add(SAMPLES, csv.content());
                zip.add(ABOUT, about.into_bytes());
                zip.finish()
            }),
        }
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }
}

fn lazy(make: impl FnOnce() -> Content + Send + 'static) -> Arc<LazyLock<Content, Make>> {
    Arc::new(LazyLock::new(Box::new(make)))
}

/// The content follows from what it is made of, so that tells two files apart as well.
fn etag(kind: &str, made_of: &[&str], size: u64) -> String {
    format!("\"{}-{size:x}\"", sign(kind, made_of))
}

#[cfg(test)]
mod tests {
    use super::File;

    fn issues(columns: &[&str], first_row: u64, size: u64) -> File {
        let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
        File::issues("issues.csv".to_owned(), &columns, first_row, size)
    }

    #[test]
    fn the_hash_is_that_of_all_bytes() {
        let file = issues(&["ISSUE_ID"], 0, 0);
        assert_eq!(file.read(0, 99), b"ISSUE_ID\r\nissue-0000000000\r\n");
        assert_eq!(
            file.sha256(),
            "62d5406cf6c531c8d2027de9798ccf71a2c73d92cae1b07edf1f7962b31a9675"
        );
    }

    #[test]
    fn an_archive_is_as_long_as_was_said_before() {
        for size in [0, 10_000, 200_000] {
            let file = File::archive("all.zip".to_owned(), "{}".to_owned(), size);
            assert_eq!(file.read(0, usize::MAX).len() as u64, file.size());
        }
    }

    #[test]
    fn a_file_larger_than_the_memory_is_read_anywhere_at_once() {
        let file = issues(&[], 0, 60 << 30);
        let end = file.read(file.size() - 22, 99);
        assert_eq!(end, b"2024-11-25T10:21:01Z\r\n");
        assert!(file.rows() > 400_000_000);
    }

    #[test]
    fn other_content_has_another_etag() {
        let one = issues(&[], 0, 5_000);
        assert_eq!(one.etag, issues(&[], 0, 5_000).etag);
        for other in [
            issues(&["A"], 0, 5_000),
            issues(&[], 1, 5_000),
            issues(&[], 0, 6_000),
        ] {
            assert_ne!(one.etag, other.etag);
        }
    }
}
