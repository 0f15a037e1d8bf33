//! From an endpoint's parts to a request that can be sent: origin, credential and the client's own
//! headers.

use std::time::Duration;

use http::header::{CACHE_CONTROL, COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::Inner;
use super::builder::plain_http;
use super::wants::Wants;
use crate::auth::{Applied, Secret};
use crate::error::{CallError, ErrorKind};
use crate::operation::{Auth, Operation};
use crate::request::{BaseUrl, Parts, Payload, check_length};
use crate::transport::{Request, RequestBody};

/// What a call says beyond its endpoint.
#[derive(Default)]
pub(super) struct Options {
    pub(super) timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// Encoded pairs, which take the place of the endpoint's.
    pub(super) query: Vec<(String, String)>,
    pub(super) fault: Option<CallError>,
}

/// A request that can be sent.
pub(super) struct Prepared {
    pub(super) operation: &'static Operation,
    /// The request, all but its body.
    pub(super) request: Request,
    pub(super) payload: Payload,
    pub(super) wants: &'static Wants,
    /// Where secrets may go: nowhere else than to this base's origin.
    pub(super) base: BaseUrl,
    /// The texts that must not come out.
    pub(super) secrets: Vec<Secret>,
    pub(super) timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) limit: Option<u64>,
}

impl Prepared {
    /// The same once more, where its body can be sent again.
    pub(super) fn again(&self) -> Option<Self> {
        Some(Self {
            operation: self.operation,
            request: copy(&self.request),
            payload: self.payload.again()?,
            wants: self.wants,
            base: self.base.clone(),
            secrets: self.secrets.clone(),
            timeout: self.timeout,
            deadline: self.deadline,
            limit: self.limit,
        })
    }
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
    /// Puts a request together. Everything here fails before anything is sent.
    pub(super) fn prepare(
        &self,
        operation: &'static Operation,
        base: BaseUrl,
        parts: Parts,
        wants: &'static Wants,
        options: Options,
    ) -> Result<Prepared, CallError> {
        let mut parts = parts;
        let applied = self.authorize(operation)?;
        let mut headers = self.headers_of(&mut parts, options.headers);
        if wants.reconnects {
            // A stored event stream is of no use, and browsers say so too.
            headers
                .entry(CACHE_CONTROL)
                .or_insert(HeaderValue::from_static("no-store"));
        }
        let secrets = put_on(applied, &mut parts, &mut headers)?;
        check_length(&base, &parts.target)?;
        self.check_confidential(&base, &headers, &secrets)?;
        let request = Request {
            method: operation.method().clone(),
            origin: base.clone(),
            target: parts.target,
            headers,
            body: RequestBody::none(),
        };
        Ok(Prepared {
            operation,
            request,
            payload: parts.body,
            wants,
            base,
            secrets,
            timeout: options.timeout.or(operation.timeout),
            deadline: options.deadline.or(self.timing.deadline),
            limit: operation.limit,
        })
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

    /// What the credential writes, if the operation takes it: the compiler has seen to that, but
    /// where the credential is chosen at run time.
    fn authorize(&self, operation: &'static Operation) -> Result<Applied, CallError> {
        let accepted = match operation.auth {
            Auth::None => return Ok(Applied::default()),
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
        Applied::by(&*self.credential)
            .map_err(|error| CallError::new(ErrorKind::Auth, error.to_string()))
    }

    /// The headers of the endpoint, the client and the call; the later goes before the earlier, the
    /// client's last.
    fn headers_of(&self, parts: &mut Parts, of_call: Vec<(HeaderName, HeaderValue)>) -> HeaderMap {
        let mut headers = std::mem::take(&mut parts.headers);
        for (name, value) in &self.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        for (name, value) in of_call {
            headers.insert(name, value);
        }
        headers
    }

    fn check_confidential(
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

/// Puts the credential on; gives the texts that must not come out.
fn put_on(
    applied: Applied,
    parts: &mut Parts,
    headers: &mut HeaderMap,
) -> Result<Vec<Secret>, CallError> {
    headers.extend(applied.headers);
    put_query(&mut parts.target, &applied.query);
    join_cookies(parts, headers, &applied.cookies)?;
    if let Some(cookie) = parts.cookie_header()? {
        headers.insert(COOKIE, cookie);
    }
    let mut secrets = std::mem::take(&mut parts.secrets);
    secrets.extend(applied.secrets);
    let sensitive = headers.values().filter(|value| value.is_sensitive());
    secrets.extend(
        sensitive
            .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
            .map(Secret::from),
    );
    Ok(secrets)
}

/// Adds the credential's pairs, in place of others of their names.
fn put_query(target: &mut String, of_credential: &str) {
    if of_credential.is_empty() {
        return;
    }
    let name = |pair: &'_ str| pair.split('=').next().unwrap_or_default().to_owned();
    let names: Vec<String> = of_credential.split('&').map(name).collect();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let others = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !names.contains(&name(pair)));
    let pairs: Vec<&str> = others.chain([of_credential]).collect();
    *target = format!("{path}?{}", pairs.join("&"));
}

/// All cookies share one header: those that the client or the call wrote as such, the endpoint's,
/// the credential's.
fn join_cookies(
    parts: &mut Parts,
    headers: &HeaderMap,
    of_credential: &str,
) -> Result<(), CallError> {
    let written = headers.get(COOKIE).map_or(&b""[..], HeaderValue::as_bytes);
    let written = std::str::from_utf8(written).map_err(|_| {
        let message =
            "the header `cookie` is not UTF-8, so nothing can be joined to it; encode it first";
        CallError::new(ErrorKind::Encode, message)
    })?;
    if written.is_empty() && of_credential.is_empty() {
        return Ok(());
    }
    let all = [written, &parts.cookies, of_credential];
    let some: Vec<&str> = all
        .into_iter()
        .filter(|cookies| !cookies.is_empty())
        .collect();
    parts.cookies = some.join("; ");
    Ok(())
}
