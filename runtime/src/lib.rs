//! You write a struct, [`#[endpoint]`](macro@endpoint) makes it a typed, safe, fast call to an HTTP
//! API. Path, query, headers, body, credential, envelope and errors follow from that one
//! declaration.
//!
//! ```no_run
//! use endpoint::{Client, endpoint};
//! use serde::Deserialize;
//!
//! /// Get one user.
//! #[endpoint(GET "/users/<login>" -> User)]
//! struct GetUser<'a> {
//!     login: &'a str,
//! }
//!
//! #[derive(Deserialize)]
//! struct User {
//!     login: String,
//!     id: u64,
//! }
//!
//! # async fn call() -> Result<(), Box<dyn std::error::Error>> {
//! let github = Client::new("https://api.github.com")?;
//! let user = github.send(GetUser { login: "octocat" }).await?;
//! println!("{} {} {}", user.login, user.id, user.meta.status);
//! # Ok(()) }
//! ```
//!
//! # In scope, out of scope
//!
//! In scope are JSON APIs over HTTP/1.1 and HTTP/2, called from Rust: REST, JSON:API, flag
//! envelopes, and files behind links. Out of scope are gRPC, GraphQL, web sockets, `no_std`, and the
//! mapping of XML, for which [`Bytes`] is enough.
//!
//! # The pieces
//!
//! | to | use |
//! |---|---|
//! | declare a call | [`#[endpoint]`](macro@endpoint), the reference of the whole grammar |
//! | describe an API that many calls share | [`#[api]`](macro@api) |
//! | declare a credential | [`#[derive(Credential)]`](derive@Credential), or one of [`auth`] |
//! | read response headers as values | [`#[derive(FromHeaders)]`](derive@FromHeaders) |
//! | send a call | [`Client::send`], and the options of [`Call`] |
//! | send files, readers and streams | [`Upload`] as the whole body, [`File`] as a part of one; both tell their progress |
//! | take what is no JSON document | [`Text`], [`Bytes`], [`NoContent`]; as it comes: [`Download`], [`Lines`], [`Events`] |
//! | read and write JSON:API documents | [`json_api`] |
//! | know what HTTP says in headers: links, waits, quotas | [`Meta`] |
//! | tell answers apart by their status | [`#[derive(ByStatus)]`](derive@ByStatus), for outputs and errors |
//! | wait for what a server does in its own time | [`Client::poll`], [`Job`] on the answer |
//! | call an endpoint where a link leads | [`Endpoint::at`] |
//! | go through a list that comes in pages | [`Client::items`] and [`Client::pages`]; `paginate` on the endpoint, or [`Paginate`] by hand; a [`Cursor`] to go on later |
//! | fetch a link that an answer gave | [`Client::download`] |
//! | watch, count, sign or change requests | the spans and events of [`observability`], and [`Hooks`] |
//! | say how often a call is tried again | [`Retry`], and `retry` and `idempotency_key` on endpoints |
//! | fetch and renew access tokens | `auth::OAuth2` (feature `oauth2`) |
//! | ask a server for no more than you may | [`limit::RateLimiter`], [`limit::CircuitBreaker`], `redis::RateLimiter` (feature `redis`) |
//! | handle what went wrong | [`Error`]: [`ApiError`] if the API said no, else [`CallError`] and its [`ErrorKind`] |
//! | type what an API says no with | any `Deserialize` type, [`Problem`], [`json_api::Errors`]; [`Open`] around enums that may grow |
//! | use it without a network | [`Endpoint::request`] and [`Endpoint::decode`], or [`transport::Memory`] |
//!
//! # What to rely on
//!
//! * A credential goes to the configured origin (scheme, host, port) and nowhere else, redirects
//!   and links included; over plain `http` it goes to this machine only, unless
//!   [`allow_http`](ClientBuilder::allow_http) says otherwise.
//! * No error, log line or `Debug` output shows a [`Secret`], or a value of a URL's query, unless
//!   [`log_query`](ClientBuilder::log_query) lets logs show it.
//! * Every failure keeps the status, the request id and the bytes that came.
//! * Values cannot leave their segment of the path, and the path cannot leave the host.
//! * What could do harm twice is sent once, unless the server says that it has done nothing.
//! * Bodies are read up to a limit, or as they come in constant memory; a server that is silent is
//!   given up, or asked whether it is still there.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `reqwest` (default) | the transport over reqwest |
//! | `hyper` | the transport over hyper, the default one where `reqwest` is off; without both a client needs a [`transport`] of its own |
//! | `rustls` (default) | TLS by rustls, with the platform's certificates, for whichever of the two is on |
//! | `gzip` | asks for gzip and decodes it, for whichever of the two is on; limits count decoded bytes; a `Download` is asked for as it is |
//! | `charset` (default) | `Text` in all character sets that browsers know; without it UTF-8, US-ASCII and ISO-8859-1 |
//! | `checksum` | holds downloads against a SHA-256 or a CRC-32 that is known |
//! | `blocking` | `blocking::Client`: the same methods without `async` |
//! | `opentelemetry` | passes the trace on to the API, in `traceparent`; see [`observability`] |
//! | `oauth2` | OAuth 2.0: access tokens that are fetched, renewed and kept |
//! | `redis` | a limiter and a token store that many machines share; brings `oauth2` |
//! | `tower` | any `tower::Service` as a transport, and tower layers around any transport; `hyper` brings it |
//! | `tokio` | Tokio's timer as the clock, and `AsyncRead`; `reqwest`, `hyper` and `blocking` bring it; without it a client needs a [`Clock`] of its own |
#![deny(missing_docs)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod api;
mod at;
pub mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
mod clock;
mod download;
mod endpoint;
mod error;
mod exclusive;
mod hooks;
mod job;
pub mod limit;
#[doc = include_str!("../docs/observability.md")]
pub mod observability {}
mod operation;
mod pages;
#[cfg(feature = "redis")]
pub mod redis;
mod request;
mod response;
mod retry;
mod stream;
pub mod transport;

