//! What stands in the parentheses of a field's attribute.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens as _;
use syn::parse::ParseStream;
use syn::{LitStr, Meta};

use super::{FieldDefault, unexpected_arguments};
use crate::diagnostics::{Faults, Message, Reported, say};
use crate::fault::Fault;
use crate::keywords::{
    CONTENT_TYPE, DEFAULT, EXPLODE, Keyword, PART_CONTENT_TYPE, PATH_STYLE, RENAME, STYLE,
    attribute,
};
use crate::options::{self, Given, OptionList, parse_if};

/// The keys of one attribute, as they were written. Only those that the attribute takes are there.
#[derive(Default)]
pub(crate) struct FieldKeys {
    pub(crate) rename: Option<LitStr>,
    pub(crate) style: Option<Ident>,
    pub(crate) explode: Option<Ident>,
    pub(crate) content_type: Option<LitStr>,
    pub(crate) default: Option<FieldDefault>,
}

/// An attribute, and the keys that it takes.
pub(super) struct AttributeKeys {
    name: &'static str,
    known: &'static [&'static Keyword],
}

pub(super) const PATH_KEYS: AttributeKeys = AttributeKeys {
    name: attribute::PATH,
    known: &[&PATH_STYLE, &EXPLODE],
};
pub(super) const QUERY_KEYS: AttributeKeys = AttributeKeys {
    name: attribute::QUERY,
    known: &[&RENAME, &STYLE, &DEFAULT],
};
pub(super) const JSON_KEYS: AttributeKeys = AttributeKeys {
    name: attribute::JSON,
    known: &[&RENAME, &DEFAULT],
};
pub(super) const FORM_KEYS: AttributeKeys = AttributeKeys {
    name: attribute::FORM,
    known: &[&RENAME, &STYLE, &DEFAULT],
};
pub(super) const PART_KEYS: AttributeKeys = AttributeKeys {
    name: attribute::PART,
    known: &[&RENAME, &PART_CONTENT_TYPE, &DEFAULT],
};

/// Reads `#[query]`, `#[query(rename = "name")]` and the like.
pub(super) fn parse(
    keys: &'static AttributeKeys,
    meta: &Meta,
    faults: &mut Faults,
) -> Result<FieldKeys, Reported> {
    match meta {
        Meta::Path(_) => Ok(FieldKeys::default()),
        Meta::List(list) => {
            let mut reader = KeyReader {
                attribute: keys,
                given: FieldKeys::default(),
            };
            options::parse_all(list.tokens.clone(), faults, |input, faults| {
                reader.parse(input, faults);
            });
            Ok(reader.given)
        }
        Meta::NameValue(pair) => {
            let value = pair.value.to_token_stream().to_string();
            Err(unexpected_arguments(meta, bare_value(keys, &value), faults))
        }
    }
}

/// What to say of a value that stands alone: it is probably meant as the name on the wire.
fn bare_value(keys: &AttributeKeys, value: &str) -> Message {
    let name = keys.name;
    let meant = if keys.takes(&RENAME) {
        format!("`#[{name}(rename = {value})]`")
    } else {
        format!("`#[{name}]`")
    };
    let message = if keys.takes(&RENAME) {
        say(format!("`#[{name}]` does not take its name like this"))
    } else {
        say(format!("`#[{name}]` takes no name: the template has it"))
    };
    message.help(format!("write {meant}"))
}

impl AttributeKeys {
    fn takes(&self, keyword: &Keyword) -> bool {
        self.known.iter().any(|known| known.name == keyword.name)
    }
}

struct KeyReader {
    attribute: &'static AttributeKeys,
    given: FieldKeys,
}

impl KeyReader {
    fn parse(&mut self, input: ParseStream<'_>, faults: &mut Faults) {
        if let Some(name) = parse_if::<LitStr>(input) {
            let message = bare_value(self.attribute, &format!("{:?}", name.value()));
            faults.report(Fault::UnexpectedArguments, name, message);
            let _: syn::Result<TokenStream> = input.parse();
        }
        options::parse(self, input, faults);
    }
}

impl OptionList for KeyReader {
    const UNKNOWN: Fault = Fault::UnknownKey;
    const DUPLICATE: Fault = Fault::DuplicateKey;

    fn known(&self) -> &'static [&'static Keyword] {
        self.attribute.known
    }

    fn owner(&self) -> String {
        format!("`#[{}]`", self.attribute.name)
    }

    /// Keys of other attributes, and of other libraries: each says why it is not one of these.
    fn misplaced(&self, name: &Ident) -> Option<(Fault, Message)> {
        let attribute = self.attribute.name;
        if name == STYLE.name {
            let list = match attribute {
                attribute::JSON => "a list is a JSON array",
                _ => "a list is several parts",
            };
            let message = say(format!("`#[{attribute}]` has no style: {list}"))
                .help(format!("leave out `style`: `#[{attribute}]`"));
            return Some((Fault::MisplacedStyle, message));
        }
        if name == EXPLODE.name {
            let message = say("`explode` goes with the styles of the path")
                .help("leave it out: without a style a list repeats its name, with `style = comma` it does not");
            return Some((Fault::MisplacedExplode, message));
        }
        if name == DEFAULT.name {
            let message = say("a path parameter has no default: the path always holds its value")
                .help("remove `default`, and set the field in each call");
            return Some((Fault::MisplacedDefault, message));
        }
        if name == CONTENT_TYPE.name {
            let message = say("only a part of a multipart body has a content type of its own");
            let message = match attribute {
                attribute::JSON => message.help(format!(
                    "write it as an option of the endpoint: `#[endpoint(.., {})]`",
                    CONTENT_TYPE.example
                )),
                _ => message.help(format!("leave it out: `#[{attribute}]`")),
            };
            return Some((Fault::MisplacedContentType, message));
        }
        if name == RENAME.name {
            let message = say("a path parameter goes by the name that the template gives it")
                .help("rename the field and its placeholder");
            return Some((Fault::MisplacedRename, message));
        }
        if name == "name" && self.attribute.takes(&RENAME) {
            let message = say(format!("`#[{attribute}]` has no option `name`"))
                .help(format!("did you mean `{}`?", RENAME.example));
            return Some((Fault::UnknownKey, message));
        }
        None
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        let given = &mut self.given;
        match option.keyword.name {
            name if name == RENAME.name => given.rename = Some(option.string(faults)?),
            name if name == STYLE.name => given.style = Some(option.word(faults)?),
            name if name == EXPLODE.name => given.explode = Some(option.flag(faults)?),
            name if name == CONTENT_TYPE.name => given.content_type = Some(option.string(faults)?),
            _ => {
                given.default = Some(FieldDefault {
                    word: option.name.clone(),
                    value: option.optional_expression(faults)?,
                });
            }
        }
        Ok(())
    }
}
