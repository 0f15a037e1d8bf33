//! What an operation may want of its declaration.

use std::fmt;

/// One thing that an operation may want of its declaration, or that a call shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Construct {
    Method(Verb),
    Path(InPath),
    Query(Form, Scalar),
    QueryName(Name),
    QueryPresence(Presence),
    Version(Version),
    /// Twenty parameters and more.
    ManyParameters,
    Header(InHeader),
    Body(Body),
    Part(Part),
    /// A value inside a JSON body.
    Sent(Json),
    Status(u16),
    /// Statuses of success of which each has its own meaning.
    Statuses(u16, u16),
    Answer(Answer),
    /// A member of a JSON:API document or resource in an answer.
    Document(Member),
    /// A value inside a JSON answer.
    Read(Json),
    Refused(Refusal),
    ResponseHeader(Named),
    Credential(Proof),
    /// What neither of the two documents has, and other APIs do.
    Elsewhere(Elsewhere),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum InPath {
    Uuid,
    /// Up to 64 bits.
    Integer,
    Enum,
    /// Any text, which has to be encoded.
    Text,
    /// Two slashes in the template, with nothing in between.
    EmptySegment,
}

/// How the values of a query parameter are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    One,
    /// A list, joined by commas.
    Commas,
    /// A list, whose name is repeated.
    Repeated,
    /// An object of known members: `name[member]=value`.
    DeepObject,
    /// A map of any members: `name[key]=value`.
    DeepMap,
    /// A list as JSON in a string.
    Json,
    /// A list joined by commas, which the document calls a string.
    CommasInText,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scalar {
    Text,
    Integer,
    Number,
    Bool,
    Enum,
    Uuid,
    DateTime,
    Uri,
    /// No scalar: an element of a list that is JSON in a string.
    Object,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    Dotted,
    Camel,
    Snake,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presence {
    Required,
    Optional,
    /// There is a value that holds where none is sent.
    Default,
    /// Present and empty is not the same as absent.
    MayBeEmpty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// A date, or one with `~beta` or `~experimental`.
    AnyStability,
    /// A date and nothing else.
    DateOnly,
    /// Any text.
    Text,
    /// There is none, though the API has one elsewhere.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum InHeader {
    Text,
    Uuid,
    /// `Accept` as a parameter.
    Accept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Body {
    /// A `POST` without one.
    NoneOnPost,
    /// A `DELETE` with one.
    OnDelete,
    /// It may be left out.
    Optional,
    /// `application/json`
    Json,
    /// `application/vnd.api+json`
    JsonApi,
    /// `multipart/form-data`
    Multipart,
    /// A member has the name of a path parameter.
    NameOfThePath,
    /// One of several objects.
    Variants,
    /// JSON:API: a resource without an id.
    Create,
    /// JSON:API: a resource with its id.
    Update,
    /// JSON:API: a list of resources.
    Resources,
    /// JSON:API: a list of ids and types.
    Identifiers,
    /// JSON:API: a resource without attributes.
    NoAttributes,
    /// JSON:API: a resource with relationships.
    Relationships,
    /// JSON:API: relationships beside the resource.
    RelationshipsBeside,
    /// JSON:API: a resource with meta.
    Meta,
    /// JSON:API: members beside `data`.
    MembersBeside,
    /// The media type of JSON:API, and no `data` inside.
    WithoutData,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    File,
    /// A file that may be left out.
    OptionalFile,
    /// Several files under one name, which ends in `[]`.
    Files,
    Text,
    Integer,
    Number,
    Bool,
    Enum,
    /// Scalars in a list.
    List,
    /// Objects in a list.
    Objects,
    /// Scalars that may be left out.
    Optional,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Json {
    Text,
    Integer,
    /// More than 32 bits.
    LongInteger,
    Number,
    Bool,
    Enum,
    Uuid,
    DateTime,
    Date,
    /// What has to be kept secret.
    Secret,
    List,
    Object,
    /// An object of any members.
    Map,
    /// An object without members.
    Empty,
    /// Anything.
    Any,
    /// One of several types.
    Variants,
    Null,
    /// Null and absent are not the same.
    NullOrAbsent,
    /// A member that may be left out.
    Optional,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    /// No body.
    Nothing,
    /// JSON:API: one resource.
    Resource,
    /// JSON:API: a resource without attributes.
    Identifier,
    /// JSON:API: a list of resources.
    Resources,
    /// JSON:API: `data` that is an object and no resource.
    NoResource,
    /// JSON:API: a document whose `data` may be missing.
    DataOptional,
    /// JSON:API: a document that never has `data`.
    NoData,
    /// JSON without an envelope: a list.
    BareList,
    /// JSON without an envelope: an object.
    BareObject,
    /// The same in one of several media types.
    SeveralMediaTypes,
    Text,
    Binary,
    /// Parts of it can be asked for.
    Ranges,
    /// A flag and nothing else.
    Flag,
    /// A flag, and the payload under a key.
    KeyedObject,
    KeyedList,
    KeyedInteger,
    KeyedNumber,
    KeyedText,
    KeyedBool,
    /// A flag, and the payload under a key that may be missing.
    KeyedOptional,
    /// A flag, a list and `totalCount`.
    ListAndTotal,
    /// A flag and several members beside it.
    Flat,
    /// A flag, and one of several sets of members beside it.
    FlatVariants,
    /// Nothing but a `Location`, in the headers.
    Redirect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Member {
    Links,
    Meta,
    Included,
    Implementation,
    Relationships,
    ResourceLinks,
    ResourceMeta,
    /// Members of a resource that the specification does not know.
    Surplus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refusal {
    /// JSON:API errors with this status.
    Errors(u16),
    /// `success: false`
    Flag,
}

/// A response header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Named {
    RequestId,
    VersionRequested,
    VersionServed,
    LifecycleStage,
    Deprecation,
    Sunset,
    Location,
    ContentLocation,
    RetryAfter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proof {
    None,
    One,
    /// Any one of this many.
    AnyOf(usize),
    /// A JWT, be it in a cookie or in a header.
    JwtOnly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Elsewhere {
    TwoPlaceholdersInASegment,
    PlaceholderWithExtension,
    SlashesInAParameter,
    LinkHeader,
    TopLevelList,
    NotModified,
    OtherHost,
    IfMatch,
    Range,
    RetryAfterOnSuccess,
    MarkerPages,
    OwnEnvelope,
    TextInsteadOfJson,
    NotTheJsonThatItSays,
    CreatedAt,
    AcceptedWithABody,
    Data,
    /// A payload under a key, without any envelope around it.
    KeyedWithoutFlag,
    UrlencodedForm,
    JsonPart,
    MergePatch,
    JsonPatch,
    StreamedBody,
    JsonQuery,
}

impl fmt::Display for Construct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(verb) => write!(f, "method: {verb:?}"),
            Self::Path(value) => write!(f, "path: {}", words(value)),
            Self::Query(form, scalar) => write!(f, "query: {}, {}", words(form), words(scalar)),
            Self::QueryName(name) => write!(f, "query name: {}", words(name)),
            Self::QueryPresence(presence) => write!(f, "query parameter: {}", words(presence)),
            Self::Version(version) => write!(f, "version: {}", words(version)),
            Self::ManyParameters => f.write_str("twenty parameters and more"),
            Self::Header(value) => write!(f, "header parameter: {}", words(value)),
            Self::Body(body) => write!(f, "body: {}", words(body)),
            Self::Part(part) => write!(f, "multipart: {}", words(part)),
            Self::Sent(json) => write!(f, "JSON sent: {}", words(json)),
            Self::Status(status) => write!(f, "status: {status}"),
            Self::Statuses(one, other) => write!(f, "statuses: {one} and {other}"),
            Self::Answer(answer) => write!(f, "answer: {}", words(answer)),
            Self::Document(member) => write!(f, "document: {}", words(member)),
            Self::Read(json) => write!(f, "JSON read: {}", words(json)),
            Self::Refused(Refusal::Errors(status)) => write!(f, "refusal: {status} with errors"),
            Self::Refused(Refusal::Flag) => f.write_str("refusal: a flag"),
            Self::ResponseHeader(header) => write!(f, "response header: {}", words(header)),
            Self::Credential(Proof::AnyOf(count)) => write!(f, "credential: any of {count}"),
            Self::Credential(proof) => write!(f, "credential: {}", words(proof)),
            Self::Elsewhere(construct) => write!(f, "elsewhere: {}", words(construct)),
        }
    }
}

/// The name of a variant as a table shows it: `SlashesInAParameter` is `slashes in a parameter`.
fn words(variant: &impl fmt::Debug) -> String {
    let mut words = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
