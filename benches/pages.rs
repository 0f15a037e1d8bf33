//! A list of many pages over loopback, by `client.items(..)`, and by loops written by hand: over the same
//! client, and over reqwest. How to run it, and what came of it, is in `README.md`.
//!
//! Without arguments it takes the time. With `count <way> <pages>` it reads that many pages once, and
//! says what memory it took at the most.

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use endpoint::{Client, endpoint};
use endpoint_benches::{Server, peak_memory, serve};
use serde::Deserialize;
use tokio::runtime::Runtime;

/// Items of a page.
const SIZE: u64 = 100;

#[endpoint(
    GET "/issues" -> Page,
    paginate(cursor = starting_after, next = next, items = Issue in issues),
)]
struct ListIssues {
    /// How many pages there are.
    #[query]
    pages: u64,
    #[query]
    starting_after: Option<u64>,
}

#[derive(Deserialize)]
struct Page {
    issues: Vec<Issue>,
    next: Option<u64>,
}

#[derive(Deserialize)]
struct Issue {
    id: u64,
    title: String,
    severity: String,
    created: String,
    fixed: bool,
}

/// Holds an item against the one before it, since a list that is out of order is no list.
fn take(issue: &Issue, taken: &mut u64) {
    assert_eq!(issue.id, *taken);
    black_box((&issue.title, &issue.severity, &issue.created, issue.fixed));
    *taken += 1;
}

async fn by_items(client: &Client, pages: u64) -> u64 {
    let list = ListIssues {
        pages,
        starting_after: None,
    };
    let (mut items, mut taken) = (client.items(list), 0);
    while let Some(issue) = items.next().await {
        take(&issue.expect("an item"), &mut taken);
    }
    taken
}

async fn by_loop(client: &Client, pages: u64) -> u64 {
    let (mut starting_after, mut taken) = (None, 0);
    loop {
        let list = ListIssues {
            pages,
            starting_after,
        };
        let page = client.send(list).await.expect("a page");
        for issue in &page.issues {
            take(issue, &mut taken);
        }
        if page.next.is_none() {
            return taken;
        }
        starting_after = page.next;
    }
}

async fn by_reqwest(client: &reqwest::Client, url: &str, pages: u64) -> u64 {
    let (mut starting_after, mut taken) = (None, 0);
    loop {
        let mut request = client
            .get(format!("{url}/issues"))
            .query(&[("pages", pages)]);
        if let Some(token) = starting_after {
            request = request.query(&[("starting_after", token)]);
        }
        let answer = request.send().await.expect("an answer");
        let answer = answer.error_for_status().expect("a success");
        let page: Page = answer.json().await.expect("a page");
        for issue in &page.issues {
            take(issue, &mut taken);
        }
        if page.next.is_none() {
            return taken;
        }
        starting_after = page.next;
    }
}

/// The ways to read the list.
const WAYS: [&str; 3] = ["items", "loop", "reqwest"];

struct Reader {
    runtime: Runtime,
    client: Client,
    reqwest: reqwest::Client,
    url: String,
}

impl Reader {
    fn new(server: &Server) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self {
            runtime,
            client: Client::new(&server.url).expect("a client"),
            reqwest: reqwest::Client::new(),
            url: server.url.clone(),
        }
    }

    fn read(&self, way: &str, pages: u64) -> Duration {
        let start = Instant::now();
        let taken = self.runtime.block_on(async {
            match way {
                "items" => by_items(&self.client, pages).await,
                "loop" => by_loop(&self.client, pages).await,
                _ => by_reqwest(&self.reqwest, &self.url, pages).await,
            }
        });
        assert_eq!(taken, pages * SIZE);
        start.elapsed()
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve"] => serve(answer),
        ["count", way, pages] => {
            let server = Server::start();
            Reader::new(&server).read(way, pages.parse().expect("a number of pages"));
            let most = peak_memory().unwrap_or_default();
            println!("{way}, {pages} pages: {most} KiB at the most");
        }
        _ => time(),
    }
}

/// Pages of each reading that is timed.
const PAGES: u32 = 200;
const ROUNDS: usize = 40;

fn time() {
    let server = Server::start();
    let reader = Reader::new(&server);
    let mut times = [const { Vec::new() }; WAYS.len()];
    for _ in 0..ROUNDS {
        for (way, times) in WAYS.iter().zip(&mut times) {
            times.push(reader.read(way, PAGES.into()).as_secs_f64());
        }
    }
    let [items, by_loop, by_reqwest] = times;
    println!(
        "a page by items: {:.1} us",
        median(&items) * 1e6 / f64::from(PAGES)
    );
    compare("items / loop over the same client", &items, &by_loop);
    compare("items / loop over reqwest", &items, &by_reqwest);
}

fn compare(what: &str, ours: &[f64], others: &[f64]) {
    let mut ratios: Vec<f64> = ours.iter().zip(others).map(|(a, b)| a / b).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "{what}: {:.3} ({:.3} - {:.3})",
        ratios[ROUNDS / 2],
        ratios[ROUNDS / 10],
        ratios[ROUNDS - 1 - ROUNDS / 10],
    );
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn answer(mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        head.extend_from_slice(&buffer[..count]);
        if head.ends_with(b"\r\n\r\n") {
            let request = String::from_utf8_lossy(&head);
            let first = number(&request, "starting_after=").unwrap_or(0);
            let pages = number(&request, "pages=").expect("how many pages there are");
            let body = page(first, pages * SIZE);
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            );
            head.clear();
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

fn number(request: &str, name: &str) -> Option<u64> {
    let line = request.lines().next()?;
    let behind = &line[line.find(name)? + name.len()..];
    let end = behind.find(|c: char| !c.is_ascii_digit())?;
    behind[..end].parse().ok()
}

fn page(first: u64, total: u64) -> String {
    let issues: Vec<String> = (first..first + SIZE)
        .map(|id| {
            format!(
                r#"{{"id":{id},"title":"Prototype pollution in package {id}","severity":"high","created":"2024-10-15T09:30:00Z","fixed":false}}"#
            )
        })
        .collect();
    let next = first + SIZE;
    let next = if next < total {
        next.to_string()
    } else {
        "null".to_owned()
    };
    format!(r#"{{"issues":[{}],"next":{next}}}"#, issues.join(","))
}
