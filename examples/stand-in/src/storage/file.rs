//! A file that a link leads to.

use axum::body::Bytes;

use super::csv::Csv;
use super::zip::{Zip, crc32};

#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(super) name: String,
    pub(super) content_type: &'static str,
    pub(super) etag: String,
    pub(super) bytes: Bytes,
    rows: usize,
}

impl File {
    /// Issues with these columns, the first of them the `first_row`th of its export.
    pub(crate) fn issues(name: String, columns: &[String], first_row: usize, size: usize) -> Self {
        let csv = Csv::issues(columns, first_row, size);
        Self::new(
            name,
            "text/csv; charset=utf-8",
            csv.text.into_bytes(),
            csv.rows,
        )
    }

    /// An archive with a table of an organization's samples and a page about the export.
    pub(crate) fn archive(name: String, about: &str, size: usize) -> Self {
        let csv = Csv::samples(size);
        let mut zip = Zip::default();
        zip.add("samples.csv", csv.text.as_bytes());
        zip.add("export.json", about.as_bytes());
        Self::new(name, "application/zip", zip.finish(), csv.rows)
    }

    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    fn new(name: String, content_type: &'static str, bytes: Vec<u8>, rows: usize) -> Self {
        let etag = format!("\"{:08x}-{:x}\"", crc32(&bytes), bytes.len());
        Self {
            name,
            content_type,
            etag,
            bytes: bytes.into(),
            rows,
        }
    }
}
