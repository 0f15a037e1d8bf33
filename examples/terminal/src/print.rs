//! Standard output.

use std::fmt::Display;
use std::io::{self, Write as _};

use serde::Serialize;

/// Prints text; a reader that has gone away is no fault.
///
/// # Errors
/// Where it cannot be written.
pub fn print(text: impl Display) -> io::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Prints a JSON document.
///
/// # Errors
/// Where it cannot be written.
pub fn print_json(document: &impl Serialize) -> io::Result<()> {
    print(serde_json::to_string_pretty(document)?)
}
