//! From an endpoint's parts to a request that can be sent: origin, credential and the client's own
//! headers.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::header::{COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::Inner;
use super::builder::plain_http;
use super::heading::Heading;
use super::wants::Wants;
use crate::auth::{Applied, Secret};
use crate::error::{CallError, ErrorKind};
use crate::hooks::Hooks;
use crate::operation::{Auth, Operation};
use crate::request::{
    BaseUrl, Link, Parts, Payload, Target, check_length, cookie_header, header, put_query,
};
use crate::retry::Retry;
use crate::transport::{Request, RequestBody};

/// Where a caller's key goes unless the endpoint says otherwise.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A file's bytes are wanted as they lie on the server, so that its rest can be asked for.
pub(super) const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// What a call says beyond its endpoint.
#[derive(Default)]
pub(super) struct Options {
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) idempotency_key: Option<String>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// Encoded pairs, which take the place of the endpoint's.
    pub(super) query: Vec<(String, String)>,
    pub(super) fault: Option<CallError>,
}

impl Options {
    /// The same for another call of the endpoint, as that of the next page. A key by which the server
    /// knows a call again is the first one's alone.
    pub(super) fn again(&self) -> Self {
        Self {
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            deadline: self.deadline,
            retry: self.retry,
            idempotency_key: None,
            headers: self.headers.clone(),
            query: self.query.clone(),
            fault: None,
        }
    }
}

/// All that a call needs to be sent, any number of times.
pub(super) struct Prepared {
    pub(super) operation: &'static Operation,
    pub(super) target: Target,
    pub(super) heading: Heading,
    /// The cookies but the credential's.
    pub(super) cookies: String,
    pub(super) payload: Payload,
    pub(super) wants: &'static Wants,
    /// Whether it asks for a part of a body whose beginning is there already.
    pub(super) is_rest: bool,
    /// Where secrets may go: nowhere else than to this base's origin.
    pub(super) base: BaseUrl,
    /// The texts among the values that must not come out.
    pub(super) secrets: Vec<Secret>,
    pub(super) times: Times,
    pub(super) limit: Option<u64>,
    pub(super) retry: Retry,
    pub(super) is_idempotent: bool,
    pub(super) errand: Errand,
}

/// How long the parts of a call may take.
#[derive(Clone, Copy)]
pub(super) struct Times {
    /// From sending a request to the head of its answer.
    pub(super) answer: Duration,
    /// For an attempt, up to the last byte that the call waits for.
    pub(super) attempt: Option<Duration>,
    /// For the whole call.
    pub(super) deadline: Option<Duration>,
}

/// On whose behalf a request is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// An endpoint's call: the client's hooks and limiter are asked.
    Call { has_credential: bool },
    /// A file behind a link, or a token: neither the credential nor the limiter has to do with it.
    Other,
}

impl Prepared {
    /// The request of an attempt, all but its body, its cookies and its credential.
    pub(super) fn draft(&self, client: &Inner) -> Request {
        Request {
            method: self.operation.method().clone(),
            origin: self.base.clone(),
            target: self.target.clone(),
            headers: client.headers_of(self),
            body: RequestBody::none(),
        }
    }

    /// A request to where a link leads, with nothing of the client's on it but its name: no
    /// credential, no deadline, and no harm in sending it twice.
    pub(super) fn to(client: &Inner, operation: &'static Operation, link: &Link) -> Self {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(USER_AGENT, client.user_agent.clone());
        Self {
            operation,
            target: link.target().into(),
            heading: Heading {
                written: headers,
                ..Heading::default()
            },
            cookies: String::new(),
            payload: Payload::None,
            wants: &Wants::ALL,
            is_rest: false,
            base: link.origin().clone(),
            secrets: Vec::new(),
            times: Times {
                answer: client.timing.answer,
                attempt: None,
                deadline: None,
            },
            limit: None,
            retry: client.retry,
            is_idempotent: true,
            errand: Errand::Other,
        }
    }

    /// The same once more, where its body can be sent again.
    pub(super) fn again(&self) -> Option<Self> {
        Some(Self {
            operation: self.operation,
            target: self.target.clone(),
            heading: self.heading.clone(),
            cookies: self.cookies.clone(),
            payload: self.payload.again()?,
            wants: self.wants,
            is_rest: self.is_rest,
            base: self.base.clone(),
            secrets: self.secrets.clone(),
            times: self.times,
            limit: self.limit,
            retry: self.retry,
            is_idempotent: self.is_idempotent,
            errand: self.errand,
        })
    }

