//! What the example programs share at the terminal: exit codes and failures, live lines and bars, a
//! table, sizes and times in words, a state that outlives the program, ctrl-c, and the options of a
//! demonstration.
//!
//! People read standard error, scripts read standard output: nothing but a document goes there.

#![forbid(unsafe_code)]

mod demo;
mod exit;
mod failure;
mod interrupt;
pub mod kept;
mod print;
mod screen;
mod table;
mod units;

pub use demo::Demo;
pub use exit::{EXIT_CODES, Exit};
pub use failure::Failure;
pub use interrupt::until_interrupted;
pub use print::{print, print_json};
pub use screen::{FileBar, Screen, Status};
pub use table::Table;
pub use units::{bytes, duration, parse_bytes, parse_duration};

/// Text from elsewhere without what a terminal would act on.
pub fn plain(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}
