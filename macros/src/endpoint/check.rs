//! Whether the parts of an endpoint fit together.

use syn::{LitStr, Meta};

use super::field::{Field, misspelled};
use super::model::{Body, Checked, Lowered, LoweredField, Method, Param, Parsed, Place, Step};
use super::template::{Piece, Placeholder, Template};
use crate::diagnostics::{Faults, Reported, nearest, say};
use crate::fault::Fault;
use crate::types::option_inner;
use crate::wire::encode;

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
    let unmatched = check_placeholders(literal, &lowered, faults);
    let placed = check_places(&lowered, &unmatched, faults);
    check_optional_paths(&placed, faults);
    check_names(&lowered.template, &placed, faults);
    check_builder_names(&placed, faults);
    let body = check_body(lowered.method, &placed, faults);
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

/// Every placeholder has a field. A field that was probably meant by one without is returned, so that it is not reported
/// as a field without a place.
fn check_placeholders<'a>(
    literal: &LitStr,
    lowered: &Lowered<'a>,
    faults: &mut Faults,
) -> Vec<&'a Field<'a>> {
    let mut meant = Vec::new();
    for placeholder in lowered.template.placeholders() {
        let name = &placeholder.name;
        if lowered.fields.iter().any(|field| field.field.name == *name) {
            continue;
        }
        let free = lowered
            .fields
            .iter()
            .filter(|field| is_free(field, &lowered.template));
        let names = free.clone().map(|field| field.field.name.as_str());
        let nearest = nearest(name, names);
        let field = free
            .map(|field| field.field)
            .find(|field| Some(field.name.as_str()) == nearest);
        placeholder_without_field(literal, placeholder, field, faults);
        meant.extend(field);
    }
    meant
}

/// Whether a field could be what a placeholder means.
fn is_free(field: &LoweredField<'_>, template: &Template) -> bool {
    let named = template
        .placeholders()
        .any(|placeholder| placeholder.name == field.field.name);
    !named && field.places.iter().all(|(place, _)| *place == Place::Path)
}

fn placeholder_without_field(
    literal: &LitStr,
    placeholder: &Placeholder,
    field: Option<&Field<'_>>,
    faults: &mut Faults,
) -> Reported {
    let name = &placeholder.name;
    let dots = if placeholder.catch_all { ".." } else { "" };
    let message = say(format!(
        "no field has the name of the placeholder `<{name}{dots}>`"
    ));
    let message = match field {
        Some(field) => message.help(format!(
            "did you mean the field `{0}`? write `<{0}{dots}>`",
            field.name
        )),
        None => message.help(format!("add a field to the struct: `{name}: String`")),
    };
    faults.report(Fault::PlaceholderWithoutField, literal, message)
}

/// Every field has one place.
fn check_places<'a>(
    lowered: &Lowered<'a>,
    meant: &[&Field<'_>],
    faults: &mut Faults,
) -> Vec<Placed<'a>> {
    let mut placed = Vec::new();
    for field in &lowered.fields {
        if meant.iter().all(|meant| meant.ident != field.field.ident) {
            placed.extend(check_place(field, &lowered.template, faults).ok());
        }
    }
    placed
}

fn check_place<'a>(
    lowered: &LoweredField<'a>,
    template: &Template,
    faults: &mut Faults,
) -> Result<Placed<'a>, Reported> {
    let field = lowered.field;
    let named = template
        .placeholders()
        .any(|placeholder| placeholder.name == field.name);
    match lowered.places.as_slice() {
        [] if named => Ok(Placed {
            field,
            place: Place::Path,
            meta: None,
        }),
        [] => Err(no_place(field, faults)),
        [(Place::Path, meta)] if !named => Err(not_in_template(field, meta, faults)),
        [(place, meta)] if named && *place != Place::Path => {
            Err(two_places(field, place, meta, None, faults))
        }
        [(place, meta)] => Ok(Placed {
            field,
            place: place.clone(),
            meta: Some(meta),
        }),
        [(first, _), (second, meta), ..] if same_attribute(first, second) => {
            let message = say(format!(
                "`{}` has `{}` twice",
                field.name,
                attribute_name(meta)
            ))
            .help("keep one of the two");
            Err(faults.report(Fault::RepeatedAttribute, meta, message))
        }
        [(first, _), (second, meta), ..] => {
            Err(two_places(field, second, meta, Some(first), faults))
        }
    }
}

fn same_attribute(first: &Place, second: &Place) -> bool {
    std::mem::discriminant(first) == std::mem::discriminant(second)
}

fn attribute_name(meta: &Meta) -> String {
    meta.path()
        .get_ident()
        .map_or_else(String::new, |ident| format!("#[{ident}]"))
}

