//! Names do not clash: on the wire, and in the builder.

use super::Placed;
use crate::diagnostics::{Faults, say};
use crate::endpoint::model::Place;
use crate::endpoint::template::Template;
use crate::fault::Fault;
use crate::keywords::{BUILD, IDEMPOTENCY_KEY, IDEMPOTENT};
use crate::types::{option_inner, written};
use crate::wire::encode;

/// No two parameters go by one name in one place. Query names are compared as they travel.
pub(super) fn check_names(template: &Template, placed: &[Placed<'_>], faults: &mut Faults) {
    for (at, second) in placed.iter().enumerate() {
        let Some(meta) = second.meta else { continue };
        let earlier = placed.get(..at).unwrap_or_default();
        if let Some((fault, name)) = named_fault(&second.place)
            && let Some(first) = earlier.iter().find(|first| first.place == second.place)
        {
            let (noun, _) = second.place.noun();
            let message = say(format!(
                "the {noun} `{name}` is sent by `{}` already",
                first.field.name
            ))
            .help(rename_help(&second.place, &second.field.name));
            faults.report(fault, meta, message);
        } else if let Place::Query(name) = &second.place
            && template
                .constants
                .iter()
                .any(|constant| constant.name == encode(name))
        {
            let message = say(format!(
                "the path sends the query parameter `{name}` already"
            ))
            .help(format!(
                "remove `{name}=..` from the path, or write `#[query(rename = \"..\")]`"
            ));
            faults.report(Fault::RepeatsConstant, meta, message);
        }
    }
}

fn rename_help(place: &Place, field: &str) -> String {
    let attribute = match place {
        Place::Query(_) => "#[query(rename = \"..\")]",
        Place::Json(_) => "#[json(rename = \"..\")]",
        Place::Form(_) => "#[form(rename = \"..\")]",
        Place::Part(_) => {
            return format!(
                "give `{field}` another name, `#[part(rename = \"..\")]`, or send both as one list: `Vec<..>`"
            );
        }
        _ => return format!("remove `{field}`, or give it another name in the attribute"),
    };
    format!("remove `{field}`, or give it another name: `{attribute}`")
}

fn named_fault(place: &Place) -> Option<(Fault, &str)> {
    match place {
        Place::Query(name) => Some((Fault::DuplicateQuery, name)),
        Place::Header(name) => Some((Fault::DuplicateHeader, name)),
        Place::Cookie(name) => Some((Fault::DuplicateCookie, name)),
        Place::Json(name) => Some((Fault::DuplicateJson, name)),
        Place::Form(name) => Some((Fault::DuplicateForm, name)),
        Place::Part(name) => Some((Fault::DuplicatePart, name)),
        Place::Path | Place::Body => None,
    }
}

/// A key is made for a call that has none. Where a field always sends one, there is no such call.
pub(super) fn check_key(key: Option<&str>, placed: &[Placed<'_>], faults: &mut Faults) {
    let is_key = |place: &Place| matches!(place, Place::Header(name) if Some(name.as_str()) == key);
    let field = placed.iter().find(|placed| is_key(&placed.place));
    if let (Some(key), Some(Placed { field, .. })) = (key, field)
        && option_inner(field.ty).is_none()
    {
        let (name, ty) = (&field.name, written(field.ty));
        let message = say(format!(
            "the field `{name}` always sends the header `{key}`, so no key would ever be made"
        ))
        .help(format!(
            "write `{name}: Option<{ty}>`: where it is `None`, a key is made"
        ))
        .help(format!(
            "or take out one of the two: the field, or `{}`; then `{}` says that the call may be sent twice",
            IDEMPOTENCY_KEY.name, IDEMPOTENT.name
        ));
        faults.report(Fault::KeyAlwaysSent, field.ty, message);
    }
}

/// The builder has a setter for each field, and `build`.
pub(super) fn check_builder_names(placed: &[Placed<'_>], faults: &mut Faults) {
    for Placed { field, place, .. } in placed.iter().filter(|placed| placed.field.name == BUILD) {
        let message = say("a field cannot be called `build`: the builder's last method is");
        let message = match place {
            Place::Path => message.help("rename the field and its placeholder, as in `<build_id>`"),
            Place::Query(name) => {
                message.help(format!("write `#[query(rename = {name:?})] build_id`"))
            }
            Place::Json(name) => {
                message.help(format!("write `#[json(rename = {name:?})] build_id`"))
            }
            Place::Form(name) => {
                message.help(format!("write `#[form(rename = {name:?})] build_id`"))
            }
            Place::Part(name) => {
                message.help(format!("write `#[part(rename = {name:?})] build_id`"))
            }
            Place::Header(_) | Place::Cookie(_) | Place::Body => {
                message.help("rename the field, as in `build_id`")
            }
        };
        faults.report(Fault::NamedBuild, field.ident, message);
    }
}
