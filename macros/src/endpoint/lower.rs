//! From tokens to meaning, part by part.

use syn::{Ident, LitStr};

use super::args::Args;
use super::field::{Field, FieldAttribute, FieldAttributeKind, FieldKeys};
use super::model::{Lowered, LoweredField, LoweredPlace, Manner, Method, Parsed, Place, Settings};
use super::rename::Case;
use super::style::{PathStyle, Style};
use super::template::{self, Template};
use super::wire_name::{cookie_name, header_name, key_name, wire_name};
use crate::diagnostics::{Faults, Reported, any_of, nearest, say};
use crate::fault::Fault;
use crate::keywords::{ACCEPT, CONTENT_TYPE, FOLLOW, NONE, PART_CONTENT_TYPE, REDIRECT, attribute};
use crate::retry::Policy;
use crate::values;

/// Lowers all parts, so that the faults of each are reported.
pub(crate) fn lower<'a>(parsed: &'a Parsed<'a>, faults: &mut Faults) -> Option<Lowered<'a>> {
    let method = lower_method(&parsed.args, faults);
    let template = lower_template(&parsed.args, faults);
    let settings = lower_settings(&parsed.args, faults);
    let case = Case::lower(parsed.args.options.rename_all.as_ref(), faults);
    let case = case.unwrap_or(Case::Snake);
    let fields = parsed
        .item
        .fields
        .iter()
        .map(|field| lower_field(field, case, faults))
        .collect();
    let paginate = parsed.args.options.paginate.as_ref();
    let pages = paginate.map(|paginate| paginate.lower(faults));
    Some(Lowered {
        method: method?,
        template: template?,
        settings: settings.ok()?,
        fields,
        pages: pages.transpose().ok()?,
    })
}

fn lower_method(args: &Args, faults: &mut Faults) -> Option<Method> {
    let written = args.method.as_ref()?;
    let known = Method::ALL
        .into_iter()
        .find(|method| written == method.name());
    if known.is_none() {
        unknown_method(written, faults);
    }
    known
}

fn unknown_method(written: &Ident, faults: &mut Faults) -> Reported {
    let names = Method::ALL.map(Method::name);
    let word = written.to_string();
    if names.iter().any(|name| name.eq_ignore_ascii_case(&word)) {
        let message = say(format!("the method `{word}` is not in upper case"))
            .help(format!("write `{}`", word.to_ascii_uppercase()));
        return faults.report(Fault::LowercaseMethod, written, message);
    }
    let message = say(format!(
        "`{word}` is not a method that an endpoint can have"
    ));
    let message = match nearest(&word, names) {
        Some(name) => message.help(format!("did you mean `{name}`?")),
        None => message.help(format!("write {}", any_of(names))),
    };
    faults.report(Fault::UnknownMethod, written, message)
}

fn lower_template(args: &Args, faults: &mut Faults) -> Option<Template> {
    template::parse(args.template.as_ref()?, faults).ok()
}

fn lower_settings<'a>(args: &'a Args, faults: &mut Faults) -> Result<Settings<'a>, Reported> {
    let options = &args.options;
    let accept = options
        .accept
        .as_ref()
        .map(|text| values::media_ranges(&ACCEPT, text, faults));
    let content_type = options
        .content_type
        .as_ref()
        .map(|text| values::media_type(&CONTENT_TYPE, text, faults));
    let base_url = options
        .base_url
        .as_ref()
        .map(|text| values::base_url(Fault::BadBaseUrl, text, faults));
    let timeout = options
        .timeout
        .as_ref()
        .map(|text| values::duration(text, faults));
    let limit = options
        .limit
        .as_ref()
        .map(|size| values::size(size, faults));
    let follow = options
        .redirect
        .as_ref()
        .map(|word| lower_redirect(word, faults));
    let idempotency_key = options
        .idempotency_key
        .as_ref()
        .map(|text| key_name(text, faults));
    let retry = options
        .retry
        .as_ref()
        .map(|value| Policy::lower(value, faults));
    let auth = options.auth.as_ref().map(|auth| auth.lower(faults));
    Ok(Settings {
        payload_key: args
            .output
            .as_ref()
            .and_then(|output| output.key.as_ref())
            .map(LitStr::value),
        accept: accept.transpose()?,
        content_type: content_type.transpose()?,
        base_url: base_url.transpose()?,
        timeout: timeout.transpose()?,
        limit: limit.transpose()?,
        follow: follow.transpose()?.unwrap_or(false),
        idempotent: options.idempotent.is_some(),
        idempotency_key: idempotency_key.transpose()?,
        retry: retry.transpose()?,
        auth: auth.transpose()?,
    })
}

