//! What is counted of a call: instructions by valgrind, and allocations by an allocator that
//! counts.

use std::process::Command;

use endpoint_benches::{Server, instructions};

use crate::clients::client;
use crate::peer::Call;
use crate::programs::Programs;

#[cfg(feature = "counting")]
#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<std::alloc::System> = &stats_alloc::INSTRUMENTED_SYSTEM;

/// Makes calls and does nothing else, but for saying what was allocated.
pub(crate) fn count(name: &str, call: &str, calls: &str) {
    let server = Server::start();
    let (call, calls) = (Call::by_name(call), calls.parse().expect("a number"));
    let caller = client(name, &server.url);
    assert_eq!(caller.value(call), crate::answers::value(call));
    // What grows with the first calls is there when it counts.
    caller.calls(call, 50);
    #[cfg(feature = "counting")]
    let region = stats_alloc::Region::new(ALLOCATOR);
    caller.calls(call, calls);
    #[cfg(feature = "counting")]
    report(&region.change(), calls);
}

/// A block that is made larger counts as one more, as it does for valgrind.
#[cfg(feature = "counting")]
fn report(stats: &stats_alloc::Stats, calls: u32) {
    let calls = calls as usize;
    println!(
        "{} {}",
        (stats.allocations + stats.reallocations) / calls,
        stats.bytes_allocated / calls
    );
}

const CALLS: u32 = 250;

/// Instructions of a call, where there is valgrind and a build that has the client.
pub(crate) fn instructions_of(programs: &Programs, name: &str, call: Call) -> Option<f64> {
    instructions(programs.of(name)?, &["count", name, call.name()], CALLS)
}

/// Allocations and bytes of a call, where there is a build that counts them.
pub(crate) fn allocations_of(programs: &Programs, name: &str, call: Call) -> Option<(f64, f64)> {
    let output = Command::new(programs.counting(name)?)
        .args(["count", name, call.name(), &CALLS.to_string()])
        .output()
        .expect("a program that counts");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let (allocations, bytes) = text.trim().split_once(' ').expect("two numbers");
    Some((
        allocations.parse().expect("a number"),
        bytes.parse().expect("a number"),
    ))
}
