//! What a token is asked for with, and how that looks on the wire.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use super::{Token, TokenStore};
use crate::auth::Secret;
use crate::auth::renewal::TokenRequest;
use crate::request::{Link, form_encode};

/// All that a credential is told.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) token_url: Link,
    pub(super) grant: Grant,
    pub(super) client: Option<ClientId>,
    pub(super) is_client_in_body: bool,
    pub(super) scope: Option<String>,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) store: Option<Arc<dyn TokenStore>>,
}

/// Who the program is for the token endpoint.
#[derive(Clone)]
pub(super) struct ClientId {
    pub(super) id: String,
    pub(super) secret: Option<Secret>,
}

/// What the first token comes from.
#[derive(Clone)]
pub(super) enum Grant {
    ClientCredentials,
    Password {
        username: String,
        password: Secret,
    },
    Refresh(Secret),
    /// A token that is there already.
    Token(Token),
    Code(Code),
}

/// What a login came to.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) text: Secret,
    pub(super) verifier: Secret,
    pub(super) redirect_uri: Option<String>,
}

/// One way to ask.
#[derive(Clone)]
pub(super) enum Ask {
    Own,
    Refresh(Secret),
}

impl Grant {
    /// The name that the RFC has for it, or the closest.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Password { .. } => "password",
            Self::Refresh(_) => "refresh_token",
            Self::Token(_) => "token",
            Self::Code(_) => "authorization_code",
        }
    }

    /// Whether it gives a new token at any time.
    pub(super) fn is_lasting(&self) -> bool {
        matches!(self, Self::ClientCredentials | Self::Password { .. })
    }
}

impl Settings {
    pub(super) fn new(token_url: Link, grant: Grant) -> Self {
        Self {
            token_url,
            grant,
            client: None,
            is_client_in_body: false,
            scope: None,
            parameters: Vec::new(),
            store: None,
        }
    }

    /// The form of [RFC 6749 sections 4 and 6], and the client's name on it.
    ///
    /// [RFC 6749 sections 4 and 6]: https://www.rfc-editor.org/rfc/rfc6749#section-4
    pub(super) fn request(&self, ask: &Ask) -> TokenRequest {
        let mut form = Form::default();
        match (ask, &self.grant) {
            (Ask::Refresh(token), _) => {
                form.plain("grant_type", "refresh_token");
                form.secret("refresh_token", token);
            }
            (Ask::Own, grant) => form.put_grant(grant),
        }
        if let Some(scope) = self.scope_of(ask) {
            form.plain("scope", scope);
        }
        for (name, value) in &self.parameters {
            form.plain(name, value);
        }
        let in_body = self.is_client_in_body;
        let client = self.client.as_ref();
        let authorization = client.and_then(|client| form.put(client, in_body));
        TokenRequest {
            url: self.token_url.clone(),
            form: Secret::new(std::mem::take(&mut *form.text)),
            authorization,
            secrets: form.secrets,
            is_idempotent: matches!(ask, Ask::Own) && self.grant.is_lasting(),
        }
    }

    /// A refresh token has a scope already, which is the login's; where there was none, what is set
    /// is meant for it.
    fn scope_of(&self, ask: &Ask) -> Option<&str> {
        let is_asked = match &self.grant {
            Grant::Refresh(_) | Grant::Token(_) => true,
            Grant::ClientCredentials | Grant::Password { .. } => matches!(ask, Ask::Own),
            Grant::Code(_) => false,
        };
        self.scope.as_deref().filter(|_| is_asked)
    }
}

/// Encoded pairs, and what of them is secret.
#[derive(Default)]
struct Form {
    text: Zeroizing<String>,
    secrets: Vec<Secret>,
}

impl Form {
    fn plain(&mut self, name: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        form_encode(name, &mut self.text);
        self.text.push('=');
        form_encode(value, &mut self.text);
    }

    fn secret(&mut self, name: &str, value: &Secret) {
        self.plain(name, value.expose());
        self.secrets.push(value.clone());
    }

    fn put_grant(&mut self, grant: &Grant) {
        match grant {
            Grant::ClientCredentials => self.plain("grant_type", "client_credentials"),
            Grant::Password { username, password } => {
                self.plain("grant_type", "password");
                self.plain("username", username);
                self.secret("password", password);
            }
            Grant::Code(code) => {
                self.plain("grant_type", "authorization_code");
                self.secret("code", &code.text);
                if let Some(uri) = &code.redirect_uri {
                    self.plain("redirect_uri", uri);
                }
                self.secret("code_verifier", &code.verifier);
            }
            // There is nothing to ask with but a refresh token.
            Grant::Refresh(_) | Grant::Token(_) => {}
        }
    }

    /// Puts the client into the form, or gives it back: the value of `Authorization` ([RFC 6749
    /// section 2.3.1]).
    ///
    /// [RFC 6749 section 2.3.1]: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    fn put(&mut self, client: &ClientId, in_body: bool) -> Option<Secret> {
        let Some(secret) = &client.secret else {
            self.plain("client_id", &client.id);
            return None;
        };
        if in_body {
            self.plain("client_id", &client.id);
            self.secret("client_secret", secret);
            return None;
        }
        let mut pair = Zeroizing::new(String::new());
        form_encode(&client.id, &mut pair);
        pair.push(':');
        form_encode(secret.expose(), &mut pair);
        let pair = Secret::new(BASE64_STANDARD.encode(pair.as_bytes()));
        let value = Secret::new(format!("Basic {}", pair.expose()));
        self.secrets.extend([secret.clone(), pair]);
        Some(value)
    }
}