fn no_place(field: &Field<'_>, faults: &mut Faults) -> Reported {
    let misspelled = field
        .others
        .iter()
        .find_map(|attribute| misspelled(attribute).map(|meant| (*attribute, meant)));
    if let Some((attribute, meant)) = misspelled {
        let written = attribute
            .path()
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        let message = say(format!("a field cannot have `#[{written}]`"))
            .help(format!("did you mean `#[{meant}]`?"));
        return faults.report(Fault::MisspelledAttribute, attribute.path(), message);
    }
    let name = &field.name;
    let message = say(format!("the field `{name}` has no place in the request"))
        .help(format!(
            "name it in the path, `<{name}>`, or give it one of"
        ))
        .help("`#[query]`, `#[header(\"name\")]`, `#[cookie(\"name\")]`, `#[json]`, `#[body]`");
    faults.report(Fault::NoPlace, field.ident, message)
}

fn not_in_template(field: &Field<'_>, meta: &Meta, faults: &mut Faults) -> Reported {
    let name = &field.name;
    let message = say(format!("the path does not name the field `{name}`")).help(format!(
        "add `<{name}>` to the path, or send the field elsewhere: `#[query]`"
    ));
    faults.report(Fault::NotInTemplate, meta, message)
}

fn two_places(
    field: &Field<'_>,
    place: &Place,
    meta: &Meta,
    first: Option<&Place>,
    faults: &mut Faults,
) -> Reported {
    let name = &field.name;
    let message = match first {
        Some(first) => {
            let (first, second) = (first.attribute(), place.attribute());
            say(format!(
                "the field `{name}` has two places: `{first}` and `{second}`"
            ))
            .help(format!("keep one of the two: `{first}` or `{second}`"))
        }
        None => say(format!(
            "the field `{name}` has two places: the path names it, and here is `{}`",
            place.attribute()
        ))
        .help(format!(
            "remove the attribute, or remove `<{name}>` from the path"
        )),
    };
    faults.report(Fault::TwoPlaces, meta, message)
}

fn check_optional_paths(placed: &[Placed<'_>], faults: &mut Faults) {
    for Placed { field, place, .. } in placed {
        if *place == Place::Path
            && let Some(inner) = option_inner(field.ty)
        {
            let inner = quote::ToTokens::to_token_stream(inner)
                .to_string()
                .replace(' ', "");
            let message = say(format!(
                "the path always holds `<{}>`, so its field cannot be an `Option`",
                field.name
            ))
            .help(format!(
                "write `{}: {inner}`, and declare an endpoint of its own for the shorter path",
                field.name
            ));
            faults.report(Fault::OptionalPath, field.ty, message);
        }
    }
}

/// No two parameters go by one name in one place. Query names are compared as they travel.
fn check_names(template: &Template, placed: &[Placed<'_>], faults: &mut Faults) {
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
            .help(format!(
                "give `{}` another name, or remove one of the two fields",
                second.field.name
            ));
            faults.report(fault, meta, message);
        } else if let Place::Query(name) = &second.place
            && template
                .constants
                .iter()
                .any(|constant| constant.name == encode(name))
        {
            let message = say(format!("the path sends the query parameter `{name}` already"))
                .help(format!("remove `{name}=..` from the path, or rename the field with `#[query(rename = \"..\")]`"));
            faults.report(Fault::RepeatsConstant, meta, message);
        }
    }
}

fn named_fault(place: &Place) -> Option<(Fault, &str)> {
    match place {
        Place::Query(name) => Some((Fault::DuplicateQuery, name)),
        Place::Header(name) => Some((Fault::DuplicateHeader, name)),
        Place::Cookie(name) => Some((Fault::DuplicateCookie, name)),
        Place::Json(name) => Some((Fault::DuplicateJson, name)),
        Place::Path | Place::Body => None,
    }
}

/// The builder has a setter for each field, and `build`.
fn check_builder_names(placed: &[Placed<'_>], faults: &mut Faults) {
    for Placed { field, place, .. } in placed.iter().filter(|placed| placed.field.name == "build") {
        let message = say("a field cannot be called `build`: the builder's last method is");
        let message = match place {
            Place::Path => message.help("rename the field and its placeholder, as in `<build_id>`"),
            Place::Query(name) => {
                message.help(format!("write `#[query(rename = {name:?})] build_id`"))
            }
            Place::Json(name) => {
                message.help(format!("write `#[json(rename = {name:?})] build_id`"))
            }
            Place::Header(_) | Place::Cookie(_) | Place::Body => {
                message.help("rename the field, as in `build_id`")
            }
        };
        faults.report(Fault::NamedBuild, field.ident, message);
    }
}

/// A request has one body: one field that is the whole, or fields that are members of it. GET and HEAD have none.
fn check_body<'a>(
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
        faults.report(Fault::FollowWithBody, word, message);
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