    pub(super) fn has_credential(&self) -> bool {
        self.errand
            == Errand::Call {
                has_credential: true,
            }
    }

    pub(super) fn is_of_endpoint(&self) -> bool {
        self.errand != Errand::Other
    }
}

/// What is known of a request that has everything on it.
pub(super) struct Signed {
    /// The texts that must not come out.
    pub(super) secrets: Arc<[Secret]>,
    /// Which tokens were put on, of those that are renewed.
    pub(super) generations: Vec<u64>,
}

/// The request without its body.
pub(super) fn copy(request: &Request) -> Request {
    Request {
        method: request.method.clone(),
        origin: request.origin.clone(),
        target: request.target.clone(),
        headers: request.headers.clone(),
        body: RequestBody::none(),
    }
}

impl Inner {
    /// Who is told of a request, if anyone is: hooks are for the calls of endpoints.
    pub(super) fn hooks_of(&self, prepared: &Prepared) -> Option<&dyn Hooks> {
        self.hooks.as_deref().filter(|_| prepared.is_of_endpoint())
    }

    /// Puts a request together. Everything here fails before anything is sent.
    pub(super) fn prepare(
        &self,
        operation: &'static Operation,
        base: BaseUrl,
        parts: Parts,
        wants: &'static Wants,
        options: &mut Options,
    ) -> Result<Prepared, CallError> {
        let errand = self.errand(operation)?;
        let has_key = options.idempotency_key.is_some();
        let key = options.idempotency_key.take();
        let mut of_call = std::mem::take(&mut options.headers);
        let key = self.key(operation, key, &parts.headers, &of_call)?;
        of_call.extend(key);
        Ok(Prepared {
            operation,
            target: parts.target.into(),
            heading: Heading {
                written: parts.headers,
                types: parts.types,
                of_call,
                extra: Vec::new(),
            },
            cookies: parts.cookies,
            payload: parts.body,
            wants,
            is_rest: false,
            base,
            secrets: parts.secrets,
            times: Times {
                answer: options
                    .timeout
                    .or(operation.timeout)
                    .unwrap_or(self.timing.answer),
                attempt: options.attempt_timeout.or(self.timing.attempt),
                deadline: options.deadline.or(self.timing.deadline),
            },
            limit: operation.limit,
            retry: options.retry.or(operation.retry).unwrap_or(self.retry),
            is_idempotent: operation.is_idempotent() || has_key,
            errand,
        })
    }

    /// The header by which the server knows the call again: the call's key, or else a new one where
    /// the endpoint is declared with one and neither it nor the call has written it. What the client
    /// sends with every call is none.
    fn key(
        &self,
        operation: &'static Operation,
        key: Option<String>,
        of_endpoint: &HeaderMap,
        of_call: &[(HeaderName, HeaderValue)],
    ) -> Result<Option<(HeaderName, HeaderValue)>, CallError> {
        let name = match (operation.idempotency_key, &key) {
            (Some(name), _) => name,
            (None, Some(_)) => IDEMPOTENCY_KEY,
            (None, None) => return Ok(None),
        };
        let is_blank = |value: &[u8]| value.trim_ascii().is_empty();
        let of_call = of_call.iter().rfind(|(given, _)| given == name);
        let written = of_call.map(|(_, value)| value).or(of_endpoint.get(name));
        if key.is_none() && written.is_some_and(|value| !is_blank(value.as_bytes())) {
            return Ok(None);
        }
        let key = key.unwrap_or_else(|| self.new_key());
        if is_blank(key.as_bytes()) {
            let what = "the idempotency key is empty, by which no server knows a call again; leave it out where the endpoint declares one, and one is made";
            return Err(CallError::new(ErrorKind::Encode, what));
        }
        header(name, key)
            .map(Some)
            .map_err(|what| CallError::new(ErrorKind::Encode, what))
    }

