//! `#[endpoint]`: parse, lower, check, expand. A stage reports all it finds, and the next one runs
//! only if that is nothing.

mod args;
mod cfg;
mod check;
mod expand;
mod field;
mod lower;
mod model;
mod paginate;
mod rename;
mod style;
mod template;
mod wire_name;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Attribute, DeriveInput};

use self::field::{misspelled, our_meta};
use self::model::{Checked, Parsed};
use crate::diagnostics::{Faults, Reported};
use crate::fault::Fault;
use crate::item::{self, Wanted};

const WANTED: Wanted = Wanted {
    fault: Fault::NotAStruct,
    attribute: "#[endpoint]",
    example: "struct GetUser { login: String }",
};

/// Gives the item back without our attributes, with its documentation extended, and implements what
/// it promises.
pub(crate) fn attribute(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let Ok(input) = item::parse(&WANTED, item, &mut faults) else {
        args::parse(args, &mut faults);
        return quote!(#faults #item);
    };
    if cfg::is_needed(&input) {
        return cfg::hand_over(&args, input);
    }
    let (item, generated) = match generate(args, &input) {
        Ok(Generated { docs, items }) => (give_back(input, docs), items),
        Err(items) => (give_back_faulty(input), items),
    };
    quote!(#item #generated)
}

/// Does the same for an item that [`attribute`] has handed over: the item is there already.
pub(crate) fn derive(item: &TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let Ok(input) = item::parse(&WANTED, item, &mut faults) else {
        return faults.into_token_stream();
    };
    generate(cfg::handed_over(&input), &input)
        .map_or_else(|items| items, |generated| generated.items)
}

/// What is generated for a sound endpoint.
struct Generated {
    docs: Vec<Attribute>,
    items: TokenStream,
}

/// Compiles an endpoint, or else reports why not and puts something in its place.
fn generate(args: TokenStream, input: &DeriveInput) -> Result<Generated, TokenStream> {
    let mut faults = Faults::default();
    let args = args::parse(args, &mut faults);
    let item = field::parse(input, &mut faults).without_duplicates();
    let parsed = Parsed { args, item };
    if let Ok(endpoint) = compile(&parsed, &mut faults) {
        return Ok(expand::expand(&parsed, &endpoint));
    }
    let stand_in = expand::stand_in(&parsed);
    Err(quote!(#faults #stand_in))
}

fn compile<'a>(parsed: &'a Parsed<'a>, faults: &mut Faults) -> Result<Checked<'a>, Reported> {
    let lowered = lower::lower(parsed, faults);
    let lowered = faults.gate(lowered)?;
    let checked = check::check(parsed, lowered, faults);
    faults.gate(checked)
}

fn give_back(mut input: DeriveInput, docs: Vec<Attribute>) -> DeriveInput {
    for field in item::fields_mut(&mut input.data) {
        field
            .attrs
            .retain(|attribute| our_meta(attribute).is_none());
    }
    item::add_docs(&mut input, docs);
    input
}

/// Takes away misspelled attributes too: they are reported, and the compiler would do so again.
fn give_back_faulty(mut input: DeriveInput) -> DeriveInput {
    for field in item::fields_mut(&mut input.data) {
        if !field
            .attrs
            .iter()
            .any(|attribute| our_meta(attribute).is_some())
        {
            field
                .attrs
                .retain(|attribute| misspelled(attribute).is_none());
        }
    }
    give_back(input, Vec::new())
}
