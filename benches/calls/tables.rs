//! The tables of what is counted.

use endpoint_benches::grouped;

use crate::clients::{CLIENTS, PEERS};
use crate::count::{allocations_of, instructions_of};
use crate::peer::{CALLS, Call};
use crate::programs::Programs;

/// One table for each call, with all clients that there are.
pub(crate) fn print(programs: &Programs) {
    for call in CALLS {
        println!(
            "\n| `{}` | instructions | / `reqwest` | / `hyper` | allocations | bytes |",
            call.name()
        );
        println!("|---|---|---|---|---|---|");
        let mut firsts = Vec::new();
        for name in CLIENTS.into_iter().chain(PEERS) {
            let counted = instructions_of(programs, name, call);
            firsts.extend((firsts.len() < 2).then_some(counted));
            let ratios = firsts.iter().map(|first| ratio(counted, *first));
            let ratios: Vec<String> = ratios.chain([String::new()]).take(2).collect();
            if programs.of(name).is_some() {
                println!(
                    "| `{name}` | {} | {} | {} |",
                    shown(counted),
                    ratios.join(" | "),
                    allocated(programs, name, call)
                );
            }
        }
    }
}

/// What is on by default against all of it off.
pub(crate) fn print_off(programs: &Programs) {
    println!("\n| | default | all off | ratio |\n|---|---|---|---|");
    for transport in ["hyper", "reqwest"] {
        let (default, off) = (
            format!("endpoint-{transport}"),
            format!("endpoint-{transport}-off"),
        );
        let both = [&default, &off];
        row(
            &format!("over {transport}, instructions"),
            both.map(|name| instructions_of(programs, name, Call::Snyk)),
        );
        row(
            &format!("over {transport}, allocations"),
            both.map(|name| Some(allocations_of(programs, name, Call::Snyk)?.0)),
        );
    }
}

fn row(what: &str, [default, off]: [Option<f64>; 2]) {
    println!(
        "| {what} | {} | {} | {} |",
        shown(default),
        shown(off),
        ratio(default, off)
    );
}

fn allocated(programs: &Programs, name: &str, call: Call) -> String {
    let counted = allocations_of(programs, name, call);
    let (allocations, bytes) = counted.unzip();
    format!("{} | {}", shown(allocations), shown(bytes))
}

fn shown(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), grouped)
}

fn ratio(number: Option<f64>, of: Option<f64>) -> String {
    match (number, of) {
        (Some(number), Some(of)) => format!("{:.3}", number / of),
        _ => "–".to_owned(),
    }
}
