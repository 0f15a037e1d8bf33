//! How long calls take. Each client makes its calls in a process of its own, in turn with the
//! others, and is held against what reqwest took in the same round.

use std::process::Command;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use endpoint_benches::{Server, grouped, median, spread};

use crate::clients::{CLIENTS, PEERS, client};
use crate::peer::{CALLS, Call};
use crate::programs::Programs;

const ROUNDS: usize = 15;
const WARM_UP: u32 = 320;
const ALONE: u32 = 2000;
const SIDE_BY_SIDE: u32 = 19_200;
/// How many calls are in flight then.
const WIDTH: u32 = 32;

/// What is measured of a client in one round.
const MEASURES: [&str; 4] = [
    "p50 alone, µs",
    "processor alone, µs",
    "processor, 32 in flight, µs",
    "calls a second, 32 in flight",
];

type Figures = [f64; MEASURES.len()];

/// Takes the times of one client, and prints them.
pub(crate) fn one(name: &str, call: &str, url: &str) {
    let (caller, call) = (client(name, url), Call::by_name(call));
    assert_eq!(caller.value(call), crate::answers::value(call));
    caller.calls(call, WARM_UP);
    let (times, alone) = measured(ALONE, || caller.times(call, ALONE));
    caller.side_by_side(call, WARM_UP, WIDTH);
    let start = Instant::now();
    let ((), in_flight) = measured(SIDE_BY_SIDE, || {
        caller.side_by_side(call, SIDE_BY_SIDE, WIDTH);
    });
    let rate = f64::from(SIDE_BY_SIDE) / start.elapsed().as_secs_f64();
    let latency = median(times.iter().map(Duration::as_secs_f64)) * 1e6;
    println!("{latency} {alone} {in_flight} {rate}");
}

/// What the calls come to, and microseconds of the processor for each of them, user and system.
fn measured<T>(calls: u32, make: impl FnOnce() -> T) -> (T, f64) {
    let start = ProcessTime::now();
    let value = make();
    (
        value,
        start.elapsed().as_secs_f64() * 1e6 / f64::from(calls),
    )
}

/// Takes the times of all that there are, and prints a table for each call.
pub(crate) fn all(programs: &Programs) {
    let names = CLIENTS.into_iter().chain(PEERS);
    let clients: Vec<_> = names
        .filter_map(|name| Some((name, programs.of(name)?)))
        .collect();
    let server = Server::start();
    for call in CALLS {
        let mut figures: Vec<Vec<Figures>> = clients.iter().map(|_| Vec::new()).collect();
        for _ in 0..ROUNDS {
            for ((name, program), figures) in clients.iter().zip(&mut figures) {
                let mut program = Command::new(program);
                program.args(["time", name, call.name(), &server.url]);
                figures.push(taken(&mut program));
            }
        }
        let names = clients.iter().map(|(name, _)| *name);
        report(call, names.zip(&figures));
    }
}

fn taken(program: &mut Command) -> Figures {
    let output = program.output().expect("a client");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers = text.split_whitespace().map(|number| number.parse().ok());
    let numbers: Option<Vec<f64>> = numbers.collect();
    let numbers = numbers.and_then(|numbers| numbers.try_into().ok());
    numbers.expect("all figures")
}

fn report<'a>(call: Call, clients: impl Iterator<Item = (&'a str, &'a Vec<Figures>)>) {
    println!(
        "\n| `{}` | {} | / `reqwest` |",
        call.name(),
        MEASURES.join(" | / `reqwest` | ")
    );
    println!("|---|{}", "---|---|".repeat(MEASURES.len()));
    let mut first = None;
    for (name, figures) in clients {
        let first = first.get_or_insert(figures);
        let columns: [String; MEASURES.len()] = std::array::from_fn(|measure| {
            let figure = median(figures.iter().map(|round| round[measure]));
            let rounds = figures.iter().zip(*first);
            let ratios = rounds.map(|(ours, first)| ours[measure] / first[measure]);
            format!("{} | {}", shown(figure), spread(ratios))
        });
        println!("| `{name}` | {} |", columns.join(" | "));
    }
}

fn shown(figure: f64) -> String {
    if figure < 1000.0 {
        format!("{figure:.1}")
    } else {
        grouped(figure)
    }
}
