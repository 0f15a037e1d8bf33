//! `#[derive(Credential)]`: a struct around one `Secret`, and where the secret is sent.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Fields, LitStr, Meta, PathArguments, Type};

use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::{COOKIE, CRATE, HEADER, Keyword, PREFIX, QUERY_PARAMETER};
use crate::options::{self, Given, OptionList};
use crate::paths::Runtime;
use crate::wire::{encode, is_token, nearest_token};

const PLACES: &str = "`#[credential(header = \"Authorization\", prefix = \"Bearer \")]`";

/// What `#[credential(..)]` says, as it is written.
#[derive(Default)]
struct Args {
    header: Option<LitStr>,
    prefix: Option<LitStr>,
    cookie: Option<LitStr>,
    query: Option<LitStr>,
    krate: Option<syn::Path>,
}

/// Where the secret goes.
enum Place {
    Header { name: String, prefix: String },
    Cookie(String),
    Query(String),
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let args = parse_args(&input, &mut faults);
    let place = if faults.is_empty() {
        lower(&args, &input, &mut faults).ok()
    } else {
        None
    };
    check_generics(&input, &mut faults);
    let field = check_field(&input, &mut faults);
    if let Ok((place, field)) = faults.gate(place.zip(field.ok())) {
        return expand(&args, &input, &place, &field);
    }
    let stand_in = stand_in(&args, &input);
    quote!(#faults #stand_in)
}

fn parse_args(input: &DeriveInput, faults: &mut Faults) -> Args {
    let mut args = Args::default();
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("credential"))
    {
        match &attribute.meta {
            Meta::List(list) => options::parse_all(list.tokens.clone(), faults, |input, faults| {
                options::parse(&mut args, input, faults);
            }),
            Meta::Path(_) => {}
            Meta::NameValue(pair) => {
                let message = say("`#[credential]` takes its options in parentheses")
                    .help(format!("write {PLACES}"));
                faults.report(Fault::CredentialNoPlace, pair, message);
            }
        }
    }
    args
}

/// A credential goes to one place.
fn lower(args: &Args, input: &DeriveInput, faults: &mut Faults) -> Result<Place, Reported> {
    let given = [&args.header, &args.cookie, &args.query];
    let mut given = given.into_iter().flatten();
    if let (Some(_), Some(second)) = (given.next(), given.next()) {
        let message = say("a credential goes to one place, and this is the second")
            .help("keep one of `header`, `cookie` and `query`");
        return Err(faults.report(Fault::CredentialTwoPlaces, second, message));
    }
    let prefix = args.prefix.as_ref();
    match (&args.header, &args.cookie, &args.query) {
        (Some(header), ..) => {
            let name = name(header, "header", faults)?.to_ascii_lowercase();
            Ok(Place::Header {
                name,
                prefix: lower_prefix(prefix, faults)?,
            })
        }
        (_, cookie, query) if prefix.is_some() && (cookie.is_some() || query.is_some()) => {
            let message = say("only a header has a prefix")
                .help(format!("write {PLACES}, or leave out `prefix`"));
            Err(faults.report(Fault::CredentialPrefixWithoutHeader, prefix, message))
        }
        (_, Some(cookie), _) => Ok(Place::Cookie(name(cookie, "cookie", faults)?)),
        (_, _, Some(query)) if query.value().is_empty() => {
            let message =
                say("the name of the query parameter is empty").help("write `query = \"key\"`");
            Err(faults.report(Fault::CredentialBadName, query, message))
        }
        (_, _, Some(query)) => Ok(Place::Query(encode(&query.value()))),
        _ => Err(no_place(prefix, input, faults)),
    }
}

fn no_place(prefix: Option<&LitStr>, input: &DeriveInput, faults: &mut Faults) -> Reported {
    if let Some(prefix) = prefix {
        let message = say("a prefix needs a header to stand in").help(format!("write {PLACES}"));
        return faults.report(Fault::CredentialPrefixWithoutHeader, prefix, message);
    }
    let message = say(format!(
        "nothing says where the credential `{}` is sent",
        input.ident
    ))
    .help(format!("add {PLACES}"))
    .help("or `#[credential(cookie = \"session\")]`, or `#[credential(query = \"key\")]`");
    faults.report(Fault::CredentialNoPlace, &input.ident, message)
}

fn name(text: &LitStr, what: &str, faults: &mut Faults) -> Result<String, Reported> {
    let name = text.value();
    if is_token(&name) {
        return Ok(name);
    }
    let nearest = nearest_token(&name).unwrap_or_else(|| "x-api-key".to_owned());
    let message = say(format!(
        "`{}` cannot be the name of a {what}",
        name.escape_debug()
    ))
    .help(format!("write `{what} = {nearest:?}`"));
    Err(faults.report(Fault::CredentialBadName, text, message))
}

