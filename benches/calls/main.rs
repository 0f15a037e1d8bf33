//! Three calls over loopback by each of the clients. How to run it, and what came of it, is in
//! `README.md`.
//!
//! Without arguments it prints the tables of that page. With `count <client> <call> <calls>` it
//! makes that many calls and nothing else, for tools that count. `benches/run` names it other
//! builds of itself.

mod answers;
mod by_blocking;
mod by_endpoint;
mod by_hyper;
#[cfg(feature = "peers")]
mod by_progenitor;
mod by_reqwest;
#[cfg(feature = "peers")]
mod by_rustify;
#[cfg(feature = "peers")]
mod by_ureq;
mod check;
mod clients;
mod count;
mod peer;
mod programs;
mod tables;
mod time;
mod values;

use std::error::Error;

use crate::programs::Programs;

/// What went wrong with a call.
type Failure = Box<dyn Error + Send + Sync>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve"] => answers::serve(),
        ["count", client, call, calls] => count::count(client, call, calls),
        ["time", client, call, url] => time::one(client, call, url),
        ["check", limits, ..] => check::check(limits, &Programs::named(&arguments)),
        ["off", ..] => tables::print_off(&Programs::named(&arguments)),
        _ => {
            let programs = Programs::named(&arguments);
            tables::print(&programs);
            time::all(&programs);
        }
    }
}
