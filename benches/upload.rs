//! A file of 1 GiB sent from its path over loopback, by a client and by curl, each time in a process of
//! its own. How to run it, and what came of it, is in `README.md`.
//!
//! Without arguments it takes the time. With `put <transport> <url> <path>` it sends one file and says
//! how much memory that took.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use endpoint::transport::{Hyper, Reqwest};
use endpoint::{Client, Upload, endpoint};
use endpoint_benches::{Server, peak_memory, serve};

const LENGTH: u64 = 1 << 30;
const PAIRS: usize = 9;

#[endpoint(PUT "/file")]
struct PutFile {
    #[body]
    file: Upload,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve"] => serve(answer),
        ["put", transport, url, path] => put(transport, url, path),
        _ => time(),
    }
}

fn put(transport: &str, url: &str, path: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let builder = match transport {
        "hyper" => Client::builder(url).transport(Hyper::new().expect("a transport")),
        _ => Client::builder(url).transport(Reqwest::new().expect("a transport")),
    };
    let sent = Arc::new(AtomicU64::new(0));
    let now = Arc::clone(&sent);
    let file = Upload::from_path(path)
        .on_progress(move |progress| now.store(progress.sent, Ordering::Relaxed));
    let client = builder.build().expect("a client");
    runtime
        .block_on(client.send(PutFile { file }).into_future())
        .expect("an answer");
    assert_eq!(sent.load(Ordering::Relaxed), LENGTH);
    println!("{}", peak_memory().unwrap_or_default());
}

fn this() -> Command {
    Command::new(std::env::current_exe().expect("this program"))
}

fn answer(stream: TcpStream) {
    let mut stream = BufReader::with_capacity(1 << 18, stream);
    drain(&mut stream);
    let yes = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    stream.get_mut().write_all(yes).expect("an answer");
}

/// Takes one request of the length that it has to have, and keeps nothing.
fn drain(stream: &mut BufReader<TcpStream>) {
    let (mut line, mut has_length) = (String::new(), false);
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line).expect("a line");
        has_length |= line.to_lowercase() == format!("content-length: {LENGTH}\r\n");
    }
    assert!(has_length, "the length has to go before the body");
    let mut body = stream.take(LENGTH);
    while let count @ 1.. = body.fill_buf().expect("a piece").len() {
        body.consume(count);
    }
    assert_eq!(body.limit(), 0, "the body is too short");
}

/// A file of zeros, gone when this is dropped.
struct Sparse(PathBuf);

impl Sparse {
    fn new() -> Self {
        let name = format!("endpoint-bench-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let file = File::create(&path).expect("a file");
        file.set_len(LENGTH).expect("room for it");
        Self(path)
    }
}

impl Drop for Sparse {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn time() {
    let (server, file) = (Server::start(), Sparse::new());
    for transport in ["hyper", "reqwest"] {
        let (mut ratios, mut times) = (Vec::new(), Vec::new());
        let mut peaks = Vec::new();
        for _ in 0..PAIRS {
            let mut ours = this();
            ours.args(["put", transport, &server.url]).arg(&file.0);
            let (ours, peak) = timed(ours);
            let (curl, _) = timed(curl(&server.url, &file.0));
            ratios.push(curl.as_secs_f64() / ours.as_secs_f64());
            times.push(ours);
            peaks.push(peak.trim().parse::<u32>().unwrap_or_default());
        }
        ratios.sort_by(f64::total_cmp);
        times.sort();
        peaks.sort_unstable();
        println!(
            "{transport}: {:?}, {:.2} times as fast as curl ({:.2} - {:.2}); at most {} KiB",
            times[PAIRS / 2],
            ratios[PAIRS / 2],
            ratios[0],
            ratios[PAIRS - 1],
            peaks[PAIRS - 1],
        );
    }
}

/// Without the wait for `100 Continue`, which our client does not ask for either.
fn curl(url: &str, path: &Path) -> Command {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail"])
        .args(["--header", "Expect:"])
        .arg("--upload-file")
        .arg(path)
        .arg(format!("{url}/file"));
    curl
}

/// How long the program takes, and what it prints.
fn timed(mut program: Command) -> (Duration, String) {
    let start = Instant::now();
    let output = program.output().expect("a program");
    let elapsed = start.elapsed();
    assert!(output.status.success(), "{output:?}");
    (
        elapsed,
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}
