//! How `endpoint` behaves, one topic a file: what is sent, what comes back, and what never comes out.

mod support;

mod answers;
mod auth;
mod base_url;
mod by_hand;
mod call;
mod canary;
mod credentials;
mod documents;
mod downloads;
mod edge_impulse;
mod envelopes;
mod examples;
#[cfg(feature = "gzip")]
mod gzip;
mod headers;
mod lifecycle;
mod limits;
mod lost_answers;
mod meta;
mod path;
mod path_vectors;
mod query;
mod redirects;
mod redirects_refused;
mod refusals;
mod requests;
mod snyk;
mod style_vectors;
mod time;
mod transports;
