//! `#[api]`: what all endpoints of an API have in common.

mod args;
mod expand;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput, Fields};

use self::args::{Args, Parameter};
use crate::auth::Schemes;
use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::item::{self, Wanted};
use crate::keywords::BASE_URL;
use crate::retry::Policy;
use crate::values;
use crate::wire::encode;

const WANTED: Wanted = Wanted {
    fault: Fault::ApiNotAUnitStruct,
    attribute: "#[api]",
    example: "pub struct Snyk;",
};

/// An API that can be generated.
pub(crate) struct Api<'a> {
    base_url: String,
    /// Names and values, percent-encoded.
    query: Vec<(String, String)>,
    auth: Schemes<'a>,
    retry: Option<Policy<'a>>,
}

/// Gives the item back, and implements what it promises.
pub(crate) fn attribute(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let args = args::parse(args, &mut faults);
    let input = item::parse(&WANTED, item, &mut faults);
    let Ok(input) = input else {
        return quote!(#faults #item);
    };
    check_item(&input, &mut faults);
    let api = lower(&args, &mut faults);
    if let Ok(api) = faults.gate(api) {
        let generated = expand::expand(&args, &input, &api);
        return quote!(#input #generated);
    }
    let stand_in = expand::stand_in(&args, &input);
    quote!(#input #faults #stand_in)
}

fn check_item(input: &DeriveInput, faults: &mut Faults) {
    let is_unit = matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unit));
    if !is_unit || !input.generics.params.is_empty() {
        let name = &input.ident;
        let message = say("an API is a unit struct: it has no fields and no parameters")
            .help(format!("write `struct {name};`"));
        faults.report(Fault::ApiNotAUnitStruct, name, message);
    }
}

fn lower<'a>(args: &'a Args, faults: &mut Faults) -> Option<Api<'a>> {
    let base_url = match &args.base_url {
        Some(text) => values::base_url(Fault::ApiBadBaseUrl, text, faults),
        None => Err(missing_base_url(args, faults)),
    };
    let query = args.query.iter().enumerate().filter_map(|(at, parameter)| {
        lower_parameter(parameter, args.query.get(..at).unwrap_or_default(), faults).ok()
    });
    let query = query.collect();
    let auth = args
        .auth
        .as_ref()
        .map_or(Ok(Schemes::None), |auth| auth.lower(faults));
    let retry = args
        .retry
        .as_ref()
        .map(|value| Policy::lower(value, faults));
    Some(Api {
        base_url: base_url.ok()?,
        query,
        auth: auth.ok()?,
        retry: retry.transpose().ok()?,
    })
}

/// Says that the base URL is missing, unless it is there and could not be read.
fn missing_base_url(args: &Args, faults: &mut Faults) -> Reported {
    if let Some(reported) = args.base_url_reported {
        return reported;
    }
    let message = say("the API has no base URL").help(format!("add `{}`", BASE_URL.example));
    faults.report_at(Fault::ApiMissingBaseUrl, Span::call_site(), message)
}

fn lower_parameter(
    parameter: &Parameter,
    earlier: &[Parameter],
    faults: &mut Faults,
) -> Result<(String, String), Reported> {
    let name = parameter.name_text();
    if name.is_empty() {
        let message =
            say("a query parameter has no name").help("write `query(version = \"2024-10-15\")`");
        return Err(faults.report(Fault::ApiBadQuery, &parameter.name, message));
    }
    if earlier.iter().any(|earlier| earlier.name_text() == name) {
        let message =
            say(format!("the query parameter `{name}` is given twice")).help("keep one of the two");
        return Err(faults.report(Fault::ApiDuplicateQuery, &parameter.name, message));
    }
    Ok((encode(&name), encode(&parameter.value.value())))
}
