//! Each status has one variant.

use super::Variant;
use super::pattern::{Pattern, Statuses};
use crate::diagnostics::{Faults, Message, say};
use crate::fault::Fault;

/// A code goes before a range, and a range before `_`. So what overlaps is two of a kind, or a range
/// of which the codes leave nothing.
pub(super) fn overlaps(variants: &[Variant<'_>], faults: &mut Faults) {
    let all: Vec<(&Variant<'_>, &Pattern)> = variants
        .iter()
        .flat_map(|variant| {
            variant
                .patterns
                .iter()
                .map(move |pattern| (variant, pattern))
        })
        .collect();
    for (at, second) in all.iter().enumerate() {
        let earlier = all.iter().take(at);
        let first = earlier.copied().find(|first| clash(first.1, second.1));
        if let Some(first) = first {
            report(first, *second, faults);
        } else if is_spent(second.1, &all) {
            let message = say(format!(
                "each status of `{}` has a variant of its own, so none is left for `{}`",
                second.1, second.0.ident
            ))
            .help("remove it from the attribute");
            faults.report(Fault::ByStatusOverlap, second.1, message);
        }
    }
}

fn clash(first: &Pattern, second: &Pattern) -> bool {
    match (first.statuses, second.statuses) {
        (Statuses::Code(a), Statuses::Code(b)) => a == b,
        (Statuses::Range(a, b), Statuses::Range(c, d)) => a <= d && c <= b,
        (Statuses::Rest, Statuses::Rest) => true,
        _ => false,
    }
}

/// Whether the codes take all of a range.
fn is_spent(pattern: &Pattern, all: &[(&Variant<'_>, &Pattern)]) -> bool {
    let Statuses::Range(from, to) = pattern.statuses else {
        return false;
    };
    let taken = |code| {
        let mut patterns = all.iter().map(|(_, pattern)| pattern.statuses);
        patterns.any(|statuses| statuses == Statuses::Code(code))
    };
    (from..=to).all(taken)
}

fn report(first: (&Variant<'_>, &Pattern), second: (&Variant<'_>, &Pattern), faults: &mut Faults) {
    let (fault, message) = if second.1.statuses == Statuses::Rest {
        let message = say(format!(
            "`{}` is for all other statuses already",
            first.0.ident
        ));
        (Fault::ByStatusTwoRests, message.help("keep one of the two"))
    } else {
        (Fault::ByStatusOverlap, overlap(first, second))
    };
    faults.report(fault, second.1, message);
}

fn overlap(first: (&Variant<'_>, &Pattern), second: (&Variant<'_>, &Pattern)) -> Message {
    let (taken, own) = (first.1.to_string(), second.1.to_string());
    let what = if taken == own {
        format!("`{own}` belongs to `{}` already", first.0.ident)
    } else {
        format!(
            "`{own}` and `{taken}`, which belongs to `{}`, have statuses in common",
            first.0.ident
        )
    };
    let help = if matches!(second.1.statuses, Statuses::Code(_)) {
        "keep one of the two"
    } else {
        "keep them apart; a single status may stand beside a range that holds it: `#[status(404)]`"
    };
    say(what).help(help)
}
