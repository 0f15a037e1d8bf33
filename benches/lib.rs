//! What the benchmarks of `endpoint` share; what they say and how to run them is in `README.md`
//! beside this file.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The running program once more, told to `serve`: so whoever counts in this process does not count
/// there. It ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// Where it is.
    pub url: String,
}

impl Server {
    /// Starts it, and waits until it says where it is.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a server");
        let mut url = String::new();
        let stdout = process.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut url).expect("its URL");
        Self {
            process,
            url: url.trim().to_owned(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What that program does then: it has each connection answered on a thread of its own.
///
/// # Panics
/// Where there is no port, or no connection to be had.
pub fn serve(answer: fn(TcpStream)) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    println!("http://{}", listener.local_addr().expect("an address"));
    for stream in listener.incoming() {
        let stream = stream.expect("a connection");
        std::thread::spawn(move || answer(stream));
    }
}

/// The most memory that this process had, in KiB, where the system says so.
pub fn peak_memory() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Instructions of one of `count` repetitions, once everything is warm: a share of what twice as
/// many take more. `None` where there is no valgrind.
///
/// The program is told `what` to do, and then how often.
///
/// # Panics
/// Where the program does not do it.
pub fn instructions(program: &Path, what: &[&str], count: u32) -> Option<f64> {
    // Both at once, as nothing that happens beside it changes the count.
    let [half, whole] = [count, 2 * count].map(|count| {
        Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program)
            .args(what)
            .arg(count.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
    });
    let (half, whole) = (collected(half.ok()?), collected(whole.ok()?));
    Some((whole - half) / f64::from(count))
}

fn collected(program: Child) -> f64 {
    let output = program.wait_with_output().expect("a program");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let total = text
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, total) = total.expect("callgrind's total");
    total.trim().parse().expect("a number")
}

/// The number as a table has it, with its thousands apart.
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The one in the middle.
pub fn median(figures: impl Iterator<Item = f64>) -> f64 {
    tenth(5, figures)
}

/// The one in the middle, and the first tenth and the last, for a table.
pub fn spread(figures: impl Iterator<Item = f64>) -> String {
    let figures: Vec<f64> = figures.collect();
    let [low, middle, high] = [1, 5, 9].map(|tenths| tenth(tenths, figures.iter().copied()));
    format!("{middle:.3} ({low:.3} – {high:.3})")
}

fn tenth(tenths: usize, figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    let place = figures.len().saturating_sub(1) * tenths / 10;
    figures.get(place).copied().unwrap_or(f64::NAN)
}
