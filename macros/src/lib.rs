//! The macros of `endpoint`. Use them through that crate: what they generate reaches its runtime.

mod api;
mod auth;
mod by_status;
mod credential;
mod diagnostics;
mod endpoint;
mod fault;
mod headers;
mod item;
mod keywords;
mod options;
mod paths;
mod retry;
mod types;
mod values;
mod wire;

use proc_macro::TokenStream;

/// Makes a struct a typed API call. See the documentation of the `endpoint` crate.
#[proc_macro_attribute]
pub fn endpoint(args: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::attribute(args.into(), &item.into()).into()
}

/// The second half of `#[endpoint]`, for a struct whose fields carry `cfg`: a derive sees them
/// resolved.
#[doc(hidden)]
#[proc_macro_derive(EndpointFields, attributes(__endpoint))]
pub fn endpoint_fields(item: TokenStream) -> TokenStream {
    endpoint::derive(&item.into()).into()
}

/// Describes an API once for all of its endpoints. See the documentation of the `endpoint` crate.
#[proc_macro_attribute]
pub fn api(args: TokenStream, item: TokenStream) -> TokenStream {
    api::attribute(args.into(), &item.into()).into()
}

/// Makes a struct around one `Secret` a credential. See the documentation of the `endpoint` crate.
#[proc_macro_derive(Credential, attributes(credential))]
pub fn credential(item: TokenStream) -> TokenStream {
    credential::derive(item.into()).into()
}

/// Reads a struct from response headers. See the documentation of the `endpoint` crate.
#[proc_macro_derive(FromHeaders, attributes(header, headers))]
pub fn from_headers(item: TokenStream) -> TokenStream {
    headers::derive(item.into()).into()
}

/// Makes an enum with a variant for each status an output and an error. See the documentation of
/// the `endpoint` crate.
#[proc_macro_derive(ByStatus, attributes(status, by_status))]
pub fn by_status(item: TokenStream) -> TokenStream {
    by_status::derive(item.into()).into()
}

#[cfg(test)]
mod tests;
