//! The credential.

use std::fmt;
use std::sync::Arc;

use super::cache::Cache;
use super::grant::{ClientId, Grant, Settings};
use super::url::read_token;
use super::{Token, TokenStore};
use crate::auth::renewal::{Renewal, Renewals, Renewed, TokenClient};
use crate::auth::{AuthError, Authorization, Credential, Scheme, Secret};
use crate::error::BuildError;

/// `Authorization: Bearer <token>`, with a token that is fetched from a token endpoint and renewed
/// in time ([RFC 6749], [RFC 6750]).
///
/// Clones share one token, also in different clients. The module's page says how tokens are
/// [renewed](crate::auth::oauth2#when-a-token-is-renewed) and
/// [kept](crate::auth::oauth2#where-tokens-are-kept).
///
/// ```
/// use endpoint::Client;
/// use endpoint::auth::OAuth2;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let credential = OAuth2::client_credentials("https://auth.example.com/token", "my-app", "s3cret")?
///     .scope("reports:read");
/// let client = Client::builder("https://api.example.com").credential(credential).build()?;
/// # Ok(()) }
/// ```
///
/// [RFC 6749]: https://www.rfc-editor.org/rfc/rfc6749
/// [RFC 6750]: https://www.rfc-editor.org/rfc/rfc6750
#[derive(Clone)]
pub struct OAuth2(Arc<Cache>);

