//! The item's fields, and the attributes of ours that they carry, as they are written.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Meta, Type};

use crate::diagnostics::{Faults, Message, Reported, nearest, say};
use crate::fault::Fault;
use crate::keywords::{Keyword, RENAME, attribute};
use crate::options::{self, Given, OptionList, parse_if};

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
}

pub(crate) enum FieldAttributeKind {
    Path,
    Query { rename: Option<LitStr> },
    Header { name: LitStr },
    Cookie { name: LitStr },
    Json { rename: Option<LitStr> },
    Body,
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
                if let Ok(kind) = parse_kind(&meta, faults) {
                    attributes.push(FieldAttribute { meta, kind });
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

fn parse_kind(meta: &Meta, faults: &mut Faults) -> Result<FieldAttributeKind, Reported> {
    let name = meta
        .path()
        .get_ident()
        .map(Ident::to_string)
        .unwrap_or_default();
    match name.as_str() {
        attribute::QUERY => Ok(FieldAttributeKind::Query {
            rename: parse_rename(meta, faults)?,
        }),
        attribute::JSON => Ok(FieldAttributeKind::Json {
            rename: parse_rename(meta, faults)?,
        }),
        attribute::HEADER => Ok(FieldAttributeKind::Header {
            name: parse_name(meta, &HEADER_NAME, faults)?,
        }),
        attribute::COOKIE => Ok(FieldAttributeKind::Cookie {
            name: parse_name(meta, &COOKIE_NAME, faults)?,
        }),
        attribute::BODY => bare(meta, FieldAttributeKind::Body, faults),
        _ => bare(meta, FieldAttributeKind::Path, faults),
    }
}

/// `#[path]`, `#[body]`: nothing in parentheses.
fn bare(
    meta: &Meta,
    kind: FieldAttributeKind,
    faults: &mut Faults,
) -> Result<FieldAttributeKind, Reported> {
    if meta.require_path_only().is_ok() {
        return Ok(kind);
    }
    let name = meta
        .path()
        .get_ident()
        .map(Ident::to_string)
        .unwrap_or_default();
    let message = say(format!("`#[{name}]` takes no arguments")).help(format!("write `#[{name}]`"));
    Err(unexpected_arguments(meta, message, faults))
}

/// `#[query]`, `#[query(rename = "name")]`.
fn parse_rename(meta: &Meta, faults: &mut Faults) -> Result<Option<LitStr>, Reported> {
    let name = meta
        .path()
        .get_ident()
        .map(Ident::to_string)
        .unwrap_or_default();
    match meta {
        Meta::Path(_) => Ok(None),
        Meta::List(list) => {
            let mut keys = FieldKeys {
                attribute: name,
                rename: None,
            };
            options::parse_all(list.tokens.clone(), faults, |input, faults| {
                parse_keys(&mut keys, input, faults);
            });
            Ok(keys.rename)
        }
        Meta::NameValue(pair) => {
            let value = quote::ToTokens::to_token_stream(&pair.value);
            let message = say(format!("`#[{name}]` does not take its name like this"))
                .help(format!("write `#[{name}(rename = {value})]`"));
            Err(unexpected_arguments(meta, message, faults))
        }
    }
}

fn parse_keys(keys: &mut FieldKeys, input: ParseStream<'_>, faults: &mut Faults) {
    let attribute = &keys.attribute;
    if let Some(name) = parse_if::<LitStr>(input) {
        let message = say(format!("`#[{attribute}]` does not take its name like this")).help(
            format!("write `#[{attribute}(rename = {:?})]`", name.value()),
        );
        faults.report(Fault::UnexpectedArguments, name, message);
        let _: syn::Result<TokenStream> = input.parse();
    }
    options::parse(keys, input, faults);
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

/// What may stand in the parentheses of `#[query(..)]` and `#[json(..)]`.
struct FieldKeys {
    attribute: String,
    rename: Option<LitStr>,
}

impl OptionList for FieldKeys {
    const KNOWN: &'static [&'static Keyword] = &[&RENAME];
    const UNKNOWN: Fault = Fault::UnknownKey;
    const DUPLICATE: Fault = Fault::DuplicateKey;

    fn owner(&self) -> String {
        format!("`#[{}]`", self.attribute)
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        self.rename = Some(option.string(faults)?);
        Ok(())
    }
}
