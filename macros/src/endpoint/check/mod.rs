//! Whether the parts of an endpoint fit together.

mod body;
mod names;
mod places;

use syn::Meta;

use super::field::Field;
use super::model::{Checked, Lowered, Param, Parsed, Place, Step};
use super::template::{Piece, Placeholder};
use crate::diagnostics::{Faults, say};
use crate::fault::Fault;

/// A field of which one place is known, with the attribute that gives it, if one does.
struct Placed<'a> {
    field: &'a Field<'a>,
    place: Place,
    meta: Option<&'a Meta>,
}

/// Checks everything, and lets only an endpoint through that can be generated.
pub(crate) fn check<'a>(
    parsed: &'a Parsed<'a>,
    lowered: Lowered<'a>,
    faults: &mut Faults,
) -> Option<Checked<'a>> {
    let literal = parsed.args.template.as_ref()?;
    let unmatched = places::check_placeholders(literal, &lowered, faults);
    let placed = places::check_places(&lowered, &unmatched, faults);
    places::check_optional_paths(&placed, faults);
    names::check_names(&lowered.template, &placed, faults);
    names::check_builder_names(&placed, faults);
    let body = body::check_body(lowered.method, &placed, faults);
    check_redirect(parsed, &lowered, faults);
    let path = path_steps(lowered.template.path, &placed);
    Some(Checked {
        method: lowered.method,
        settings: lowered.settings,
        path: path?,
        constants: lowered.template.constants,
        params: placed
            .into_iter()
            .map(|Placed { field, place, .. }| Param { field, place })
            .collect(),
        body: body.ok()?,
    })
}

/// Following a redirect repeats the request, which only GET and HEAD allow without asking.
fn check_redirect(parsed: &Parsed<'_>, lowered: &Lowered<'_>, faults: &mut Faults) {
    let Some(word) = &parsed.args.options.redirect else {
        return;
    };
    if lowered.settings.follow && lowered.method.may_have_body() {
        let message = say(format!(
            "a `{}` request does not follow redirects",
            lowered.method.name()
        ))
        .help("leave out `redirect`; the answer then says where to go: its `Location` header");
        faults.report(Fault::FollowNotAllowed, word, message);
    }
}

fn path_steps<'a>(path: Vec<Piece>, placed: &[Placed<'a>]) -> Option<Vec<Step<'a>>> {
    let steps = path.into_iter().map(|piece| match piece {
        Piece::Text(text) => Some(Step::Literal(text)),
        Piece::Placeholder(Placeholder { name, catch_all }) => {
            let field = placed
                .iter()
                .map(|placed| placed.field)
                .find(|field| field.name == name)?;
            Some(if catch_all {
                Step::Segments(field)
            } else {
                Step::Segment(field)
            })
        }
    });
    steps.collect()
}
