//! A request has one body, or none.

use super::Placed;
use crate::diagnostics::{Faults, Message, Reported, say};
use crate::endpoint::model::{Body, Member, Method, Place};
use crate::fault::Fault;
use crate::types::is_bytes;

/// What a field makes of the body.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Whole,
    Json,
    Form,
    Multipart,
}

/// A request has one body: one field that is the whole, or fields that are members of a JSON
/// object, or pairs of a form, or parts. GET and HEAD have none.
pub(super) fn check_body<'a>(
    method: Method,
    placed: &[Placed<'a>],
    faults: &mut Faults,
) -> Result<Body<'a>, Reported> {
    let mut parts = placed
        .iter()
        .filter_map(|placed| Some((Kind::of(&placed.place)?, placed)));
    let Some((kind, first)) = parts.next() else {
        return Ok(Body::None);
    };
    if !method.may_have_body() {
        return Err(body_not_allowed(method, first, faults));
    }
    let second = parts.find(|(other, _)| kind == Kind::Whole || *other != kind);
    if let Some(second) = second {
        return Err(two_bodies((kind, first), second, faults));
    }
    let members = || placed.iter().filter_map(member).collect();
    Ok(match kind {
        Kind::Whole => Body::Whole(first.field),
        Kind::Json => Body::Json(members()),
        Kind::Form => Body::Form(members()),
        Kind::Multipart => Body::Multipart(members()),
    })
}

/// Serde takes plain bytes for a list of numbers, and nobody wants that as a body or a part.
pub(super) fn check_bytes(placed: &[Placed<'_>], faults: &mut Faults) {
    for Placed { field, place, .. } in placed {
        let (sent, meant) = match place {
            Place::Body => (
                "a JSON array of numbers",
                "`endpoint::Bytes` or `endpoint::Upload`",
            ),
            Place::Part(_) => (
                "one part for each number",
                "`endpoint::File` or `endpoint::Bytes`",
            ),
            _ => continue,
        };
        if is_bytes(field.ty) {
            let message = say(format!("plain bytes would be sent as {sent}"))
                .help(format!("make the type of `{}` {meant}", field.name));
            faults.report(Fault::RawBytes, field.ty, message);
        }
    }
}

fn member<'a>(placed: &Placed<'a>) -> Option<Member<'a>> {
    match &placed.place {
        Place::Json(name) | Place::Form(name) | Place::Part(name) => Some(Member {
            name: name.clone(),
            manner: placed.manner.clone(),
            field: placed.field,
        }),
        _ => None,
    }
}

impl Kind {
    fn of(place: &Place) -> Option<Self> {
        match place {
            Place::Body => Some(Self::Whole),
            Place::Json(_) => Some(Self::Json),
            Place::Form(_) => Some(Self::Form),
            Place::Part(_) => Some(Self::Multipart),
            Place::Path | Place::Query(_) | Place::Header(_) | Place::Cookie(_) => None,
        }
    }

    /// What a body of this kind is.
    fn noun(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Json => "a JSON object",
            Self::Form => "an urlencoded form",
            Self::Multipart => "multipart",
        }
    }

    /// What a field is in such a body.
    fn membership(self) -> &'static str {
        match self {
            Self::Whole => "the whole of it",
            Self::Json => "a member of a JSON object",
            Self::Form => "a field of a form",
            Self::Multipart => "a part of it",
        }
    }

    fn attribute(self) -> &'static str {
        match self {
            Self::Whole => "#[body]",
            Self::Json => "#[json]",
            Self::Form => "#[form]",
            Self::Multipart => "#[part]",
        }
    }
}

fn body_not_allowed(method: Method, part: &Placed<'_>, faults: &mut Faults) -> Reported {
    let message = say(format!(
        "a `{}` request has no body, and `{}` would be in it",
        method.name(),
        part.field.name
    ))
    .help("send the field with `#[query]`, or make the method `POST`");
    report(Fault::BodyNotAllowed, part, message, faults)
}

fn two_bodies(
    first: (Kind, &Placed<'_>),
    second: (Kind, &Placed<'_>),
    faults: &mut Faults,
) -> Reported {
    let (fault, message) = match (first.0, second.0) {
        (Kind::Whole, Kind::Whole) => {
            let message = say(format!(
                "the whole body is the field `{}` already",
                first.1.field.name
            ))
            .help("send both as members of a JSON object: `#[json]` on each");
            (Fault::TwoBodies, message)
        }
        (Kind::Whole, kind) => (
            Fault::BodyBesideMembers,
            beside(first.1, kind, &second.1.field.name),
        ),
        (kind, Kind::Whole) => (
            Fault::BodyBesideMembers,
            beside(second.1, kind, &first.1.field.name),
        ),
        _ => (Fault::MixedBodies, mixed(first, second)),
    };
    report(fault, second.1, message, faults)
}

fn beside(whole: &Placed<'_>, kind: Kind, member: &str) -> Message {
    let whole = &whole.field.name;
    say(format!(
        "`{whole}` is the whole body, so `{member}` cannot be {}",
        kind.membership()
    ))
    .help(format!("send `{whole}` like it: `{}`", kind.attribute()))
}

fn mixed(first: (Kind, &Placed<'_>), second: (Kind, &Placed<'_>)) -> Message {
    let message = say(format!(
        "`{}` makes the body {}, so `{}` cannot be {}",
        first.1.field.name,
        first.0.noun(),
        second.1.field.name,
        second.0.membership()
    ));
    let (a, b) = (first.0.attribute(), second.0.attribute());
    if [first.0, second.0].contains(&Kind::Multipart) {
        message.help("send all of them as parts: `#[part]` on each")
    } else {
        message.help(format!("send all of them alike: `{a}` on each, or `{b}`"))
    }
}

fn report(fault: Fault, part: &Placed<'_>, message: Message, faults: &mut Faults) -> Reported {
    match part.meta {
        Some(meta) => faults.report(fault, meta, message),
        None => faults.report(fault, part.field.ident, message),
    }
}