fn lower_prefix(prefix: Option<&LitStr>, faults: &mut Faults) -> Result<String, Reported> {
    let Some(prefix) = prefix else {
        return Ok(String::new());
    };
    let value = prefix.value();
    if value.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return Ok(value);
    }
    let message = say(format!(
        "the prefix `{}` holds a character that no header can hold",
        value.escape_debug()
    ))
    .help(format!("write {PLACES}"));
    Err(faults.report(Fault::CredentialBadPrefix, prefix, message))
}

fn check_generics(input: &DeriveInput, faults: &mut Faults) {
    if !input.generics.params.is_empty() {
        let message = say("a credential has no type parameters and no lifetimes")
            .help(format!("write `struct {}(Secret);`", input.ident));
        faults.report(Fault::CredentialGenerics, &input.generics, message);
    }
}

/// How the one field is named: by an identifier, or `0`.
fn check_field(input: &DeriveInput, faults: &mut Faults) -> Result<TokenStream, Reported> {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => &Fields::Unit,
    };
    let mut all = fields.iter();
    let (Some(field), None) = (all.next(), all.next()) else {
        let message = say("a credential is a struct with one field, its secret")
            .help(format!("write `struct {}(Secret);`", input.ident));
        return Err(faults.report(Fault::CredentialNotOneField, &input.ident, message));
    };
    if input.generics.params.is_empty() && cannot_be_secret(&field.ty) {
        let message =
            say("the field of a credential is a `Secret`, which no log and no error shows")
                .help("write `Secret` for its type, with `use endpoint::Secret;`");
        return Err(faults.report(Fault::CredentialNotASecret, &field.ty, message));
    }
    Ok(field
        .ident
        .as_ref()
        .map_or_else(|| quote!(0), ToTokens::to_token_stream))
}

/// Whether a type is certainly not `Secret`, under that or another name.
fn cannot_be_secret(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            last.ident == "String" || matches!(last.arguments, PathArguments::AngleBracketed(_))
        }),
        Type::Reference(_) | Type::Tuple(_) | Type::Array(_) | Type::Slice(_) => true,
        _ => false,
    }
}

fn expand(args: &Args, input: &DeriveInput, place: &Place, field: &TokenStream) -> TokenStream {
    let authorize = match place {
        Place::Header { name, prefix } => quote!(__request.header(#name, #prefix, &self.#field)),
        Place::Cookie(name) => quote!(__request.cookie(#name, &self.#field)),
        Place::Query(name) => quote!(__request.query(#name, &self.#field)),
    };
    let new = quote!(Self { #field: __e::Into::into(secret) });
    let from_env = quote!(__e::Ok(Self { #field: __e::Secret::from_env(name)? }));
    items(args, input, &authorize, &new, &from_env)
}

/// A credential that is never sent.
fn stand_in(args: &Args, input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let nothing = quote!(::core::unreachable!("the program does not compile"));
    items(args, input, &quote!(__e::Ok(())), &nothing, &nothing)
}

fn items(
    args: &Args,
    input: &DeriveInput,
    authorize: &TokenStream,
    new: &TokenStream,
    from_env: &TokenStream,
) -> TokenStream {
    let (vis, name) = (&input.vis, &input.ident);
    let label = name.unraw().to_string();
    let (implemented, ty, condition) = input.generics.split_for_impl();
    Runtime::new(args.krate.as_ref()).enclose(&quote! {
        #[automatically_derived]
        impl #implemented __e::Credential for #name #ty #condition {
            const SCHEME: __e::Scheme =
                __e::Scheme::new(::core::concat!(::core::module_path!(), "::", #label));
            fn authorize(
                &self,
                __request: &mut __e::Authorization<'_>,
            ) -> __e::Result<(), __e::AuthError> {
                #authorize
            }
            fn is_fixed(&self) -> ::core::primitive::bool {
                true
            }
        }
        impl #implemented #name #ty #condition {
            /// A credential around a secret.
            #vis fn new(secret: impl __e::Into<__e::Secret>) -> Self {
                #new
            }
            /// A credential around the value of an environment variable.
            ///
            /// # Errors
            ///
            /// When the variable is not set, is empty, or is not UTF-8.
            #vis fn from_env(name: &::core::primitive::str) -> __e::Result<Self, __e::FromEnvError> {
                #from_env
            }
        }
    })
}

impl OptionList for Args {
    const UNKNOWN: Fault = Fault::CredentialUnknownOption;
    const DUPLICATE: Fault = Fault::CredentialDuplicateOption;

    fn known(&self) -> &'static [&'static Keyword] {
        &[&HEADER, &PREFIX, &COOKIE, &QUERY_PARAMETER, &CRATE]
    }

    fn owner(&self) -> String {
        "`#[credential]`".to_owned()
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        match option.keyword.name {
            name if name == HEADER.name => self.header = Some(option.string(faults)?),
            name if name == PREFIX.name => self.prefix = Some(option.string(faults)?),
            name if name == COOKIE.name => self.cookie = Some(option.string(faults)?),
            name if name == QUERY_PARAMETER.name => self.query = Some(option.string(faults)?),
            _ => self.krate = Some(option.path(faults)?),
        }
        Ok(())
    }
}
