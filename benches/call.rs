//! Whole calls over loopback, with everything that keeps them working as it is by default, and with all
//! of it off. How to run it, and what came of it, is in `README.md`.
//!
//! Without arguments it takes the time. With `count <transport> <settings> <calls>` it makes that many
//! calls and nothing else, for tools that count.

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use endpoint::auth::Bearer;
use endpoint::transport::{Hyper, Reqwest};
use endpoint::{Client, Retry, endpoint};
use endpoint_benches::{Server, serve};
use serde::Deserialize;
use tokio::runtime::Runtime;
use uuid::Uuid;

const ORG: Uuid = Uuid::from_u128(0x825e_79b7_0073_44c3_a5ea_e0aa_8a3d_bf38);
const EXPORT: Uuid = Uuid::from_u128(0xd6b6_40e5_d88c_4c17_9bf0_9359_7b7a_1ce2);

#[endpoint(GET "/orgs/<org_id>/export/<export_id>?version=2024-10-15" -> Export)]
struct GetExport {
    org_id: Uuid,
    export_id: Uuid,
}

#[derive(Deserialize)]
struct Export {
    id: Uuid,
    status: String,
    created: String,
    row_count: u64,
    results: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    url: String,
    size: u64,
    row_count: u64,
}

const BODY: &str = r#"{"id":"d6b640e5-d88c-4c17-9bf0-93597b7a1ce2","status":"FINISHED","created":"2024-10-15T09:30:00Z","row_count":2417,"results":[{"url":"https://files.example.com/exports/1.csv","size":104857,"row_count":1200},{"url":"https://files.example.com/exports/2.csv","size":99311,"row_count":1217}]}"#;

/// How a client is set up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settings {
    Default,
    Off,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve"] => serve(answer),
        ["count", transport, settings, calls] => {
            let settings = match settings {
                "off" => Settings::Off,
                _ => Settings::Default,
            };
            let server = Server::start();
            let caller = Caller::new(transport, settings, &server);
            caller.calls(calls.parse().expect("a number of calls"));
        }
        _ => time(),
    }
}

/// Calls one after the other, on one thread.
struct Caller {
    runtime: Runtime,
    client: Client<endpoint::Undescribed, Bearer>,
}

impl Caller {
    fn new(transport: &str, settings: Settings, server: &Server) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let builder = Client::builder(&server.url).credential(Bearer::new("6f2a1c1e-7d3c-4d8e"));
        let builder = match transport {
            "hyper" => builder.transport(Hyper::new().expect("a transport")),
            _ => builder.transport(Reqwest::new().expect("a transport")),
        };
        let builder = match settings {
            Settings::Default => builder,
            Settings::Off => builder.retry(Retry::never()),
        };
        Self {
            client: builder.build().expect("a client"),
            runtime,
        }
    }

    fn calls(&self, count: u32) {
        self.runtime.block_on(async {
            for _ in 0..count {
                let call = self.client.send(GetExport {
                    org_id: black_box(ORG),
                    export_id: black_box(EXPORT),
                });
                check(&call.await.expect("an export"));
            }
        });
    }
}

fn check(export: &Export) {
    let files: u64 = export.results.iter().map(|file| file.row_count).sum();
    assert_eq!((export.id, export.row_count), (EXPORT, files));
    black_box((&export.status, &export.created));
    black_box(export.results.last().map(|file| (&file.url, file.size)));
}

fn answer(mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let length = BODY.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Tue, 15 Oct 2024 09:30:00 GMT\r\nContent-Length: {length}\r\n\r\n{BODY}"
    );
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        head.extend_from_slice(&buffer[..count]);
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// How many calls are timed at once.
const CALLS: u32 = 200;
const PAIRS: usize = 100;

fn time() {
    let server = Server::start();
    for transport in ["hyper", "reqwest"] {
        let default = Caller::new(transport, Settings::Default, &server);
        let off = Caller::new(transport, Settings::Off, &server);
        let (mut ratios, mut times) = (Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            let (default, off) = (timed(&default), timed(&off));
            ratios.push(default.as_secs_f64() / off.as_secs_f64());
            times.push(default / CALLS);
        }
        ratios.sort_by(f64::total_cmp);
        times.sort();
        println!(
            "{transport}: {:?} a call; with retries / without: {:.3} ({:.3} - {:.3})",
            times[PAIRS / 2],
            ratios[PAIRS / 2],
            ratios[PAIRS / 10],
            ratios[PAIRS - 1 - PAIRS / 10],
        );
    }
}

fn timed(caller: &Caller) -> Duration {
    let start = Instant::now();
    caller.calls(CALLS);
    start.elapsed()
}
