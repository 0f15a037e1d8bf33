//! A request has one body, or none.

use super::Placed;
use crate::diagnostics::{Faults, Reported, say};
use crate::endpoint::model::{Body, Method, Place};
use crate::fault::Fault;

/// A request has one body: one field that is the whole, or fields that are members of it. GET and
/// HEAD have none.
pub(super) fn check_body<'a>(
    method: Method,
    placed: &[Placed<'a>],
    faults: &mut Faults,
) -> Result<Body<'a>, Reported> {
    let parts: Vec<&Placed<'a>> = placed
        .iter()
        .filter(|placed| matches!(placed.place, Place::Body | Place::Json(_)))
        .collect();
    let Some((first, rest)) = parts.split_first() else {
        return Ok(Body::None);
    };
    if !method.may_have_body() {
        return Err(body_not_allowed(method, first, faults));
    }
    if let Some(second) = rest
        .iter()
        .find(|second| is_whole(first) || is_whole(second))
    {
        return Err(two_bodies(first, second, faults));
    }
    if is_whole(first) {
        return Ok(Body::Whole(first.field));
    }
    let members = parts.iter().filter_map(|part| match &part.place {
        Place::Json(name) => Some((name.clone(), part.field)),
        _ => None,
    });
    Ok(Body::Json(members.collect()))
}

fn is_whole(placed: &Placed<'_>) -> bool {
    placed.place == Place::Body
}

fn body_not_allowed(method: Method, part: &Placed<'_>, faults: &mut Faults) -> Reported {
    let message = say(format!(
        "a `{}` request has no body, and `{}` would be in it",
        method.name(),
        part.field.name
    ))
    .help("send the field with `#[query]`, or make the method `POST`");
    match part.meta {
        Some(meta) => faults.report(Fault::BodyNotAllowed, meta, message),
        None => faults.report(Fault::BodyNotAllowed, part.field.ident, message),
    }
}

fn two_bodies(first: &Placed<'_>, second: &Placed<'_>, faults: &mut Faults) -> Reported {
    let (fault, message) = if is_whole(first) && is_whole(second) {
        let message = say(format!(
            "the whole body is the field `{}` already",
            first.field.name
        ))
        .help("send both as members of a JSON object: `#[json]` on each");
        (Fault::TwoBodies, message)
    } else {
        let (whole, member) = if is_whole(first) {
            (first, second)
        } else {
            (second, first)
        };
        let (whole, member) = (&whole.field.name, &member.field.name);
        let message = say(format!(
            "`{whole}` is the whole body, so `{member}` cannot be a member of it"
        ))
        .help(format!("make `{whole}` a member too: `#[json]`"));
        (Fault::BodyBesideJson, message)
    };
    match second.meta {
        Some(meta) => faults.report(fault, meta, message),
        None => faults.report(fault, second.field.ident, message),
    }
}
