//! A file of 1 GiB over loopback to a disk in memory, against `curl -o`. How to run it, and what came of
//! it, is in `README.md`.
//!
//! Without arguments it takes the time. The server, and each download, is a process of its own: with
//! `serve` it is the one, with `fetch <transport> <connections> <url> <path>` the other, and then says
//! the most memory that it had.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use endpoint::Client;
use endpoint::transport::{Hyper, Reqwest};
use endpoint_benches::{Server, peak_memory, serve};

/// How long the file is.
const LENGTH: u64 = 1 << 30;

/// How often each does it.
const ROUNDS: usize = 15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve"] => serve(answer),
        ["fetch", transport, connections, url, path] => {
            let connections = connections.parse().expect("a number of connections");
            fetch(transport, connections, url, path);
        }
        _ => compare(),
    }
}

/// The download, and nothing else.
fn fetch(transport: &str, connections: u16, url: &str, path: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let saved = runtime.block_on(async {
        let builder = Client::builder(url);
        let builder = match transport {
            "hyper" => builder.transport(Hyper::new().expect("a transport")),
            _ => builder.transport(Reqwest::new().expect("a transport")),
        };
        let client = builder.build().expect("a client");
        let file = client.download("/file").to_file(path);
        file.parallel(connections).await.expect("a file")
    });
    assert_eq!(saved.bytes, LENGTH);
    println!("{}", peak_memory().unwrap_or_default());
}

/// Who downloads.
#[derive(Debug, Clone, Copy)]
enum By {
    Curl,
    Endpoint {
        transport: &'static str,
        connections: u16,
    },
}

/// What it took.
struct Took {
    time: Duration,
    kilobytes: u32,
}

impl By {
    fn fetch(self, url: &str, folder: &Path) -> Took {
        let path = folder.join("file");
        let mut command = match self {
            Self::Curl => {
                let mut curl = Command::new("curl");
                curl.args(["--silent", "--fail", "--output"]);
                curl.arg(&path).arg(format!("{url}/file"));
                curl
            }
            Self::Endpoint {
                transport,
                connections,
            } => {
                let mut this = Command::new(std::env::current_exe().expect("this program"));
                this.args(["fetch", transport, &connections.to_string(), url]);
                this.arg(&path);
                this
            }
        };
        let start = Instant::now();
        let output = command.stderr(Stdio::inherit()).output();
        let time = start.elapsed();
        let output = output.expect("`curl`, and this program, can be run");
        assert!(output.status.success(), "{self:?} failed");
        let length = std::fs::metadata(&path).expect("a file").len();
        assert_eq!(length, LENGTH);
        std::fs::remove_file(path).expect("a file that can be removed");
        let printed = String::from_utf8_lossy(&output.stdout);
        Took {
            time,
            kilobytes: printed.trim().parse().unwrap_or_default(),
        }
    }
}

fn compare() {
    let folder = Folder::make();
    let server = Server::start();
    println!("{}, {LENGTH} bytes to {}", machine(), folder.0.display());
    for (transport, connections) in [("reqwest", 1), ("hyper", 1), ("reqwest", 4)] {
        let by = By::Endpoint {
            transport,
            connections,
        };
        // What a first round has to fetch from the disk, the others have at hand.
        for who in [By::Curl, by] {
            who.fetch(&server.url, &folder.0);
        }
        let pairs: Vec<_> = (0..ROUNDS)
            .map(|_| [By::Curl, by].map(|who| who.fetch(&server.url, &folder.0)))
            .collect();
        print(transport, connections, &pairs);
    }
}

fn print(transport: &str, connections: u16, pairs: &[[Took; 2]]) {
    let sorted = |value: fn(&[Took; 2]) -> f64| {
        let mut values: Vec<f64> = pairs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let ratios = sorted(|[curl, ours]| curl.time.as_secs_f64() / ours.time.as_secs_f64());
    let curl = sorted(|[curl, _]| curl.time.as_secs_f64());
    let ours = sorted(|[_, ours]| ours.time.as_secs_f64());
    let most = pairs.iter().map(|[_, ours]| ours.kilobytes).max();
    println!(
        "over {transport}, {connections} at once: {:.3} s, curl {:.3} s; {:.2} x the speed of curl ({:.2} - {:.2}), fastest / fastest {:.2}; at most {:.1} MiB of memory",
        ours[ROUNDS / 2],
        curl[ROUNDS / 2],
        ratios[ROUNDS / 2],
        ratios[ROUNDS / 10],
        ratios[ROUNDS - 1 - ROUNDS / 10],
        curl[0] / ours[0],
        f64::from(most.unwrap_or_default()) / 1024.0,
    );
}

fn machine() -> String {
    let cpus = std::thread::available_parallelism().map_or(0, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.unwrap_or_default().trim_matches([':', ' ', '\t']);
    format!("{cpus} x {name}")
}

/// A folder on a disk in memory; it goes when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Self {
        let folder = Path::new("/dev/shm").join(format!("endpoint-bench-{}", std::process::id()));
        std::fs::create_dir(&folder).expect("a disk in memory, at /dev/shm");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn answer(mut stream: TcpStream) {
    let content = vec![b'x'; 1 << 20];
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        head.extend_from_slice(&buffer[..count]);
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        let range = range(&String::from_utf8_lossy(&head));
        head.clear();
        if send(&mut stream, range, &content).is_err() {
            return;
        }
    }
}

/// The first byte that is asked for, and the one behind the last; `None` for all.
fn range(head: &str) -> Option<(u64, u64)> {
    let lower = head.to_ascii_lowercase();
    let range = lower
        .lines()
        .find_map(|line| line.strip_prefix("range: bytes="))?;
    let (first, last) = range.trim().split_once('-')?;
    let end = last.parse::<u64>().map_or(LENGTH, |last| last + 1);
    Some((first.parse().ok()?, end))
}

fn send(stream: &mut TcpStream, range: Option<(u64, u64)>, content: &[u8]) -> std::io::Result<()> {
    let (first, end) = range.unwrap_or((0, LENGTH));
    let (status, said) = match range {
        Some(_) => (
            "206 Partial Content",
            format!("Content-Range: bytes {first}-{}/{LENGTH}\r\n", end - 1),
        ),
        None => ("200 OK", String::new()),
    };
    let mut left = end - first;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nETag: \"1\"\r\nAccept-Ranges: bytes\r\n{said}Content-Length: {left}\r\n\r\n"
    )?;
    while left > 0 {
        let size = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(content.len());
        stream.write_all(&content[..size])?;
        left -= size as u64;
    }
    Ok(())
}
