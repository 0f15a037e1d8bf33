//! What logs show of headers and URLs: what is allowed by its name, and holds no secret.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::auth::Secret;
use crate::auth::secret::{holds, redact};
use crate::client::prepare::Prepared;
use crate::request::{is_credential, percent_encoded};
use crate::response::is_shown;
use crate::transport::Request;

const REDACTED: &str = "[redacted]";

/// The names that a client adds to those whose values are shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    headers: Vec<HeaderName>,
    /// As they stand in a URL.
    query: Vec<String>,
}

impl Allowed {
    /// Shows this header. Some are made for secrets, and are shown to nobody.
    pub(crate) fn allow_header(&mut self, name: &str) -> Result<(), String> {
        let parsed = HeaderName::try_from(name).map_err(
            |_| "a name in `log_headers` is not one that HTTP allows; use letters, digits and `-`",
        )?;
        if is_credential(&parsed) || parsed == http::header::SET_COOKIE {
            return Err(format!(
                "the header `{parsed}` holds a secret, and so is never logged; take it out of `log_headers`"
            ));
        }
        self.headers.push(parsed);
        Ok(())
    }

    /// Shows this parameter of the query.
    pub(crate) fn allow_query(&mut self, name: &str) {
        self.query.push(percent_encoded(name));
    }

    fn shows(&self, name: &HeaderName, value: &HeaderValue) -> bool {
        !value.is_sensitive() && (is_shown(name.as_str()) || self.headers.contains(name))
    }
}

/// Headers by their names, and the values of those that are allowed.
pub(super) struct ShownHeaders<'a> {
    headers: &'a HeaderMap,
    allowed: &'a Allowed,
    secrets: &'a [Secret],
}

impl<'a> ShownHeaders<'a> {
    pub(super) fn new(headers: &'a HeaderMap, allowed: &'a Allowed, secrets: &'a [Secret]) -> Self {
        Self {
            headers,
            allowed,
            secrets,
        }
    }
}

impl fmt::Debug for ShownHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.headers {
            let text = String::from_utf8_lossy(value.as_bytes());
            if self.allowed.shows(name, value) && !holds(&text, self.secrets) {
                map.entry(&name, &text);
            } else {
                map.entry(&name, &format_args!("{REDACTED}"));
            }
        }
        map.finish()
    }
}

/// A URL, and of its query the names and the values of those that are allowed.
pub(super) struct ShownUrl<'a> {
    request: &'a Request,
    /// Whether it was put together here; the query of a link that an answer gave may be a signature
    /// as a whole.
    is_own: bool,
    allowed: &'a Allowed,
    secrets: &'a [Secret],
}

impl<'a> ShownUrl<'a> {
    pub(super) fn of(
        request: &'a Request,
        prepared: &Prepared,
        allowed: &'a Allowed,
        secrets: &'a [Secret],
    ) -> Self {
        Self {
            is_own: prepared.is_of_endpoint() && request.origin.is_same_origin(&prepared.base),
            request,
            allowed,
            secrets,
        }
    }

    fn pair(&self, pair: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((name, value)) = pair.split_once('=') else {
            return f.write_str(REDACTED);
        };
        f.write_str(&redact(name.to_owned(), self.secrets))?;
        let is_allowed = self.allowed.query.iter().any(|allowed| allowed == name);
        if is_allowed && !holds(value, self.secrets) {
            write!(f, "={value}")
        } else {
            write!(f, "={REDACTED}")
        }
    }
}

impl fmt::Display for ShownUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = &self.request.origin;
        let target = self.request.target();
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let path = redact(path.to_owned(), self.secrets);
        write!(f, "{}://{}{path}", origin.scheme(), origin.authority())?;
        match query {
            None => Ok(()),
            Some(_) if !self.is_own => write!(f, "?{REDACTED}"),
            Some(query) => {
                for (at, pair) in query.split('&').enumerate() {
                    f.write_str(if at == 0 { "?" } else { "&" })?;
                    self.pair(pair, f)?;
                }
                Ok(())
            }
        }
    }
}
