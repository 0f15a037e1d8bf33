//! How a credential that is renewed reaches its token endpoint: by a client like the one it belongs
//! to, without a credential.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::execute::{Came, execute};
use super::prepare::Prepared;
use super::renew::TOKEN;
use super::{Inner, Limits, Timing};
use crate::auth::renewal::{ASKING, TokenClient, TokenRequest};
use crate::auth::{Anonymous, Credential as _, Secret};
use crate::clock::Clock;
use crate::error::{CallError, ErrorKind};
use crate::request::Payload;
use crate::retry::{Budget, Retry};
use crate::transport::{BoxFuture, boxed};

/// The most that a token endpoint has to say, in bytes.
const LIMIT: u64 = 1 << 20;

impl Inner {
    /// What the credential may ask its token endpoint by, if it has one. It does not know the
    /// credential, which holds what is under way, so nothing goes round in a circle.
    pub(super) fn token_client(&self) -> Option<Arc<dyn TokenClient>> {
        self.renewal(0, |_| ())?;
        let inner = Inner {
            base: self.base.clone(),
            replaced: Vec::new(),
            transport: Arc::clone(&self.transport),
            clock: Arc::clone(&self.clock),
            credential: Box::new(Anonymous),
            ready: None,
            scheme: Anonymous::SCHEME,
            accepted: &[],
            allow_http: self.allow_http,
            api: self.api,
            shown: self.shown.clone(),
            user_agent: self.user_agent.clone(),
            headers: HeaderMap::new(),
            query: Vec::new(),
            timing: Timing {
                deadline: Some(ASKING),
                ..Timing::default()
            },
            limits: Limits {
                success: LIMIT,
                ..self.limits
            },
            retry: Retry::standard(),
            budget: Budget::new(Budget::DEFAULT),
            limiter: None,
            circuit: None,
            hooks: None,
            tokens: None,
            deny_sunset_within: None,
            warned: Mutex::new(HashSet::new()),
            #[cfg(feature = "blocking")]
            driver: self.driver.clone(),
        };
        Some(Arc::new(Tokens(Arc::new(inner))))
    }
}

struct Tokens(Arc<Inner>);

impl TokenClient for Tokens {
    fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    fn ask(&self, request: TokenRequest) -> BoxFuture<'static, Came> {
        match self.0.prepare_token(request) {
            Ok(prepared) => boxed(|| execute(Arc::clone(&self.0), prepared)),
            Err(error) => Box::pin(std::future::ready(Err(error.of(TOKEN)))),
        }
    }
}

impl Inner {
    fn prepare_token(&self, asked: TokenRequest) -> Result<Prepared, CallError> {
        let mut prepared = Prepared::to(self, TOKEN, &asked.url);
        let headers = &mut prepared.heading.written;
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        if let Some(value) = &asked.authorization {
            headers.insert(AUTHORIZATION, sensitive(value)?);
        }
        self.check_confidential(&prepared.base, headers, &asked.secrets)?;
        prepared.payload = Payload::Bytes(asked.form.expose().to_owned().into());
        prepared.secrets = asked.secrets;
        prepared.times.deadline = self.timing.deadline;
        prepared.is_idempotent = asked.is_idempotent;
        Ok(prepared)
    }
}

fn sensitive(text: &Secret) -> Result<HeaderValue, CallError> {
    let mut value = HeaderValue::from_str(text.expose()).map_err(|_| {
        CallError::new(
            ErrorKind::Auth,
            "the client's id or secret holds a character that no header can",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}
