//! The static facts of one endpoint.

use std::fmt;
use std::time::Duration;

use http::Method;

use crate::auth::Scheme;
use crate::retry::Retry;

/// What is known of an endpoint before any value is: its name, method, path template and options.
///
/// `#[endpoint]` writes one for each struct. By hand it is built in a constant:
///
/// ```
/// use endpoint::{Method, Operation};
///
/// const GET_USER: Operation = Operation::new("GetUser", Method::GET, "/users/<login>").limit(65_536);
/// assert_eq!(GET_USER.template(), "/users/<login>");
/// ```
#[derive(Debug)]
pub struct Operation {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) template: &'static str,
    pub(crate) payload_key: Option<&'static str>,
    pub(crate) accept: Option<&'static str>,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) base_url: Option<&'static str>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) limit: Option<u64>,
    pub(crate) follow_redirects: bool,
    pub(crate) idempotent: bool,
    pub(crate) idempotency_key: Option<&'static str>,
    pub(crate) retry: Option<Retry>,
    pub(crate) auth: Auth,
}

/// Which credentials an endpoint takes, where it says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Those of its API.
    Api,
    /// None: the call carries no credential, whatever the client has.
    None,
    /// Any one of these.
    AnyOf(&'static [Scheme]),
}

impl Operation {
    /// What stands for the template where a link is followed as it is.
    pub(crate) const BY_LINK: &'static str = "<link>";

    /// The facts that every endpoint has; `template` is for people: it stands in errors and logs,
    /// and no request is made from it.
    pub const fn new(name: &'static str, method: Method, template: &'static str) -> Self {
        Self {
            idempotent: is_idempotent(&method),
            name,
            method,
            template,
            payload_key: None,
            accept: None,
            content_type: None,
            base_url: None,
            timeout: None,
            limit: None,
            follow_redirects: false,
            idempotency_key: None,
            retry: None,
            auth: Auth::Api,
        }
    }

    pub(crate) fn is_by_link(&self) -> bool {
        self.template == Self::BY_LINK
    }

    /// The member of the envelope that holds the payload (`-> T in "key"`).
    #[must_use]
    pub const fn payload_key(mut self, key: &'static str) -> Self {
        self.payload_key = Some(key);
        self
    }

    /// Sends this `Accept` instead of the one that follows from the output.
    #[must_use]
    pub const fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = Some(media_type);
        self
    }

    /// Sends this `Content-Type` with a body instead of the envelope's.
    #[must_use]
    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        self.content_type = Some(media_type);
        self
    }

    /// Calls this host instead of the client's.
    #[must_use]
    pub const fn base_url(mut self, base_url: &'static str) -> Self {
        self.base_url = Some(base_url);
        self
    }

    /// Waits this long for an answer instead of the client's timeout.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Accepts bodies up to this many bytes, decoded, instead of the client's limit.
    #[must_use]
    pub const fn limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// Follows redirects. Only `GET` and `HEAD` are ever followed.
    #[must_use]
    pub const fn follow_redirects(mut self) -> Self {
        self.follow_redirects = true;
        self
    }

    /// Says that sending the call twice does no more than sending it once, though its method does
    /// not promise it.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sends a key in this header by which the server knows a call again: a new one for each call,
    /// the same for all of its attempts ([draft-ietf-httpapi-idempotency-key-header]). So the call may
    /// be sent twice.
    ///
    /// The name is one that HTTP allows.
    ///
    /// [draft-ietf-httpapi-idempotency-key-header]: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
    #[must_use]
    pub const fn idempotency_key(mut self, header: &'static str) -> Self {
        self.idempotency_key = Some(header);
        self
    }

    /// Tries again by this policy instead of the client's.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Takes these credentials instead of the API's.
    #[must_use]
    pub const fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// The endpoint's name: that of its struct.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The HTTP method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path template as it was declared, placeholders and all.
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// Whether the call may be sent twice: by its method ([RFC 9110 section 9.2.2]), by the key that
    /// it carries, or because the declaration says so.
    ///
    /// [RFC 9110 section 9.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
    pub const fn is_idempotent(&self) -> bool {
        self.idempotent || self.idempotency_key.is_some()
    }

    pub(crate) fn follows_redirects(&self) -> bool {
        self.follow_redirects && matches!(self.method, Method::GET | Method::HEAD)
    }
}

/// `GetUser (GET /users/<login>)`: how errors and logs name an endpoint.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.name, self.method, self.template)
    }
}

const fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS
    )
}
