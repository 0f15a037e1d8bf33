//! Every placeholder has a field, and every field one place.

use syn::{LitStr, Meta};

use super::Placed;
use crate::diagnostics::{Faults, Reported, nearest, say};
use crate::endpoint::field::{Field, misspelled};
use crate::endpoint::model::{Lowered, LoweredField, LoweredPlace, Manner, Place};
use crate::endpoint::template::{Placeholder, Template};
use crate::fault::Fault;
use crate::types::{option_inner, written};

/// Every placeholder has a field. A field that was probably meant by one without is returned, so
/// that it is not reported as a field without a place.
pub(super) fn check_placeholders<'a>(
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
    !named && field.places.iter().all(|given| given.place == Place::Path)
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
pub(super) fn check_places<'a>(
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
            manner: Manner::Plain,
            meta: None,
        }),
        [] => Err(no_place(field, faults)),
        [given] if !named && given.place == Place::Path => {
            Err(not_in_template(field, given.meta, faults))
        }
        [given] if named && given.place != Place::Path => {
            Err(two_places(field, given, None, faults))
        }
        [given] => Ok(Placed {
            field,
            place: given.place.clone(),
            manner: given.manner.clone(),
            meta: Some(given.meta),
        }),
        [first, second, ..] if same_attribute(&first.place, &second.place) => {
            let message = say(format!(
                "`{}` has `{}` twice",
                field.name,
                attribute_name(second.meta)
            ))
            .help("keep one of the two");
            Err(faults.report(Fault::RepeatedAttribute, second.meta, message))
        }
        [first, second, ..] => Err(two_places(field, second, Some(&first.place), faults)),
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
        .help("add one of `#[query]`, `#[header(\"name\")]`, `#[cookie(\"name\")]`, `#[json]`, `#[form]`, `#[part]` and `#[body]`")
        .help(format!("or name it in the path: `<{name}>`"));
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
    given: &LoweredPlace<'_>,
    first: Option<&Place>,
    faults: &mut Faults,
) -> Reported {
    let (name, place) = (&field.name, &given.place);
    let message = match first {
        Some(first) => {
            let (first, second) = (first.attribute(), place.attribute());
            say(format!(
                "the field `{name}` has two places: `{first}` and `{second}`"
            ))
            .help(format!("keep one of the two: `{first}` or `{second}`"))
        }
        None => say(format!(
            "the field `{name}` has two places: `<{name}>` in the path, and `{}`",
            place.attribute()
        ))
        .help(format!(
            "remove the attribute, or remove `<{name}>` from the path"
        ))
        .help_if(second_field(name, place)),
    };
    faults.report(Fault::TwoPlaces, given.meta, message)
}

/// How two values go by one name, one of them in the path.
fn second_field(name: &str, place: &Place) -> Option<String> {
    let attribute = match place {
        Place::Query(_) => "query",
        Place::Json(_) => "json",
        Place::Form(_) => "form",
        Place::Part(_) => "part",
        Place::Path | Place::Header(_) | Place::Cookie(_) | Place::Body => return None,
    };
    Some(format!(
        "to send both, give the second value a field of its own: `#[{attribute}(rename = {name:?})] other_{name}: ..`"
    ))
}

/// A style is about one segment.
pub(super) fn check_catch_alls(template: &Template, placed: &[Placed<'_>], faults: &mut Faults) {
    for Placed {
        field,
        manner,
        meta,
        ..
    } in placed
    {
        let catch_all = template
            .placeholders()
            .any(|placeholder| placeholder.catch_all && placeholder.name == field.name);
        if let (true, Manner::Segment(style), Some(meta)) = (catch_all, manner, meta) {
            let name = &field.name;
            let message = say(format!(
                "`<{name}..>` is several segments, and the style `{}` is about one",
                style.name()
            ))
            .help(format!(
                "write `<{name}>` in the path, or leave out the style"
            ));
            faults.report(Fault::StyleOfCatchAll, meta, message);
        }
    }
}

/// An `Option` that is not set is `None`, so there is nothing left for a default to say.
pub(super) fn check_defaults(placed: &[Placed<'_>], faults: &mut Faults) {
    for Placed { field, .. } in placed {
        if let (Some(default), Some(inner)) = (field.default(), option_inner(field.ty)) {
            let message = say(format!(
                "`{}` is an `Option`, which has a default already: `None`",
                field.name
            ))
            .help(format!(
                "leave out `default`, or write `{}: {}`",
                field.name,
                written(inner)
            ));
            faults.report(Fault::DefaultOfOption, &default.word, message);
        }
    }
}

pub(super) fn check_optional_paths(placed: &[Placed<'_>], faults: &mut Faults) {
    for Placed { field, place, .. } in placed {
        if *place == Place::Path
            && let Some(inner) = option_inner(field.ty)
        {
            let inner = written(inner);
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