    /// A UUID of version 4 ([RFC 9562 section 5.4]).
    ///
    /// [RFC 9562 section 5.4]: https://www.rfc-editor.org/rfc/rfc9562#section-5.4
    fn new_key(&self) -> String {
        let high = self.clock.random() & !0xf000 | 0x4000;
        let low = self.clock.random() >> 2 | 1 << 63;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff,
        )
    }

    /// Where the operation is: its own base URL, or the client's.
    pub(super) fn base_of(&self, operation: &'static Operation) -> Result<BaseUrl, CallError> {
        let Some(declared) = operation.base_url else {
            return Ok(self.base.clone());
        };
        let declared = BaseUrl::parse(declared)
            .map_err(|error| CallError::new(ErrorKind::Encode, error.to_string()))?;
        Ok(self
            .replaced
            .iter()
            .find(|(from, _)| *from == declared)
            .map_or(declared, |(_, to)| to.clone()))
    }

    /// Whether the call carries the credential. The compiler has seen to it that the operation takes
    /// it, but where the credential is chosen at run time.
    fn errand(&self, operation: &'static Operation) -> Result<Errand, CallError> {
        let accepted = match operation.auth {
            Auth::None => {
                return Ok(Errand::Call {
                    has_credential: false,
                });
            }
            Auth::Api => self.accepted,
            Auth::AnyOf(accepted) => accepted,
        };
        if !accepted.is_empty() && !accepted.contains(&self.scheme) {
            let names: Vec<String> = accepted
                .iter()
                .map(|scheme| format!("`{scheme}`"))
                .collect();
            let message = format!(
                "the credential `{}` will not do here; give the client one of {}",
                self.scheme,
                names.join(", ")
            );
            return Err(CallError::new(ErrorKind::Auth, message));
        }
        Ok(Errand::Call {
            has_credential: true,
        })
    }

    /// Puts cookies and the credential on a request, which is then ready to be sent.
    pub(super) fn sign(
        &self,
        prepared: &Prepared,
        request: &mut Request,
    ) -> Result<Signed, CallError> {
        let applied = self.applied(prepared)?;
        for (name, value) in &applied.headers {
            request.headers.insert(name, value.clone());
        }
        if !applied.query.is_empty() {
            request
                .target
                .edit(|target| put_query(target, &applied.query));
        }
        put_cookies(&mut request.headers, &prepared.cookies, &applied.cookies)?;
        let secrets = applied.secrets_beside(&prepared.secrets, &request.headers);
        check_length(&prepared.base, request.target.len())?;
        if prepared.is_of_endpoint() {
            self.check_confidential(&prepared.base, &request.headers, &secrets)?;
        }
        Ok(Signed {
            secrets,
            generations: applied.generations.clone(),
        })
    }

    /// What the credential puts on a request.
    fn applied(&self, prepared: &Prepared) -> Result<Cow<'_, Applied>, CallError> {
        if !prepared.has_credential() {
            return Ok(Cow::Owned(Applied::default()));
        }
        if let Some(ready) = &self.ready {
            return Ok(Cow::Borrowed(ready));
        }
        Applied::by(&*self.credential)
            .map(Cow::Owned)
            .map_err(|error| CallError::new(ErrorKind::Auth, error.to_string()))
    }

    pub(super) fn check_confidential(
        &self,
        base: &BaseUrl,
        headers: &HeaderMap,
        secrets: &[Secret],
    ) -> Result<(), CallError> {
        let has_secret = !secrets.is_empty() || headers.values().any(HeaderValue::is_sensitive);
        if !has_secret || self.allow_http || base.is_confidential() {
            return Ok(());
        }
        Err(CallError::new(ErrorKind::Auth, plain_http(base)))
    }
}

/// All cookies share one header, which is sensitive whatever they hold: those that the client or the
/// call wrote as such, the endpoint's, the credential's.
fn put_cookies(
    headers: &mut HeaderMap,
    of_endpoint: &str,
    of_credential: &str,
) -> Result<(), CallError> {
    let written = headers.get(COOKIE).map_or(&b""[..], HeaderValue::as_bytes);
    if of_endpoint.is_empty() && of_credential.is_empty() && written.is_empty() {
        return Ok(());
    }
    let written = std::str::from_utf8(written).map_err(|_| {
        let message =
            "the header `cookie` is not UTF-8, so nothing can be joined to it; encode it first";
        CallError::new(ErrorKind::Encode, message)
    })?;
    let all = [written, of_endpoint, of_credential];
    let some: Vec<&str> = all
        .into_iter()
        .filter(|cookies| !cookies.is_empty())
        .collect();
    if !some.is_empty() {
        let cookies = cookie_header(some.join("; "))?;
        headers.insert(COOKIE, cookies);
    }
    Ok(())
}
