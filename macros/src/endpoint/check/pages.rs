//! Pages are turned by fields that are there and in the query, and are made of something.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;

use super::Placed;
use crate::diagnostics::{Faults, Reported, any_of, nearest, say};
use crate::endpoint::args::Output;
use crate::endpoint::field::Field;
use crate::endpoint::model::{Lowered, Manner, Parsed, Place};
use crate::endpoint::paginate::{Pages, Paginate};
use crate::fault::Fault;
use crate::keywords::pages::CURSOR;
use crate::types::{is_list, is_named, is_unit, written};

/// The option with the names in the query for its fields.
pub(super) fn check_pages<'a>(
    parsed: &Parsed<'a>,
    lowered: &Lowered<'a>,
    placed: &[Placed<'a>],
    faults: &mut Faults,
) -> Result<Option<Pages<'a, String>>, Reported> {
    let (Some(paginate), Some(pages)) = (&parsed.args.options.paginate, &lowered.pages) else {
        return Ok(None);
    };
    check_output(parsed, paginate, pages, faults);
    check_roles(pages, faults);
    let pages = pages.with_fields(&mut |role, name| {
        let field = Named { role, name };
        field.check(lowered, placed, faults)
    });
    pages.map(Some)
}

/// A field of the struct, and what `paginate(..)` names it for.
struct Named<'a> {
    role: &'static str,
    name: &'a Ident,
}

impl Named<'_> {
    /// It is there, is in the query, and is one value. Its name there is returned.
    fn check(
        &self,
        lowered: &Lowered<'_>,
        placed: &[Placed<'_>],
        faults: &mut Faults,
    ) -> Result<String, Reported> {
        let is_it = |field: &Field<'_>| self.name.unraw() == field.name;
        if !lowered.fields.iter().any(|field| is_it(field.field)) {
            return Err(self.unknown(placed, faults));
        }
        let Some(found) = placed.iter().find(|placed| is_it(placed.field)) else {
            // It has no place, and that was reported.
            return faults.gate(None);
        };
        match &found.place {
            Place::Query(name) => self.check_shape(found, faults).map(|()| name.clone()),
            place => Err(self.not_in_query(place, placed, faults)),
        }
    }

    fn check_shape(&self, found: &Placed<'_>, faults: &mut Faults) -> Result<(), Reported> {
        let what = match &found.manner {
            Manner::Styled(style) => format!("is written in the style `{}`", style.name()),
            _ if is_list(found.field.ty) => "is a list".to_owned(),
            _ => return Ok(()),
        };
        let (role, name) = (self.role, self.name);
        let message = say(format!(
            "the field `{name}` {what}, and the `{role}` of a page is one plain value"
        ))
        .help(format!(
            "name a field that is, as in `#[query] {role}: {}`",
            self.ty()
        ));
        Err(faults.report(Fault::PagesListField, name, message))
    }

    fn unknown(&self, placed: &[Placed<'_>], faults: &mut Faults) -> Reported {
        let (role, name) = (self.role, self.name);
        let message = say(format!("the struct has no field `{name}`"));
        let message = match nearest(&name.unraw().to_string(), in_query(placed)) {
            Some(meant) => message.help(format!("did you mean `{role} = {meant}`?")),
            None => message.help(format!("add it: `#[query] {name}: {}`", self.ty())),
        };
        faults.report(Fault::PagesUnknownField, name, message)
    }

    fn not_in_query(&self, place: &Place, placed: &[Placed<'_>], faults: &mut Faults) -> Reported {
        let (role, name) = (self.role, self.name);
        let (noun, _) = place.noun();
        let message = say(format!(
            "the field `{name}` is no query parameter but a {noun}, and pages are turned in the query"
        ));
        let is_movable = *place != Place::Path;
        let moved = is_movable.then(|| format!("send it there: `#[query] {name}`"));
        let or = if is_movable { "or " } else { "" };
        let others = match any_of(in_query(placed)).as_str() {
            "" => format!("{or}add a field: `#[query] {role}: {}`", self.ty()),
            names => format!("{or}name one of the query: {names}"),
        };
        let message = message.help_if(moved).help(others);
        faults.report(Fault::PagesNotInQuery, name, message)
    }

    /// A type that such a field may have.
    fn ty(&self) -> &'static str {
        if self.role == CURSOR.name {
            "Option<String>"
        } else {
            "Option<u32>"
        }
    }
}

/// The fields that are in the query.
fn in_query<'a>(placed: &'a [Placed<'_>]) -> impl Iterator<Item = &'a str> {
    let is_there = |placed: &&Placed<'_>| matches!(placed.place, Place::Query(_));
    placed
        .iter()
        .filter(is_there)
        .map(|placed| placed.field.name.as_str())
}

/// A field is one thing.
fn check_roles(pages: &Pages<'_, &Ident>, faults: &mut Faults) {
    let roles = pages.roles();
    for (at, (role, name)) in roles.iter().enumerate() {
        let mut earlier = roles.iter().take(at);
        if let Some((first, _)) = earlier.find(|(_, other)| name == other) {
            let message = say(format!("the field `{name}` is the `{first}` already"))
                .help(format!("name another field: `{role} = ..`"));
            faults.report(Fault::PagesTwoRoles, name, message);
        }
    }
}

/// What comes back can hold items, as far as its name tells.
fn check_output(
    parsed: &Parsed<'_>,
    paginate: &Paginate,
    pages: &Pages<'_, &Ident>,
    faults: &mut Faults,
) {
    let help = "write the list that comes back, as in `-> Vec<User>`, or what holds it: `-> Users` and `items = User in users`";
    let Some(Output { ty, .. }) = &parsed.args.output else {
        let message = say("nothing comes back that could have pages").help(help);
        faults.report(Fault::PagesNoList, &paginate.word, message);
        return;
    };
    let name = written(ty);
    if is_unit(ty) || is_named(ty, "NoContent") {
        let message = say(format!("`{name}` holds no items, so it has no pages")).help(help);
        faults.report(Fault::PagesNoList, ty, message);
    } else if pages.items.is_none() && (is_named(ty, "Download") || is_named(ty, "Events")) {
        let message =
            say(format!("`{name}` is one stream, and has no pages")).help("leave out `paginate`");
        faults.report(Fault::PagesNoList, ty, message);
    }
}
