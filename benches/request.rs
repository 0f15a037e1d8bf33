//! Building a request without sending it: by `#[endpoint]`, and by reqwest as one writes it by
//! hand. How to run it, and what came of it, is in `README.md`.
//!
//! With `count <way> <requests>` it builds that many and does nothing else, for tools that count.

use std::hint::black_box;
use std::time::Instant;

use endpoint::auth::Anonymous;
use endpoint::transport::Memory;
use endpoint::{BaseUrl, Client, Endpoint, Json, Undescribed, endpoint};
use endpoint_benches::{grouped, instructions, median, spread};
use uuid::Uuid;

const ORG: Uuid = Uuid::from_u128(0x825e_79b7_0073_44c3_a5ea_e0aa_8a3d_bf38);
const EXPORT: Uuid = Uuid::from_u128(0xd6b6_40e5_d88c_4c17_9bf0_9359_7b7a_1ce2);
const KEY: &str = "token 6f2a1c1e-7d3c-4d8e-9b53-1f1c4b8f0a77";
const BASE: &str = "https://api.snyk.io/rest";

#[endpoint(GET "/orgs/<org_id>/export/<export_id>?version=2024-10-15" -> Json)]
struct GetExport<'a> {
    org_id: Uuid,
    export_id: Uuid,
    #[query]
    limit: Option<u32>,
    #[query]
    starting_after: Option<&'a str>,
    #[header("authorization")]
    key: &'a str,
}

/// By hand first, as the others are held against it.
const WAYS: [&str; 4] = ["reqwest", "request", "builder", "send"];

struct Ways {
    reqwest: reqwest::Client,
    base: BaseUrl,
    client: Client<Undescribed, Anonymous>,
}

impl Ways {
    fn new() -> Self {
        let client = Client::builder(BASE).transport(Memory::new());
        Self {
            reqwest: reqwest::Client::new(),
            base: BASE.parse().expect("a base URL"),
            client: client.build().expect("a client"),
        }
    }

    fn build(&self, way: &str, count: u32) {
        for _ in 0..count {
            match way {
                "reqwest" => self.by_reqwest(),
                "request" => self.by_request(),
                "builder" => self.by_builder(),
                _ => self.by_send(),
            }
        }
    }

    /// What is written by hand: `format!`, `query`, `header`, `build`.
    fn by_reqwest(&self) {
        let request = self
            .reqwest
            .get(format!(
                "{BASE}/orgs/{}/export/{}",
                black_box(ORG),
                black_box(EXPORT)
            ))
            .query(&[
                ("version", "2024-10-15"),
                ("limit", "100"),
                ("starting_after", "v1.eyJpZCI6MX0"),
            ])
            .header("authorization", KEY)
            .header("accept", "application/json")
            .build();
        drop(black_box(request.expect("a request")));
    }

    /// `Endpoint::request`: an `http::Request`, ready to be sent by any means.
    fn by_request(&self) {
        let request = black_box(export()).request(&self.base);
        drop(black_box(request.expect("a request")));
    }

    /// The same through the builder.
    fn by_builder(&self) {
        let export = GetExport::builder()
            .org_id(black_box(ORG))
            .export_id(black_box(EXPORT))
            .limit(100)
            .starting_after("v1.eyJpZCI6MX0")
            .key(KEY)
            .build();
        drop(black_box(export.request(&self.base).expect("a request")));
    }

    /// All that `Client::send` does before the transport: client headers, `User-Agent`, credential
    /// checks, the call's future.
    fn by_send(&self) {
        drop(black_box(self.client.send(export()).into_future()));
    }
}

fn export() -> GetExport<'static> {
    GetExport {
        org_id: black_box(ORG),
        export_id: black_box(EXPORT),
        limit: Some(100),
        starting_after: Some("v1.eyJpZCI6MX0"),
        key: KEY,
    }
}

const ROUNDS: usize = 400;
/// How many requests are timed at once.
const REQUESTS: u32 = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["count", way, count] => Ways::new().build(way, count.parse().expect("a number")),
        _ => report(&times()),
    }
}

/// Nanoseconds of a request, for each way.
fn times() -> [Vec<f64>; WAYS.len()] {
    let ways = Ways::new();
    let mut times = [const { Vec::new() }; WAYS.len()];
    for _ in 0..ROUNDS {
        for (way, times) in WAYS.iter().zip(&mut times) {
            let start = Instant::now();
            ways.build(way, REQUESTS);
            times.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(REQUESTS));
        }
    }
    times
}

fn report(times: &[Vec<f64>; WAYS.len()]) {
    let this = std::env::current_exe().expect("this program");
    let counts = WAYS.map(|way| instructions(&this, &["count", way], 1000));
    println!("\n| | instructions | / `reqwest` | time | / `reqwest` |\n|---|---|---|---|---|");
    for ((way, count), times_of) in WAYS.iter().zip(counts).zip(times) {
        let (count, share) = match (count, counts[0]) {
            (Some(count), Some(first)) => (grouped(count), format!("{:.3}", count / first)),
            _ => ("–".to_owned(), "–".to_owned()),
        };
        let time = median(times_of.iter().copied());
        let ratios = times_of
            .iter()
            .zip(&times[0])
            .map(|(ours, first)| ours / first);
        println!(
            "| `{way}` | {count} | {share} | {time:.0} ns | {} |",
            spread(ratios)
        );
    }
}