#[doc = include_str!("../docs/by_status.md")]
pub use endpoint_macros::ByStatus;
#[doc = include_str!("../docs/credential.md")]
pub use endpoint_macros::Credential;
#[doc = include_str!("../docs/from_headers.md")]
pub use endpoint_macros::FromHeaders;
#[doc = include_str!("../docs/api.md")]
pub use endpoint_macros::api;
#[doc = include_str!("../docs/endpoint.md")]
pub use endpoint_macros::endpoint;
pub use http::{HeaderMap, Method, StatusCode};

pub use self::api::{AcceptedBy, Accepts, Api, Is, Undescribed};
pub use self::at::At;
pub use self::auth::{Credential, Secret};
pub use self::client::{
    Call, CallFuture, Client, ClientBuilder, DownloadCall, Items, Pages, Polling, RawCall, States,
};
pub use self::clock::Clock;
pub use self::download::{DownloadProgress, SaveStep, Saved, Saving, ToFile};
pub use self::endpoint::{Endpoint, OutputOf, ResultOf};
pub use self::error::{ApiError, BuildError, CallError, EncodeError, Error, ErrorBody, ErrorKind};
pub use self::hooks::{Answered, Deprecated, Hooks, Outgoing, Retrying};
pub use self::job::{Job, JobProgress, JobState};
pub use self::operation::{Auth, Operation};
pub use self::pages::{Cursor, CursorError, Next, Page, Paginate, Turn};
pub use self::request::{
    BaseUrl, BaseUrlError, File, Link, LinkError, PathStyle, RequestWriter, Style, Upload,
    UploadProgress,
};
pub use self::response::{
    Bytes, Data, Deprecation, Envelope, FromHeaders, FromText, HeaderError, Headers, HttpDate,
    Incoming, Json, JsonApi, Lifecycle, Location, Meta, NoContent, Open, OpenError, Opened, Output,
    Plain, Problem, RateLimit, Raw, Reading, Response, RetryAfter, SuccessFlag, Text, ValueError,
    Variant, WebLink, WebLinks, from_json, json_api, success_flag,
};
pub use self::retry::{Attempt, Outcome, Retry};
pub use self::stream::{Download, Event, Events, Lines};

/// The README's code is compiled with the doc tests; some of it needs a feature.
#[cfg(all(doctest, feature = "blocking", feature = "oauth2"))]
#[doc = include_str!("../../README.md")]
struct Readme;
