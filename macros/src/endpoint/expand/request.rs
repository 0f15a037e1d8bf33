//! `impl Endpoint`: the static facts of an operation, and how a value of it is written.

use std::iter;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::Generics;
use syn::ext::IdentExt as _;

use super::{associated_types, endpoint_generics};
use crate::auth::{Scheme, Schemes};
use crate::endpoint::field::Field;
use crate::endpoint::model::{Body, Checked, Manner, Member, Parsed, Place, Step};
use crate::endpoint::template::Constant;
use crate::paths::{ends_of, span_of};
use crate::retry::Policy;
use crate::types::{mentions_parameter, require};
use crate::wire::encode;

pub(super) fn endpoint(parsed: &Parsed<'_>, endpoint: &Checked<'_>) -> TokenStream {
    let input = parsed.item.input;
    let name = &input.ident;
    let types = associated_types(parsed.types());
    let operation = operation(parsed, endpoint);
    let statements = statements(endpoint);
    let generics = with_serialize(endpoint_generics(input, parsed.types()), endpoint);
    let (implemented, _, condition) = generics.split_for_impl();
    let (_, ty, _) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #implemented __e::Endpoint for #name #ty #condition {
            #types
            const OPERATION: &'static __e::Operation = &#operation;
            fn write(
                &self,
                __request: &mut __e::RequestWriter<'_>,
            ) -> __e::Result<(), __e::EncodeError> {
                #statements
            }
        }
    }
}

/// A field whose type mentions a type parameter has to be written all the same.
pub(super) fn with_serialize(mut generics: Generics, endpoint: &Checked<'_>) -> Generics {
    for ty in endpoint.params.iter().map(|param| param.field.ty) {
        if mentions_parameter(ty, &generics) {
            require(&mut generics, quote!(#ty: __e::Serialize));
        }
    }
    generics
}

fn operation(parsed: &Parsed<'_>, endpoint: &Checked<'_>) -> TokenStream {
    let name = parsed.item.input.ident.unraw().to_string();
    let method = quote::format_ident!("{}", endpoint.method.name());
    let template = &parsed.args.template;
    let settings = &endpoint.settings;
    let text = |setter: TokenStream, value: &Option<String>| {
        value.as_ref().map(|value| quote!(.#setter(#value)))
    };
    let key = text(quote!(payload_key), &settings.payload_key);
    let accept = text(quote!(accept), &settings.accept);
    let content_type = text(quote!(content_type), &settings.content_type);
    let base_url = text(quote!(base_url), &settings.base_url);
    let timeout = settings
        .timeout
        .map(|timeout| quote!(.timeout(__e::Duration::from_millis(#timeout))));
    let limit = settings.limit.map(|limit| quote!(.limit(#limit)));
    let follow = settings.follow.then(|| quote!(.follow_redirects()));
    let idempotent = settings.idempotent.then(|| quote!(.idempotent()));
    let idempotency_key = text(quote!(idempotency_key), &settings.idempotency_key);
    let retry = settings.retry.as_ref().map(retry);
    let auth = settings.auth.as_ref().map(auth);
    quote! {
        __e::Operation::new(#name, __e::Method::#method, #template)
            #key #accept #content_type #base_url #timeout #limit #follow #idempotent
            #idempotency_key #retry #auth
    }
}

/// The call stands where the policy does, so that a value that is none is shown there.
fn retry(policy: &Policy<'_>) -> TokenStream {
    let policy = policy.constant();
    quote_spanned!(span_of(&policy)=> .retry(#policy))
}

fn auth(schemes: &Schemes<'_>) -> TokenStream {
    match schemes {
        Schemes::None => quote!(.auth(__e::Auth::None)),
        Schemes::AnyOf(schemes) => {
            let schemes = schemes.iter().map(Scheme::constant);
            quote!(.auth(__e::Auth::AnyOf(&[#(#schemes),*])))
        }
    }
}

/// Path, constant query, query, headers, body: the order in which a request is written.
fn statements(endpoint: &Checked<'_>) -> TokenStream {
    let path = endpoint.path.iter().map(step);
    let constants = endpoint.constants.iter().map(constant);
    let query = endpoint
        .params
        .iter()
        .filter_map(|param| match &param.place {
            Place::Query(name) => {
                let name = encode(name);
                Some(in_manner("query", &param.manner, &name, param.field))
            }
            _ => None,
        });
    let headers = endpoint
        .params
        .iter()
        .filter_map(|param| match &param.place {
            Place::Header(name) => Some(of_field("header", Some(name), param.field)),
            Place::Cookie(name) => Some(of_field("cookie", Some(name), param.field)),
            _ => None,
        });
    let calls = path
        .chain(constants)
        .chain(query)
        .chain(headers)
        .chain(body(&endpoint.body));
    let steps = iter::once(quote!(__request.steps()));
    steps.chain(calls).chain([quote!(.end())]).collect()
}

/// A call that writes a field the usual way.
fn of_field(method: &str, name: Option<&str>, field: &Field<'_>) -> TokenStream {
    call(method, None, name, field)
}

/// A call that writes a field by the variety of the method that its manner asks for.
fn in_manner(method: &str, manner: &Manner, name: &str, field: &Field<'_>) -> TokenStream {
    let (suffix, argument) = match manner {
        Manner::Plain => return of_field(method, Some(name), field),
        Manner::Styled(style) => ("_styled", style.constant()),
        Manner::Segment(style) => ("_styled", style.constant()),
        Manner::Typed(content_type) => ("_as", content_type.to_token_stream()),
    };
    let method = format!("{method}{suffix}");
    call(&method, Some(argument), Some(name), field)
}

/// A call that writes a field. It stands where the type of the field does, so that a type that
/// cannot be sent is shown there.
fn call(
    method: &str,
    argument: Option<TokenStream>,
    name: Option<&str>,
    field: &Field<'_>,
) -> TokenStream {
    let (first, last) = ends_of(field.ty);
    let method = Ident::new(method, first);
    let (argument, name) = (argument.into_iter(), name.into_iter());
    let mut ident = field.ident.clone();
    ident.set_span(last);
    quote_spanned!(first=> .#method(#(#argument,)* #(#name,)* &self.#ident))
}

fn step(step: &Step<'_>) -> TokenStream {
    match step {
        Step::Literal(text) => quote!(.literal(#text)),
        Step::Segment(field, manner) => in_manner("segment", manner, &field.name, field),
        Step::Segments(field) => of_field("segments", Some(&field.name), field),
    }
}

fn constant(constant: &Constant) -> TokenStream {
    let (name, pair) = (&constant.name, &constant.pair);
    quote!(.query_constant(#name, #pair))
}

fn body(body: &Body<'_>) -> Vec<TokenStream> {
    match body {
        Body::None => Vec::new(),
        Body::Whole(field) => vec![of_field("body", None, field)],
        Body::Json(members) => body_of(&quote!(json_object), "json", members),
        Body::Form(members) => body_of(&quote!(urlencoded), "form", members),
        Body::Multipart(members) => body_of(&quote!(multipart), "part", members),
    }
}

/// Says what the body is, though all of its members may be absent, and writes each.
fn body_of(opening: &TokenStream, method: &str, members: &[Member<'_>]) -> Vec<TokenStream> {
    let opening = quote!(.#opening());
    let members = members
        .iter()
        .map(|member| in_manner(method, &member.manner, &member.name, member.field));
    [opening].into_iter().chain(members).collect()
}
