//! Whether the parts of an endpoint fit together.

mod body;
mod names;
mod pages;
mod places;

use syn::Meta;

use super::field::Field;
use super::model::{Body, Checked, Lowered, Manner, Param, Parsed, Place, Step};
use super::template::{Piece, Placeholder};
use crate::diagnostics::{Faults, say};
use crate::fault::Fault;

/// A field of which one place is known, with the attribute that gives it, if one does.
struct Placed<'a> {
    field: &'a Field<'a>,
    place: Place,
    manner: Manner,
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
    places::check_catch_alls(&lowered.template, &placed, faults);
    places::check_defaults(&placed, faults);
    names::check_names(&lowered.template, &placed, faults);
    names::check_builder_names(&placed, faults);
    names::check_key(lowered.settings.idempotency_key.as_deref(), &placed, faults);
    body::check_bytes(&placed, faults);
    let body = body::check_body(lowered.method, &placed, faults);
    if let Ok(body) = &body {
        check_content_type(parsed, body, faults);
    }
    check_redirect(parsed, &lowered, faults);
    let pages = pages::check_pages(parsed, &lowered, &placed, faults);
    let path = path_steps(lowered.template.path, &placed);
    Some(Checked {
        method: lowered.method,
        settings: lowered.settings,
        path: path?,
        constants: lowered.template.constants,
        params: placed.into_iter().map(Param::from).collect(),
        body: body.ok()?,
        pages: pages.ok()?,
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

/// The type of a form follows from its being one, and that of a multipart body names what stands
/// between its parts.
fn check_content_type(parsed: &Parsed<'_>, body: &Body<'_>, faults: &mut Faults) {
    let Some(text) = &parsed.args.options.content_type else {
        return;
    };
    let message = match body {
        Body::None | Body::Whole(_) | Body::Json(_) => return,
        Body::Form(_) => {
            say("the content type of a form is `application/x-www-form-urlencoded`, and no other")
                .help("leave out `content_type`")
        }
        Body::Multipart(_) => {
            say("the content type of a multipart body names its boundary, which each request makes")
                .help("leave out `content_type`; a part has one of its own: `#[part(content_type = \"text/csv\")]`")
        }
    };
    faults.report(Fault::ContentTypeNotAllowed, text, message);
}

impl<'a> From<Placed<'a>> for Param<'a> {
    fn from(placed: Placed<'a>) -> Self {
        Self {
            field: placed.field,
            place: placed.place,
            manner: placed.manner,
        }
    }
}

fn path_steps<'a>(path: Vec<Piece>, placed: &[Placed<'a>]) -> Option<Vec<Step<'a>>> {
    let steps = path.into_iter().map(|piece| match piece {
        Piece::Text(text) => Some(Step::Literal(text)),
        Piece::Placeholder(Placeholder { name, catch_all }) => {
            let placed = placed.iter().find(|placed| placed.field.name == name)?;
            Some(if catch_all {
                Step::Segments(placed.field)
            } else {
                Step::Segment(placed.field, placed.manner.clone())
            })
        }
    });
    steps.collect()
}