fn lower_redirect(word: &Ident, faults: &mut Faults) -> Result<bool, Reported> {
    if word == FOLLOW || word == NONE {
        return Ok(word == FOLLOW);
    }
    let message = say(format!("`redirect` cannot be `{word}`"))
        .help(format!("write `{}` or `redirect = none`", REDIRECT.example));
    Err(faults.report(Fault::BadRedirect, word, message))
}

fn lower_field<'a>(field: &'a Field<'a>, case: Case, faults: &mut Faults) -> LoweredField<'a> {
    let mut places = Vec::new();
    for attribute in &field.attributes {
        let place = lower_place(field, attribute, case, faults);
        let manner = lower_manner(attribute, faults);
        if let (Ok(place), Ok(manner)) = (place, manner) {
            places.push(LoweredPlace {
                place,
                manner,
                meta: &attribute.meta,
            });
        }
    }
    LoweredField { field, places }
}

fn lower_place(
    field: &Field<'_>,
    attribute: &FieldAttribute,
    case: Case,
    faults: &mut Faults,
) -> Result<Place, Reported> {
    let mut name = || wire_name(field, attribute.keys.rename.as_ref(), case, faults);
    Ok(match &attribute.kind {
        FieldAttributeKind::Path => Place::Path,
        FieldAttributeKind::Body => Place::Body,
        FieldAttributeKind::Query => Place::Query(name()?),
        FieldAttributeKind::Json => Place::Json(name()?),
        FieldAttributeKind::Form => Place::Form(name()?),
        FieldAttributeKind::Part => Place::Part(name()?),
        FieldAttributeKind::Header { name } => Place::Header(header_name(name, faults)?),
        FieldAttributeKind::Cookie { name } => Place::Cookie(cookie_name(name, faults)?),
    })
}

fn lower_manner(attribute: &FieldAttribute, faults: &mut Faults) -> Result<Manner, Reported> {
    let keys = &attribute.keys;
    match (&attribute.kind, &keys.style, &keys.content_type) {
        (FieldAttributeKind::Path, ..) => lower_path_style(keys, faults),
        (FieldAttributeKind::Form, Some(word), _) => styled(attribute::FORM, word, faults),
        (_, Some(word), _) => styled(attribute::QUERY, word, faults),
        (_, _, Some(text)) => {
            values::media_type(&PART_CONTENT_TYPE, text, faults).map(Manner::Typed)
        }
        (_, None, None) => Ok(Manner::Plain),
    }
}

fn styled(attribute: &str, word: &Ident, faults: &mut Faults) -> Result<Manner, Reported> {
    let style = Style::lower(attribute, word, faults)?;
    Ok(style.map_or(Manner::Plain, Manner::Styled))
}

fn lower_path_style(keys: &FieldKeys, faults: &mut Faults) -> Result<Manner, Reported> {
    match (&keys.style, &keys.explode) {
        (Some(word), explode) => {
            PathStyle::lower(word, explode.is_some(), faults).map(Manner::Segment)
        }
        (None, None) => Ok(Manner::Plain),
        (None, Some(explode)) => {
            let message = say("`explode` has no style to change")
                .help("write `#[path(style = simple, explode)]`");
            Err(faults.report(Fault::ExplodeWithoutStyle, explode, message))
        }
    }
}
