//! A login that is under way, and what the browser brings back from it.

use std::borrow::Cow;
use std::fmt;

use url::form_urlencoded;

use super::code::AuthorizationCode;
use super::grant::Code;
use super::{LoginError, LoginErrorKind, OAuth2, pkce};
use crate::auth::Secret;
use crate::auth::secret::redact;

/// A login that is under way: the user has a URL to open, and the browser is to come back.
///
/// It may be kept elsewhere meanwhile: [`AuthorizationCode::resume`] makes it again of its state
/// and its verifier.
///
/// ```
/// use endpoint::auth::oauth2::{AuthorizationCode, LoginErrorKind};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sign_in = AuthorizationCode::new("https://auth.test/authorize", "https://auth.test/token", "me")?;
/// let login = sign_in.begin()?;
/// let kept = (login.state().expose().to_owned(), login.verifier().expose().to_owned());
///
/// // Later, when the browser comes back:
/// let login = sign_in.resume(kept.0, kept.1);
/// let error = login.redirected("/callback?error=access_denied&state=forged").unwrap_err();
/// assert_eq!(error.kind(), LoginErrorKind::State);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Login {
    by: AuthorizationCode,
    state: Secret,
    verifier: Secret,
}

impl Login {
    pub(super) fn new(by: AuthorizationCode, state: Secret, verifier: Secret) -> Self {
        Self {
            by,
            state,
            verifier,
        }
    }

    /// The URL that the user is to open. It holds the state, so it belongs into no log.
    pub fn url(&self) -> String {
        self.by.url(&self.state, &self.verifier)
    }

    /// By what the browser's coming back is known to belong to this login.
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// By what the token endpoint knows that the code is redeemed by who began the login.
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// The credential, by what the browser was sent back with: the whole URL, or its path and
    /// query.
    ///
    /// The code in it is exchanged for a token when the credential is first used, or by
    /// [`Client::authenticate`](crate::Client::authenticate).
    ///
    /// # Errors
    /// Where it is no answer to this login, or one that says no; see [`LoginErrorKind`].
    pub fn redirected(&self, callback_url: &str) -> Result<OAuth2, LoginError> {
        let pairs = Pairs::of(callback_url);
        let state = pairs.one("state")?;
        // A session that is gone has no state, and what is not there is matched by anything.
        let is_own = |state: &str| !state.is_empty() && pkce::is_same(state, self.state.expose());
        if !state.is_some_and(|state| is_own(&state)) {
            let message = "the state is not that of this login, so this may be the answer to another one, or a forged one; do nothing with it, or begin anew";
            return Err(LoginError::new(LoginErrorKind::State, message));
        }
        self.check_issuer(pairs.one("iss")?.as_deref())?;
        if let Some(error) = pairs.one("error")? {
            return Err(self.refusal(&error, pairs.one("error_description")?.as_deref()));
        }
        let code = pairs.one("code")?.filter(|code| !code.is_empty());
        let code = code.ok_or_else(|| {
            let message = "there is neither a code nor an error in what the browser was sent back with; check the redirect URI, and begin anew";
            LoginError::new(LoginErrorKind::NoCode, message)
        })?;
        let code = Code {
            text: Secret::new(code),
            verifier: self.verifier.clone(),
            redirect_uri: self.by.redirect_uri.clone(),
        };
        Ok(self.by.exchange(code))
    }

    /// [RFC 9207 section 2.4](https://www.rfc-editor.org/rfc/rfc9207#section-2.4)
    fn check_issuer(&self, issuer: Option<&str>) -> Result<(), LoginError> {
        match &self.by.issuer {
            Some(expected) if issuer != Some(expected) => {
                let message = format!(
                    "the answer is not from `{expected}`, so another server may have sent it; do nothing with it, or begin anew"
                );
                Err(LoginError::new(LoginErrorKind::Issuer, message))
            }
            _ => Ok(()),
        }
    }

    /// [RFC 6749 section 4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1)
    fn refusal(&self, error: &str, description: Option<&str>) -> LoginError {
        let (code, place) = (self.shown(error), self.by.place());
        let help = match error {
            "access_denied" => "the user did not allow it, or may not",
            "invalid_scope" => "check the scope",
            "unauthorized_client" | "unsupported_response_type" => {
                "see in the server's settings whether the client may sign users in"
            }
            "temporarily_unavailable" | "server_error" => "try again later",
            _ => "see in the server's manual what it wants",
        };
        let description = description.map(|text| format!(": {}", self.shown(text)));
        let description = description.unwrap_or_default();
        let message = format!("{place} said no: `{code}`{description}; {help}");
        LoginError::new(LoginErrorKind::Refused, message).with_code(code)
    }

    /// A text of the server's, fit to be shown.
    fn shown(&self, text: &str) -> String {
        let secrets = [self.state.clone(), self.verifier.clone()];
        let text: String = redact(text.to_owned(), &secrets)
            .chars()
            .take(300)
            .collect();
        text.escape_debug().to_string()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({})", self.by.place())
    }
}

/// The parameters of a callback, none of which may be there twice ([RFC 6749 section 3.1]).
///
/// [RFC 6749 section 3.1]: https://www.rfc-editor.org/rfc/rfc6749#section-3.1
struct Pairs<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Pairs<'a> {
    fn of(url: &'a str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        Self(form_urlencoded::parse(query.trim().as_bytes()).collect())
    }

    fn one(&self, name: &str) -> Result<Option<Cow<'a, str>>, LoginError> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.clone());
        if values.next().is_none() {
            return Ok(value);
        }
        let message = format!(
            "`{name}` is there twice in what the browser was sent back with, so it may be forged; begin anew"
        );
        Err(LoginError::new(LoginErrorKind::Twice, message))
    }
}
