//! Whether what came is what the caller says it is.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;

use crate::error::{CallError, ErrorKind};

/// How much is read of a file at once.
const BUFFER: usize = 256 << 10;

/// A sum that the caller knows.
pub(crate) trait Sum: Send + Sync {
    fn begin(&self) -> Box<dyn Running>;
}

/// A sum that is being made.
pub(crate) trait Running: Send + Sync {
    fn update(&mut self, bytes: &[u8]);

    /// What it is, and what it has to be, where that is not the same.
    fn finish(&mut self) -> Result<(), String>;
}

/// The sums over a file, of which the bytes up to some place have been seen.
#[derive(Default)]
pub(crate) struct Check {
    sums: Vec<Arc<dyn Sum>>,
    running: Vec<Box<dyn Running>>,
    seen: u64,
}

impl Check {
    pub(super) fn new(sums: &[Arc<dyn Sum>]) -> Self {
        Self {
            sums: sums.to_vec(),
            running: sums.iter().map(|sum| sum.begin()).collect(),
            seen: 0,
        }
    }

    /// The same from the start.
    pub(super) fn anew(&self) -> Self {
        Self::new(&self.sums)
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        for sum in &mut self.running {
            sum.update(bytes);
        }
        self.seen += bytes.len() as u64;
    }

    /// Takes the first `count` bytes of a batch, if they are the next ones.
    pub(super) fn take(&mut self, at: u64, batch: &[Bytes], count: u64) {
        if self.running.is_empty() || at != self.seen {
            return;
        }
        let end = at + count;
        for bytes in batch {
            let left = usize::try_from(end - self.seen).unwrap_or(usize::MAX);
            self.update(bytes.get(..left).unwrap_or(bytes));
        }
    }

    /// Reads what it has not seen up to `end`.
    pub(super) fn catch_up(&mut self, file: &mut File, end: u64) -> io::Result<()> {
        if self.running.is_empty() || self.seen >= end {
            return Ok(());
        }
        file.seek(SeekFrom::Start(self.seen))?;
        let mut file = file.take(end - self.seen);
        let mut buffer = vec![0; BUFFER];
        while self.seen < end {
            match file.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => self.update(buffer.get(..count).unwrap_or_default()),
            }
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<(), CallError> {
        for sum in &mut self.running {
            sum.finish()
                .map_err(|message| CallError::new(ErrorKind::Checksum, message))?;
        }
        Ok(())
    }
}

#[cfg(feature = "checksum")]
pub(super) use self::sums::{Crc32, Sha256};

#[cfg(feature = "checksum")]
mod sums {
    use std::fmt::Write as _;

    use sha2::Digest as _;

    use super::{Running, Sum};

    /// A SHA-256 ([FIPS 180-4](https://doi.org/10.6028/NIST.FIPS.180-4)).
    pub(in crate::download) struct Sha256([u8; 32]);

    impl Sha256 {
        /// Reads it in hexadecimal digits, of either case.
        pub(in crate::download) fn parse(hex: &str) -> Option<Self> {
            let mut sum = [0; 32];
            let digits = hex.trim().as_bytes();
            if digits.len() != 2 * sum.len() {
                return None;
            }
            let digit = |byte: u8| char::from(byte).to_digit(16);
            for (byte, pair) in sum.iter_mut().zip(digits.chunks_exact(2)) {
                let &[high, low] = pair else { return None };
                *byte = u8::try_from(digit(high)? << 4 | digit(low)?).ok()?;
            }
            Some(Self(sum))
        }
    }

    impl Sum for Sha256 {
        fn begin(&self) -> Box<dyn Running> {
            Box::new(RunningSha256(self.0, sha2::Sha256::new()))
        }
    }

    struct RunningSha256([u8; 32], sha2::Sha256);

    impl Running for RunningSha256 {
        fn update(&mut self, bytes: &[u8]) {
            self.1.update(bytes);
        }

        fn finish(&mut self) -> Result<(), String> {
            let found: [u8; 32] = self.1.finalize_reset().into();
            if found == self.0 {
                return Ok(());
            }
            Err(mismatch("SHA-256", &hex(&self.0), &hex(&found)))
        }
    }

    /// The CRC-32 of ISO HDLC, which zip and gzip have.
    pub(in crate::download) struct Crc32(pub(in crate::download) u32);

    impl Sum for Crc32 {
        fn begin(&self) -> Box<dyn Running> {
            Box::new(RunningCrc32(self.0, crc32fast::Hasher::new()))
        }
    }

    struct RunningCrc32(u32, crc32fast::Hasher);

    impl Running for RunningCrc32 {
        fn update(&mut self, bytes: &[u8]) {
            self.1.update(bytes);
        }

        fn finish(&mut self) -> Result<(), String> {
            let found = std::mem::take(&mut self.1).finalize();
            if found == self.0 {
                return Ok(());
            }
            let hex = |sum: u32| format!("{sum:08x}");
            Err(mismatch("CRC-32", &hex(self.0), &hex(found)))
        }
    }

    fn mismatch(name: &str, wanted: &str, found: &str) -> String {
        format!(
            "the file came whole, but its {name} is {found} where it has to be {wanted}; check where that sum is from, and download the file again"
        )
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
