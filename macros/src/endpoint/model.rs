//! What an endpoint is, after each stage. What a stage has ruled out, the next one's types cannot
//! say.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Meta, Type};

use super::args::{Args, Options};
use super::field::{Field, Item};
use super::paginate::Pages;
use super::style::{PathStyle, Style};
use super::template::{Constant, Template};
use crate::auth::Schemes;
use crate::keywords::NONE;
use crate::paths::{ends_of, span_of};
use crate::retry::Policy;
use crate::types::is_word;

/// Arguments and item as they were written. What could not be read is missing.
pub(crate) struct Parsed<'a> {
    pub(crate) args: Args,
    pub(crate) item: Item<'a>,
}

/// Every part has a meaning by itself; whether the parts fit together is still open.
pub(crate) struct Lowered<'a> {
    pub(crate) method: Method,
    pub(crate) template: Template,
    pub(crate) settings: Settings<'a>,
    pub(crate) fields: Vec<LoweredField<'a>>,
    pub(crate) pages: Option<Pages<'a, &'a Ident>>,
}

/// A field with every place that its attributes give it.
pub(crate) struct LoweredField<'a> {
    pub(crate) field: &'a Field<'a>,
    pub(crate) places: Vec<LoweredPlace<'a>>,
}

/// A place, and the attribute that gives it.
pub(crate) struct LoweredPlace<'a> {
    pub(crate) place: Place,
    pub(crate) manner: Manner,
    pub(crate) meta: &'a Meta,
}

/// An endpoint that can be generated.
pub(crate) struct Checked<'a> {
    pub(crate) method: Method,
    pub(crate) settings: Settings<'a>,
    pub(crate) path: Vec<Step<'a>>,
    pub(crate) constants: Vec<Constant>,
    /// All fields in their order; each has exactly one place.
    pub(crate) params: Vec<Param<'a>>,
    pub(crate) body: Body<'a>,
    /// Fields by their names in the query.
    pub(crate) pages: Option<Pages<'a, String>>,
}

/// A field, where it goes and how it is written there.
pub(crate) struct Param<'a> {
    pub(crate) field: &'a Field<'a>,
    pub(crate) place: Place,
    pub(crate) manner: Manner,
}

/// One step of writing the path.
pub(crate) enum Step<'a> {
    Literal(String),
    Segment(&'a Field<'a>, Manner),
    Segments(&'a Field<'a>),
}

/// The body that a request carries.
pub(crate) enum Body<'a> {
    None,
    /// One field is the whole.
    Whole(&'a Field<'a>),
    /// Each field is a member of a JSON object.
    Json(Vec<Member<'a>>),
    /// Each field is a pair of an urlencoded form.
    Form(Vec<Member<'a>>),
    /// Each field is a part of a multipart body.
    Multipart(Vec<Member<'a>>),
}

/// A field that is a part of the body, under its name there.
pub(crate) struct Member<'a> {
    pub(crate) name: String,
    pub(crate) manner: Manner,
    pub(crate) field: &'a Field<'a>,
}

/// Where a field goes, with its name there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    Path,
    Query(String),
    Header(String),
    Cookie(String),
    Json(String),
    Form(String),
    Part(String),
    Body,
}

/// How a value is written in its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Manner {
    Plain,
    /// In a query or a form.
    Styled(Style),
    /// In the path.
    Segment(PathStyle),
    /// As a part of this content type.
    Typed(String),
}

/// What the options say beside types.
pub(crate) struct Settings<'a> {
    pub(crate) payload_key: Option<String>,
    pub(crate) accept: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) base_url: Option<String>,
    /// In milliseconds.
    pub(crate) timeout: Option<u64>,
    /// In bytes.
    pub(crate) limit: Option<u64>,
    pub(crate) follow: bool,
    pub(crate) idempotent: bool,
    /// The header, in lower case.
    pub(crate) idempotency_key: Option<String>,
    pub(crate) retry: Option<Policy<'a>>,
    pub(crate) auth: Option<Schemes<'a>>,
}

/// The types an endpoint names. They are tokens from the first stage to the last.
#[derive(Clone, Copy)]
pub(crate) struct Types<'a> {
    pub(crate) output: Option<&'a Type>,
    pub(crate) options: &'a Options,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    pub(crate) const ALL: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Options,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Whether a request of this method may carry content. For GET and HEAD it has no meaning (RFC
    /// 9110, 9.3).
    pub(crate) fn may_have_body(self) -> bool {
        !matches!(self, Self::Get | Self::Head)
    }
}

impl Parsed<'_> {
    pub(crate) fn types(&self) -> Types<'_> {
        Types {
            output: self.args.output.as_ref().map(|output| &output.ty),
            options: &self.args.options,
        }
    }
}

/// Tokens made of the API's type have its span, so that one that is not an API is shown there.
impl Types<'_> {
    pub(crate) fn api(self) -> TokenStream {
        self.options
            .api
            .as_ref()
            .map_or_else(|| quote!(__e::Undescribed), ToTokens::to_token_stream)
    }

    pub(crate) fn output(self) -> TokenStream {
        let nothing = || quote_spanned!(span_of(&self.api())=> ());
        self.output.map_or_else(nothing, ToTokens::to_token_stream)
    }

    pub(crate) fn envelope(self) -> TokenStream {
        match &self.options.envelope {
            Some(envelope) if is_word(envelope, NONE) => quote!(__e::Plain),
            Some(envelope) => envelope.to_token_stream(),
            None => self.of_api("Envelope"),
        }
    }

    /// What the API says of itself by this name.
    pub(crate) fn of_api(self, name: &str) -> TokenStream {
        let Some(api) = &self.options.api else {
            let name = Ident::new(name, Span::call_site());
            return quote!(<__e::Undescribed as __e::Api>::#name);
        };
        let (span, _) = ends_of(api);
        let name = Ident::new(name, span);
        quote_spanned!(span=> <#api as __e::Api>::#name)
    }
}

impl Place {
    /// The attribute that says so.
    pub(crate) fn attribute(&self) -> String {
        match self {
            Self::Path => "#[path]".to_owned(),
            Self::Query(_) => "#[query]".to_owned(),
            Self::Header(name) => format!("#[header({name:?})]"),
            Self::Cookie(name) => format!("#[cookie({name:?})]"),
            Self::Json(_) => "#[json]".to_owned(),
            Self::Form(_) => "#[form]".to_owned(),
            Self::Part(_) => "#[part]".to_owned(),
            Self::Body => "#[body]".to_owned(),
        }
    }

    /// What a parameter in this place is called, and its name there if it has one of its own.
    pub(crate) fn noun(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Path => ("path parameter", None),
            Self::Query(name) => ("query parameter", Some(name)),
            Self::Header(name) => ("header", Some(name)),
            Self::Cookie(name) => ("cookie", Some(name)),
            Self::Json(name) => ("JSON member", Some(name)),
            Self::Form(name) => ("form field", Some(name)),
            Self::Part(name) => ("part", Some(name)),
            Self::Body => ("body", None),
        }
    }
}
