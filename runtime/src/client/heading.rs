//! The headers of a call.

use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::Inner;
use super::prepare::{IDENTITY, Prepared};
use crate::request::Types;

/// What the headers of a call are made of, all but its cookies and its credential. They are put
/// together for each attempt, so that nothing has to be kept of those that are sent.
#[derive(Clone, Default)]
pub(super) struct Heading {
    /// Those of the endpoint, or of whoever asks in place of one.
    pub(super) written: HeaderMap,
    pub(super) types: Types,
    /// Those of the call, which go before the others of their names.
    pub(super) of_call: Vec<(HeaderName, HeaderValue)>,
    /// Those of one sending, which go before all others.
    pub(super) extra: Vec<(HeaderName, HeaderValue)>,
}

/// How many there are beside those that are given: `Accept`, `Content-Type`, `User-Agent`, the
/// credential's, and the transport's own.
const OURS: usize = 6;

impl Heading {
    fn len(&self) -> usize {
        self.written.len() + self.of_call.len() + self.extra.len()
    }
}

impl Inner {
    /// The headers of the endpoint, the client and the call; the later goes before the earlier, the
    /// client's last.
    pub(super) fn headers_of(&self, prepared: &Prepared) -> HeaderMap {
        let heading = &prepared.heading;
        let mut headers = HeaderMap::with_capacity(heading.len() + self.headers.len() + OURS);
        for (name, value) in &heading.written {
            headers.append(name, value.clone());
        }
        heading.types.put_on(&mut headers);
        if prepared.is_of_endpoint() {
            self.put_own(&mut headers);
        }
        for (name, value) in &heading.of_call {
            headers.insert(name, value.clone());
        }
        if prepared.wants.reconnects {
            // A stored event stream is of no use, and browsers say so too.
            headers
                .entry(CACHE_CONTROL)
                .or_insert(HeaderValue::from_static("no-store"));
        }
        if prepared.wants.is_file {
            headers.entry(ACCEPT_ENCODING).or_insert(IDENTITY);
        }
        for (name, value) in &heading.extra {
            headers.insert(name, value.clone());
        }
        headers
    }

    fn put_own(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
    }
}
