//! What people see while they wait: on standard error, live on a terminal, line by line elsewhere.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::{bytes, duration, plain};

const TICK: Duration = Duration::from_millis(120);
const WAITING: &str = "  {spinner} {msg}, {elapsed}";
const KNOWN: &str = "  {prefix:16!} {bar:16} {percent:>3}% of {binary_total_bytes:10} {binary_bytes_per_sec:>12} {msg}";
const UNKNOWN: &str =
    "  {prefix:16!} {spinner} {binary_bytes:>10} {binary_bytes_per_sec:>12} {msg}";
/// How much of a file lies between two lines where its size is not known.
const STRIDE: u64 = 16 << 20;

/// Where to tell people what is going on.
#[derive(Debug, Clone)]
pub struct Screen {
    bars: MultiProgress,
    /// Those that may be on the terminal.
    live: Arc<Mutex<Vec<ProgressBar>>>,
    mode: Mode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Live,
    Lines,
    Quiet,
}

impl Screen {
    /// Standard error; nothing goes there where it is to be quiet.
    pub fn new(is_quiet: bool) -> Self {
        let mode = match (is_quiet, io::stderr().is_terminal()) {
            (true, _) => Mode::Quiet,
            (false, true) => Mode::Live,
            (false, false) => Mode::Lines,
        };
        Self {
            bars: MultiProgress::new(),
            live: Arc::default(),
            mode,
        }
    }

    /// One line that stays.
    pub fn say(&self, line: impl Display) {
        if self.mode != Mode::Quiet {
            self.bars.suspend(|| write(&line));
        }
    }

    /// A line that stays, even where all else is quiet.
    pub fn warn(&self, line: impl Display) {
        self.bars.suspend(|| write(&line));
    }

    /// Takes away all that is live, before the last words: what an interrupted program was at may
    /// come to its end later.
    pub fn clear(&self) {
        for bar in std::mem::take(&mut *locked(&self.live)) {
            bar.finish_and_clear();
        }
    }

    /// A line that changes, with the time that has passed.
    pub fn status(&self, text: &str) -> Status {
        let bar = self.bar(WAITING);
        bar.enable_steady_tick(TICK);
        let status = Status {
            bar,
            screen: self.clone(),
            said: Mutex::default(),
            since: Instant::now(),
        };
        status.set(text);
        status
    }

    /// A bar for a file that is on its way.
    pub fn file(&self, name: &str) -> FileBar {
        let bar = self.bar(UNKNOWN);
        bar.set_prefix(plain(name));
        FileBar(Arc::new(Bar {
            shown: bar,
            screen: self.clone(),
            said: AtomicU64::new(NOTHING),
        }))
    }

    fn bar(&self, template: &str) -> ProgressBar {
        let bar = match self.mode {
            Mode::Live => self.bars.add(ProgressBar::no_length()),
            Mode::Lines | Mode::Quiet => ProgressBar::hidden(),
        };
        locked(&self.live).push(bar.clone());
        bar.with_style(style(template))
    }
}

/// A line that changes; it goes when it is dropped.
#[derive(Debug)]
pub struct Status {
    bar: ProgressBar,
    screen: Screen,
    said: Mutex<String>,
    since: Instant,
}

impl Status {
    /// What it says now. Where there is no terminal, a line for each change.
    pub fn set(&self, text: &str) {
        let text = plain(text);
        self.bar.set_message(text.clone());
        let mut said = locked(&self.said);
        if self.screen.mode == Mode::Lines && *said != text {
            let passed = duration(self.since.elapsed());
            self.screen.say(format_args!("  {text}, {passed}"));
        }
        *said = text;
    }

    /// How long it has been there.
    pub fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar for a file; clones are the same bar.
#[derive(Debug, Clone)]
pub struct FileBar(Arc<Bar>);

#[derive(Debug)]
struct Bar {
    shown: ProgressBar,
    screen: Screen,
    /// The step that was said last.
    said: AtomicU64,
}

/// No step at all.
const NOTHING: u64 = u64::MAX;

impl FileBar {
    /// How much of the file is there, of how much. Where there is no terminal, a line for each tenth.
    pub fn set(&self, done: u64, total: Option<u64>) {
        let Bar {
            shown: bar,
            screen,
            said,
        } = &*self.0;
        if let Some(total) = total
            && bar.length() != Some(total)
        {
            bar.set_style(style(KNOWN));
            bar.set_length(total);
        }
        bar.set_position(done);
        let step = step(done, total);
        let last = said.swap(step, Ordering::Relaxed);
        if last == NOTHING {
            // What was there before has not come in this time.
            bar.reset_eta();
        }
        if last != step && screen.mode == Mode::Lines {
            screen.say(line(&bar.prefix(), done, total, &bar.message()));
        }
    }

    /// What happened to it on its way, to stand behind how far it is.
    pub fn note(&self, text: &str) {
        self.0.shown.set_message(plain(text));
    }

    /// The file is there: a line takes the bar's place.
    pub fn finish(&self) {
        let Bar { shown, screen, .. } = &*self.0;
        shown.finish_and_clear();
        if screen.mode == Mode::Live {
            let (name, note) = (shown.prefix(), shown.message());
            screen.say(line(&name, shown.position(), shown.length(), &note));
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn step(done: u64, total: Option<u64>) -> u64 {
    match total {
        Some(total) => done.saturating_mul(10) / total.max(1),
        None => done / STRIDE,
    }
}

fn line(name: &str, done: u64, total: Option<u64>, note: &str) -> String {
    let of = total.map_or_else(String::new, |total| format!(" of {}", bytes(total)));
    let comma = if note.is_empty() { "" } else { ", " };
    format!("  {name}: {}{of}{comma}{note}", bytes(done))
}

fn write(line: impl Display) {
    // Nobody is left to be told that nobody is left.
    let _ = writeln!(io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_well_formed() {
        for template in [WAITING, KNOWN, UNKNOWN] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    #[test]
    fn a_step_is_a_tenth_where_the_size_is_known() {
        assert_eq!(
            [0, 99, 100, 1000].map(|done| step(done, Some(1000))),
            [0, 0, 1, 10]
        );
        assert_eq!(step(7, Some(0)), 70);
        assert_eq!(step(STRIDE * 3, None), 3);
        assert_eq!(
            line("a.csv", 512, Some(1024), ""),
            "  a.csv: 512 B of 1.0 KiB"
        );
        assert_eq!(line("a.csv", 512, None, "1 cut"), "  a.csv: 512 B, 1 cut");
    }
}
