//! `#[derive(ByStatus)]`: an enum with a variant for each status that an answer may have.

mod check;
mod expand;
mod pattern;
mod read;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DeriveInput, Meta, Type};

use self::pattern::Pattern;
use crate::diagnostics::{Faults, Reported};
use crate::fault::Fault;
use crate::keywords::{CRATE, Keyword};
use crate::options::{self, Given, OptionList};
use crate::paths::Runtime;

/// A variant, the statuses that it is for, and what it holds, if it holds anything.
struct Variant<'a> {
    ident: &'a Ident,
    patterns: Vec<Pattern>,
    payload: Option<&'a Type>,
}

/// What `#[by_status(..)]` says.
#[derive(Default)]
struct Options {
    krate: Option<syn::Path>,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let options = parse_options(&input, &mut faults);
    let variants = read::variants(&input, &mut faults);
    if let Ok(variants) = faults.gate(Some(&variants)) {
        check::overlaps(variants, &mut faults);
    }
    let items = match faults.gate(Some(variants)) {
        Ok(variants) => expand::expand(&input, &variants),
        Err(_) => expand::stand_in(&input),
    };
    let generated = Runtime::new(options.krate.as_ref()).enclose(&items);
    quote!(#faults #generated)
}

fn parse_options(input: &DeriveInput, faults: &mut Faults) -> Options {
    let mut options = Options::default();
    let attributes = input.attrs.iter().map(|attribute| &attribute.meta);
    for meta in attributes.filter(|meta| meta.path().is_ident("by_status")) {
        if let Meta::List(list) = meta {
            options::parse_all(list.tokens.clone(), faults, |input, faults| {
                options::parse(&mut options, input, faults);
            });
        }
    }
    options
}

impl OptionList for Options {
    const UNKNOWN: Fault = Fault::ByStatusUnknownOption;
    const DUPLICATE: Fault = Fault::ByStatusUnknownOption;

    fn known(&self) -> &'static [&'static Keyword] {
        &[&CRATE]
    }

    fn owner(&self) -> String {
        "`#[by_status]`".to_owned()
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        self.krate = Some(option.path(faults)?);
        Ok(())
    }
}