impl OAuth2 {
    /// Tokens for the program itself, by its own id and secret ([RFC 6749 section 4.4]).
    ///
    /// # Errors
    /// Where the token endpoint's URL is none.
    ///
    /// [RFC 6749 section 4.4]: https://www.rfc-editor.org/rfc/rfc6749#section-4.4
    pub fn client_credentials(
        token_url: &str,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Result<Self, BuildError> {
        let credential = Self::by(token_url, Grant::ClientCredentials)?;
        Ok(credential.client(client_id, client_secret))
    }

    /// Tokens for a user whose password the program knows ([RFC 6749 section 4.3]). New servers do
    /// without this grant; prefer [`AuthorizationCode`](super::AuthorizationCode) where there is a
    /// choice.
    ///
    /// ```
    /// use endpoint::auth::OAuth2;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let credential = OAuth2::password("https://auth.example.com/token", "ada", "pa55word")?
    ///     .client_id("my-app")
    ///     .scope("openid");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Where the token endpoint's URL is none.
    ///
    /// [RFC 6749 section 4.3]: https://www.rfc-editor.org/rfc/rfc6749#section-4.3
    pub fn password(
        token_url: &str,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Result<Self, BuildError> {
        let grant = Grant::Password {
            username: username.into(),
            password: password.into(),
        };
        Self::by(token_url, grant)
    }

    /// Tokens by a refresh token from an earlier login ([RFC 6749 section 6]). Where the server
    /// rotates refresh tokens, give it a [`store`](Self::store): the one that is given here is good
    /// for once then.
    ///
    /// ```no_run
    /// use endpoint::auth::OAuth2;
    /// use endpoint::auth::oauth2::FileStore;
    /// use endpoint::Secret;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let first = Secret::from_env("REFRESH_TOKEN")?;
    /// let credential = OAuth2::refresh_token("https://auth.example.com/token", first)?
    ///     .client("my-app", Secret::from_env("CLIENT_SECRET")?)
    ///     .store(FileStore::new("/var/lib/my-app/token.json"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Where the token endpoint's URL is none.
    ///
    /// [RFC 6749 section 6]: https://www.rfc-editor.org/rfc/rfc6749#section-6
    pub fn refresh_token(
        token_url: &str,
        refresh_token: impl Into<Secret>,
    ) -> Result<Self, BuildError> {
        Self::by(token_url, Grant::Refresh(refresh_token.into()))
    }

    /// Begins with a token that is there already, and renews it by its refresh token, if it has
    /// one.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use endpoint::auth::OAuth2;
    /// use endpoint::auth::oauth2::Token;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut token = Token::new("2YotnFZFEjr1zCsicMWpAA");
    /// token.refresh = Some("tGzv3JOkF0XG5Qx2TlKWIA".into());
    /// token.expires_at = SystemTime::now().checked_add(Duration::from_secs(3600));
    /// let credential = OAuth2::token("https://auth.example.com/token", token)?.client_id("my-app");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Where the token endpoint's URL is none.
    pub fn token(token_url: &str, token: Token) -> Result<Self, BuildError> {
        Self::by(token_url, Grant::Token(token))
    }

    fn by(token_url: &str, grant: Grant) -> Result<Self, BuildError> {
        Ok(Self::of(Settings::new(read_token(token_url)?, grant)))
    }

    pub(super) fn of(settings: Settings) -> Self {
        Self(Arc::new(Cache::new(settings)))
    }

    /// The program's own id and secret, which go into the header `Authorization` ([RFC 6749 section
    /// 2.3.1]).
    ///
    /// [RFC 6749 section 2.3.1]: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    #[must_use]
    pub fn client(self, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        let (id, secret) = (id.into(), Some(secret.into()));
        self.with(|settings| settings.client = Some(ClientId { id, secret }))
    }

    /// The id of a program that has no secret, as one that runs on its users' machines ([RFC 6749
    /// section 2.1]).
    ///
    /// [RFC 6749 section 2.1]: https://www.rfc-editor.org/rfc/rfc6749#section-2.1
    #[must_use]
    pub fn client_id(self, id: impl Into<String>) -> Self {
        let (id, secret) = (id.into(), None);
        self.with(|settings| settings.client = Some(ClientId { id, secret }))
    }

    /// Sends the program's id and secret in the form, for servers that do not know Basic
    /// authentication.
    #[must_use]
    pub fn client_in_body(self) -> Self {
        self.with(|settings| settings.is_client_in_body = true)
    }

    /// What the token is to be good for: names with spaces between them ([RFC 6749 section 3.3]).
    ///
    /// [RFC 6749 section 3.3]: https://www.rfc-editor.org/rfc/rfc6749#section-3.3
    #[must_use]
    pub fn scope(self, scope: impl Into<String>) -> Self {
        let scope = scope.into();
        self.with(|settings| settings.scope = Some(scope))
    }

    /// One more parameter of each request for a token, as `audience`, or `resource` ([RFC 8707]),
    /// which may be there more than once. It is not taken for a secret.
    ///
    /// [RFC 8707]: https://www.rfc-editor.org/rfc/rfc8707
    #[must_use]
    pub fn parameter(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let pair = (name.into(), value.into());
        self.with(|settings| settings.parameters.push(pair))
    }

    /// Keeps the token here too, so that it outlives the process or is common to many. A store is
    /// for one login: what it holds goes before what the credential was made with, unless that is a
    /// login that has just been completed.
    #[must_use]
    pub fn store(self, store: impl TokenStore) -> Self {
        self.with(|settings| settings.store = Some(Arc::new(store)))
    }

    /// The same with something changed, and a token of its own.
    fn with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.0.settings().clone();
        change(&mut settings);
        Self::of(settings)
    }
}

impl Credential for OAuth2 {
    const SCHEME: Scheme = Scheme::new("OAuth2");

    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
        let (token, generation) = self.0.current().ok_or(AuthError::new(
            "no access token has been fetched yet; a `Client` does that before it sends a call",
        ))?;
        request.generation(generation);
        request.header("authorization", "Bearer ", &token)
    }

    fn renewals<'a>(&'a self, all: &mut Renewals<'a>) {
        all.0.push(self);
    }
}

impl Renewal for OAuth2 {
    fn ready(&self, by: &Arc<dyn TokenClient>) -> Option<Renewed> {
        self.0.ready(by)
    }

    fn refused(&self, generation: u64) -> bool {
        self.0.refused(generation)
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.0.settings();
        f.debug_struct("OAuth2")
            .field("token_url", &format_args!("{}", settings.token_url))
            .field("grant", &settings.grant.name())
            .field("store", &settings.store)
            .finish_non_exhaustive()
    }
}
