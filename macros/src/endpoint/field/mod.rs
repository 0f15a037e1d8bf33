//! The item's fields, and the attributes of ours that they carry, as they are written.

mod keys;

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Meta, Type};

pub(crate) use self::keys::FieldKeys;
use self::keys::{AttributeKeys, FORM_KEYS, JSON_KEYS, PART_KEYS, PATH_KEYS, QUERY_KEYS};
use crate::diagnostics::{Faults, Message, Reported, nearest, say};
use crate::fault::Fault;
use crate::keywords::attribute;
use crate::options::{self, parse_if};

/// The user's item, and its fields where it is a struct that names them.
pub(crate) struct Item<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    /// The name without `r#`: what a placeholder calls it, and what goes on the wire.
    pub(crate) name: String,
    pub(crate) ty: &'a Type,
    /// The attributes that are not ours.
    pub(crate) others: Vec<&'a Attribute>,
    pub(crate) attributes: Vec<FieldAttribute>,
}

pub(crate) struct FieldAttribute {
    pub(crate) meta: Meta,
    pub(crate) kind: FieldAttributeKind,
    pub(crate) keys: FieldKeys,
}

pub(crate) enum FieldAttributeKind {
    Path,
    Query,
    Header { name: LitStr },
    Cookie { name: LitStr },
    Json,
    Form,
    Part,
    Body,
}

/// What a builder takes for a field that is not set.
pub(crate) struct FieldDefault {
    /// The word `default`.
    pub(crate) word: Ident,
    /// The expression; without one, the default of the field's type.
    pub(crate) value: Option<TokenStream>,
}

/// Reads the fields.
pub(crate) fn parse<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Item<'a> {
    let mut fields: Vec<Field<'a>> = Vec::new();
    for field in named_fields(input, faults) {
        let Some(ident) = &field.ident else { continue };
        fields.push(parse_field(ident, field, faults));
    }
    Item { input, fields }
}

impl Field<'_> {
    /// The default that an attribute gives, wherever the field goes.
    pub(crate) fn default(&self) -> Option<&FieldDefault> {
        let defaults = self.attributes.iter().map(|attribute| &attribute.keys);
        defaults.into_iter().find_map(|keys| keys.default.as_ref())
    }
}

impl Item<'_> {
    /// Of fields that share a name, only the first is looked at: the compiler refuses the others.
    pub(crate) fn without_duplicates(mut self) -> Self {
        let mut seen: Vec<&Ident> = Vec::new();
        self.fields.retain(|field| {
            let new = !seen.contains(&field.ident);
            seen.push(field.ident);
            new
        });
        self
    }
}

/// The attribute's content when it is one of ours.
pub(crate) fn our_meta(attribute: &Attribute) -> Option<Meta> {
    let name = attribute.path().get_ident()?;
    if name == attribute::INERT {
        return attribute.parse_args().ok();
    }
    attribute::ALL
        .iter()
        .any(|ours| name == ours)
        .then(|| attribute.meta.clone())
}

/// The attribute of ours that was probably meant by one that nobody knows.
pub(crate) fn misspelled(attribute: &Attribute) -> Option<&'static str> {
    const BUILT_IN: [&str; 6] = ["allow", "cfg", "cfg_attr", "deprecated", "doc", "expect"];
    let name = attribute.path().get_ident()?.to_string();
    let known = BUILT_IN.contains(&name.as_str()) || attribute::ALL.contains(&name.as_str());
    if known {
        None
    } else {
        nearest(&name, attribute::ALL)
    }
}

fn named_fields<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Vec<&'a syn::Field> {
    let named = "declare a struct with named fields: `struct GetUser { login: String }`";
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return fields.named.iter().collect(),
            Fields::Unit => {}
            Fields::Unnamed(fields) => {
                let message = say("the fields of an endpoint need names").help(named);
                faults.report(Fault::TupleStruct, fields, message);
            }
        },
        Data::Enum(data) => {
            let message = say("`#[endpoint]` goes on a struct, not on an enum").help(named);
            faults.report(Fault::Enum, data.enum_token, message);
        }
        Data::Union(data) => {
            let message = say("`#[endpoint]` goes on a struct, not on a union").help(named);
            faults.report(Fault::Union, data.union_token, message);
        }
    }
    Vec::new()
}

fn parse_field<'a>(ident: &'a Ident, field: &'a syn::Field, faults: &mut Faults) -> Field<'a> {
    let mut attributes = Vec::new();
    let mut others = Vec::new();
    for attribute in &field.attrs {
        match our_meta(attribute) {
            Some(meta) => {
                if let Ok((kind, keys)) = parse_kind(&meta, faults) {
                    attributes.push(FieldAttribute { meta, kind, keys });
                }
            }
            None => others.push(attribute),
        }
    }
    Field {
        ident,
        name: ident.unraw().to_string(),
        ty: &field.ty,
        others,
        attributes,
    }
}

