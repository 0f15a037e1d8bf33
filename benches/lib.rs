//! What the benchmarks of `endpoint` share; what they say and how to run them is in `README.md` beside
//! this file.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
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
