//! Holds what is counted against limits.

use crate::count::{allocations_of, instructions_of};
use crate::peer::Call;
use crate::programs::Programs;

/// Says of each line of the file whether it holds, and fails where one does not.
///
/// A line is a client, a call, what is counted, and the most that it may come to.
/// `instructions/<peer>` is a share of what the peer takes.
pub(crate) fn check(limits: &str, programs: &Programs) {
    let limits = std::fs::read_to_string(limits).expect("the limits");
    let mut is_kept = true;
    for line in limits.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [client, call, what, most] = words[..] else {
            continue;
        };
        let most: f64 = most.parse().expect("a limit");
        let counted = counted(programs, client, Call::by_name(call), what);
        let says = match counted {
            None => "not counted, as there is no valgrind",
            Some(count) if count <= most => "holds",
            Some(_) => "does NOT hold",
        };
        is_kept &= counted.is_none_or(|count| count <= most);
        let count = counted.map_or_else(String::new, |count| format!(" {count:.3}"));
        println!("{client} {call} {what}:{count}, at most {most}: {says}");
    }
    if !is_kept {
        std::process::exit(1);
    }
}

fn counted(programs: &Programs, client: &str, call: Call, what: &str) -> Option<f64> {
    match what.split_once('/') {
        None if what == "allocations" => {
            let counted = allocations_of(programs, client, call);
            Some(counted.expect("a build that counts").0)
        }
        None => panic!("{what} is not counted"),
        Some((_, peer)) => {
            Some(instructions_of(programs, client, call)? / instructions_of(programs, peer, call)?)
        }
    }
}
