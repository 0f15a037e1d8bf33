//! Logins by a browser: where they begin.

use std::fmt;

use url::Url;

use super::grant::{ClientId, Code, Grant, Settings};
use super::url::{read, read_token};
use super::{Login, LoginError, LoginErrorKind, OAuth2, pkce};
use crate::auth::Secret;
use crate::error::BuildError;
use crate::request::{Link, push_query};

/// Logins of users by their browser ([RFC 6749 section 4.1]), always with a proof key ([RFC 7636],
/// method `S256`).
///
/// [`begin`](Self::begin) makes the URL that the user is to open; the server sends the browser back
/// to the redirect URI, and what comes there goes to [`Login::redirected`], which gives the
/// credential. Who opens the browser, and who listens at the redirect URI, is the program's
/// business.
///
/// ```
/// use endpoint::auth::oauth2::AuthorizationCode;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sign_in = AuthorizationCode::new(
///     "https://auth.example.com/authorize",
///     "https://auth.example.com/token",
///     "my-app",
/// )?
/// .redirect_uri("http://127.0.0.1:8765/callback")
/// .scope("reports:read offline_access");
///
/// let login = sign_in.begin()?;
/// println!("open {}", login.url());
/// # let callback = format!("/callback?code=SplxlOBeZQQYbYS6WxSbIA&state={}", login.state().expose());
/// // What the browser then asks the program for: a path with its query, or the whole URL.
/// let credential = login.redirected(&callback)?;
/// # Ok(()) }
/// ```
///
/// [RFC 6749 section 4.1]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1
/// [RFC 7636]: https://www.rfc-editor.org/rfc/rfc7636
#[derive(Clone)]
pub struct AuthorizationCode {
    authorize_url: Url,
    token_url: Link,
    client: ClientId,
    pub(super) redirect_uri: Option<String>,
    scope: Option<String>,
    parameters: Vec<(String, String)>,
    pub(super) issuer: Option<String>,
}

impl AuthorizationCode {
    /// The server's two URLs, and the program's id there.
    ///
    /// # Errors
    /// Where one of the URLs is none.
    pub fn new(
        authorize_url: &str,
        token_url: &str,
        client_id: impl Into<String>,
    ) -> Result<Self, BuildError> {
        Ok(Self {
            authorize_url: read("authorize", authorize_url)?,
            token_url: read_token(token_url)?,
            client: ClientId {
                id: client_id.into(),
                secret: None,
            },
            redirect_uri: None,
            scope: None,
            parameters: Vec::new(),
            issuer: None,
        })
    }

    /// The program's secret, where it has one: a program on its users' machines has none. It is
    /// sent to the token endpoint only.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client.secret = Some(secret.into());
        self
    }

    /// Where the server sends the browser back to, as it is registered there.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// What the user is asked to allow: names with spaces between them.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// One more parameter of the URL that the user opens, as `prompt`, `login_hint` or
    /// `access_type`; [`OAuth2::parameter`](super::OAuth2::parameter) is for requests to the token
    /// endpoint.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The server's own name, which it has to put on what it sends back ([RFC 9207]): for programs
    /// that sign in at several servers, so that none can pass for another.
    ///
    /// [RFC 9207]: https://www.rfc-editor.org/rfc/rfc9207
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Begins a login, with a state and a verifier that nobody can tell beforehand.
    ///
    /// # Errors
    /// Where the operating system gives no random bytes.
    pub fn begin(&self) -> Result<Login, LoginError> {
        let random = || {
            pkce::random().map_err(|error| {
                let message = "the operating system gives no random bytes, without which a login cannot be told from a forged one";
                LoginError::new(LoginErrorKind::Random, message).with_source(error)
            })
        };
        Ok(self.resume(random()?, random()?))
    }

    /// A login that was begun before, by this process or another: a web server keeps
    /// [`Login::state`] and [`Login::verifier`] in the user's session until the browser comes back.
    pub fn resume(&self, state: impl Into<Secret>, verifier: impl Into<Secret>) -> Login {
        Login::new(self.clone(), state.into(), verifier.into())
    }

    /// The URL that the user is to open ([RFC 6749 section 4.1.1], [RFC 7636 section 4.3]).
    ///
    /// [RFC 6749 section 4.1.1]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
    /// [RFC 7636 section 4.3]: https://www.rfc-editor.org/rfc/rfc7636#section-4.3
    pub(super) fn url(&self, state: &Secret, verifier: &Secret) -> String {
        let challenge = pkce::challenge(verifier);
        let mut pairs = vec![("response_type", "code"), ("client_id", &self.client.id)];
        pairs.extend(
            self.redirect_uri
                .as_deref()
                .map(|uri| ("redirect_uri", uri)),
        );
        pairs.extend(self.scope.as_deref().map(|scope| ("scope", scope)));
        pairs.extend([
            ("state", state.expose()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let own = self.parameters.iter();
        pairs.extend(own.map(|(name, value)| (&**name, &**value)));

        let mut query = self.authorize_url.query().unwrap_or_default().to_owned();
        for (name, value) in pairs {
            push_query(name, value, &mut query);
        }
        let mut url = self.authorize_url.clone();
        url.set_query(Some(&query));
        url.into()
    }

    /// The credential that exchanges a code.
    pub(super) fn exchange(&self, code: Code) -> OAuth2 {
        let mut settings = Settings::new(self.token_url.clone(), Grant::Code(code));
        settings.client = Some(self.client.clone());
        OAuth2::of(settings)
    }

    /// The authorize URL without its query.
    pub(super) fn place(&self) -> &str {
        &self.authorize_url[..url::Position::AfterPath]
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode")
            .field("authorize_url", &self.place())
            .field("token_url", &format_args!("{}", self.token_url))
            .finish_non_exhaustive()
    }
}