fn parse_kind(
    meta: &Meta,
    faults: &mut Faults,
) -> Result<(FieldAttributeKind, FieldKeys), Reported> {
    let name = meta
        .path()
        .get_ident()
        .map(Ident::to_string)
        .unwrap_or_default();
    let kind = match name.as_str() {
        attribute::HEADER => FieldAttributeKind::Header {
            name: parse_name(meta, &HEADER_NAME, faults)?,
        },
        attribute::COOKIE => FieldAttributeKind::Cookie {
            name: parse_name(meta, &COOKIE_NAME, faults)?,
        },
        attribute::BODY => {
            parse_nothing(meta, faults)?;
            FieldAttributeKind::Body
        }
        attribute::QUERY => return keyed(FieldAttributeKind::Query, &QUERY_KEYS, meta, faults),
        attribute::JSON => return keyed(FieldAttributeKind::Json, &JSON_KEYS, meta, faults),
        attribute::FORM => return keyed(FieldAttributeKind::Form, &FORM_KEYS, meta, faults),
        attribute::PART => return keyed(FieldAttributeKind::Part, &PART_KEYS, meta, faults),
        _ => return keyed(FieldAttributeKind::Path, &PATH_KEYS, meta, faults),
    };
    Ok((kind, FieldKeys::default()))
}

/// `#[body]`: nothing in parentheses.
fn parse_nothing(meta: &Meta, faults: &mut Faults) -> Result<(), Reported> {
    if meta.require_path_only().is_ok() {
        return Ok(());
    }
    let name = attribute::BODY;
    let message = say(format!("`#[{name}]` takes no arguments")).help(format!("write `#[{name}]`"));
    Err(unexpected_arguments(meta, message, faults))
}

fn keyed(
    kind: FieldAttributeKind,
    keys: &'static AttributeKeys,
    meta: &Meta,
    faults: &mut Faults,
) -> Result<(FieldAttributeKind, FieldKeys), Reported> {
    keys::parse(keys, meta, faults).map(|keys| (kind, keys))
}

/// What an attribute that needs a name says when it has none.
struct NameAttribute {
    fault: Fault,
    what: &'static str,
    example: &'static str,
}

const HEADER_NAME: NameAttribute = NameAttribute {
    fault: Fault::MissingHeaderName,
    what: "header",
    example: "if-match",
};
const COOKIE_NAME: NameAttribute = NameAttribute {
    fault: Fault::MissingCookieName,
    what: "cookie",
    example: "session",
};

/// `#[header("name")]`, `#[cookie("name")]`.
fn parse_name(
    meta: &Meta,
    attribute: &NameAttribute,
    faults: &mut Faults,
) -> Result<LitStr, Reported> {
    let what = attribute.what;
    let (name, rest) = match meta {
        Meta::List(list) => options::parse_all(list.tokens.clone(), faults, |input, _| {
            (
                parse_if::<LitStr>(input),
                input.parse::<TokenStream>().unwrap_or_default(),
            )
        }),
        Meta::Path(_) | Meta::NameValue(_) => (None, TokenStream::new()),
    };
    let Some(name) = name else {
        let shown = written_name(meta).unwrap_or_else(|| format!("{:?}", attribute.example));
        let message = say(format!("`#[{what}]` does not name its {what}"))
            .help(format!("write `#[{what}({shown})]`"));
        return Err(faults.report(attribute.fault, meta, message));
    };
    if rest.is_empty() {
        return Ok(name);
    }
    let message = say(format!(
        "`#[{what}]` takes the name of its {what} and nothing else"
    ))
    .help(format!("write `#[{what}({:?})]`", name.value()));
    Err(unexpected_arguments(meta, message, faults))
}

/// The name in `#[header = "name"]` and `#[header(name = "name")]`, as written.
fn written_name(meta: &Meta) -> Option<String> {
    let tokens = quote::ToTokens::to_token_stream(meta);
    let literals = |tokens: TokenStream| {
        tokens
            .into_iter()
            .find_map(|token| syn::parse2::<LitStr>(token.into()).ok())
    };
    let list = meta
        .require_list()
        .ok()
        .and_then(|list| literals(list.tokens.clone()));
    list.or_else(|| literals(tokens))
        .map(|name| format!("{:?}", name.value()))
}

fn unexpected_arguments(meta: &Meta, message: Message, faults: &mut Faults) -> Reported {
    faults.report(Fault::UnexpectedArguments, meta, message)
}
