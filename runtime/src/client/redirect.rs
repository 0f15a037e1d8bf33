//! Redirects, followed by the client itself, so that secrets stay where they belong.

use http::header::{COOKIE, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use url::Url;

use crate::auth::Secret;
use crate::error::{CallError, ErrorKind};
use crate::request::{BaseUrl, Link, LinkError};
use crate::transport::Request;

/// The longest chain that is followed.
const MOST: usize = 10;

/// The way of one call through redirects.
pub(super) struct Hops {
    base: BaseUrl,
    called: Vec<Url>,
}

/// Whether the status leads on ([RFC 9110 section 15.4]): 300 and 304 do not.
///
/// [RFC 9110 section 15.4]: https://www.rfc-editor.org/rfc/rfc9110#section-15.4
pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

impl Hops {
    /// A way that begins at the origin of `base`, the only one that may see secrets.
    pub(super) fn new(base: BaseUrl) -> Self {
        Self {
            base,
            called: Vec::new(),
        }
    }

    /// The next request, without its secrets once the chain has left the origin.
    pub(super) fn next(
        &mut self,
        request: Request,
        headers: &HeaderMap,
        secrets: &mut Vec<Secret>,
    ) -> Result<Request, CallError> {
        let called = request.url().map_err(|error| {
            fault("the redirect's own URL cannot be read").with_source(error.into_source())
        })?;
        let location = headers.get(LOCATION).ok_or_else(|| {
            fault("the answer is a redirect without a `Location`; call the server's operators, or take the answer by `.raw()`")
        })?;
        // Some servers send it in UTF-8, which the URL parser escapes.
        let link = std::str::from_utf8(location.as_bytes())
            .map_err(|_| LinkError::Invalid)
            .and_then(|location| Link::redirected(&called, location, &self.base))
            .map_err(|error| fault(format!("the redirect is not followed: {error}")))?;
        self.called.push(called);
        self.check(&link)?;
        secrets.extend(link.secrets());
        Ok(self.to(request, &link))
    }

    fn check(&self, link: &Link) -> Result<(), CallError> {
        if self.called.contains(link.url()) {
            return Err(fault(format!(
                "the redirects go round in a circle, back to {link}"
            )));
        }
        if self.called.len() > MOST {
            return Err(fault(format!(
                "the call was redirected more than {MOST} times, at last to {link}"
            )));
        }
        Ok(())
    }

    fn to(&self, mut request: Request, link: &Link) -> Request {
        if !link.origin().is_same_origin(&self.base) {
            drop_secrets(&mut request.headers);
        }
        request.origin = link.origin().clone();
        request.target = link.target().into();
        request
    }
}

/// Takes out what only the origin may see. The request is passed from hop to hop, so what is gone
/// stays gone.
fn drop_secrets(headers: &mut HeaderMap) {
    let secret = |(name, value): (&HeaderName, &HeaderValue)| {
        (value.is_sensitive() || *name == COOKIE).then(|| name.clone())
    };
    let names: Vec<HeaderName> = headers.iter().filter_map(secret).collect();
    for name in names {
        headers.remove(name);
    }
}

fn fault(message: impl Into<std::borrow::Cow<'static, str>>) -> CallError {
    CallError::new(ErrorKind::Redirect, message)
}
