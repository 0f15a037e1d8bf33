//! What a credential is, and where it may write.

use std::fmt;

use http::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use super::applied::Applied;
use super::renewal::Renewals;
use super::secret::Secret;
use crate::error::EncodeFault;
use crate::request::{push_cookie, push_query};

/// What a client proves itself with.
///
/// `#[derive(Credential)]` implements it on a struct around a [`Secret`]; the built-in ones are
/// [`Bearer`](super::Bearer), [`Basic`](super::Basic), [`HeaderKey`](super::HeaderKey),
/// [`CookieKey`](super::CookieKey) and [`QueryKey`](super::QueryKey). A pair `(A, B)` is both at
/// once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a credential",
    label = "not a credential",
    note = "put `#[derive(Credential)]` and `#[credential(header = \"Authorization\")]` on `struct {Self}(Secret);`"
)]
pub trait Credential: Send + Sync + 'static {
    /// Which credential it is, for the choice at run time.
    const SCHEME: Scheme;

    /// Puts it on a request.
    ///
    /// # Errors
    /// Where its text cannot stand in its place, as a line break in a header.
    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError>;

    /// The scheme of the value, where that is known at run time only.
    #[doc(hidden)]
    fn scheme(&self) -> Scheme {
        Self::SCHEME
    }

    /// The parts of it that are renewed.
    #[doc(hidden)]
    fn renewals<'a>(&'a self, _: &mut Renewals<'a>) {}

    /// Whether it writes the same on each request, so that it need be asked but once.
    #[doc(hidden)]
    fn is_fixed(&self) -> bool {
        false
    }
}

/// The identity of a credential's type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Scheme(Identity);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Identity {
    One(&'static str),
    Both(&'static Scheme, &'static Scheme),
}

impl Scheme {
    /// A scheme by the full path of its type, `crate::module::Token`.
    pub const fn new(path: &'static str) -> Self {
        Self(Identity::One(path))
    }

    /// Two schemes at once.
    pub const fn both(first: &'static Scheme, second: &'static Scheme) -> Self {
        Self(Identity::Both(first, second))
    }
}

/// The name of the type, without its path.
impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Identity::One(path) => f.write_str(path.rsplit("::").next().unwrap_or(path)),
            Identity::Both(first, second) => write!(f, "{first} & {second}"),
        }
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scheme({self})")
    }
}

impl<A: Credential, B: Credential> Credential for (A, B) {
    const SCHEME: Scheme = Scheme::both(&A::SCHEME, &B::SCHEME);

    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
        self.0.authorize(request)?;
        self.1.authorize(request)
    }

    fn renewals<'a>(&'a self, all: &mut Renewals<'a>) {
        self.0.renewals(all);
        self.1.renewals(all);
    }

    fn is_fixed(&self) -> bool {
        self.0.is_fixed() && self.1.is_fixed()
    }
}

/// The places of a request that a credential may write to. All that is written here counts as
/// secret.
pub struct Authorization<'a> {
    pub(super) applied: &'a mut Applied,
}

impl Authorization<'_> {
    /// A header: `prefix` and the secret, one after the other.
    ///
    /// # Errors
    /// Where the name is no header name, or the value holds CR, LF, NUL or the like.
    pub fn header(&mut self, name: &str, prefix: &str, secret: &Secret) -> Result<(), AuthError> {
        let name = HeaderName::try_from(name)
            .map_err(|_| AuthError("the header's name is not one that HTTP allows"))?;
        let text = Zeroizing::new([prefix, secret.expose()].concat());
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| AuthError("the credential holds a character that no header can: look for a line break at its end"))?;
        value.set_sensitive(true);
        self.applied.headers.push((name, value));
        self.applied.secrets.push(secret.clone());
        Ok(())
    }

    /// Says which of its tokens a credential has put on.
    #[cfg(feature = "oauth2")]
    pub(crate) fn generation(&mut self, generation: u64) {
        self.applied.generations.push(generation);
    }

    /// Another text that must not come out: one that is sent in an encoded form.
    pub(crate) fn also_secret(&mut self, secret: &Secret) {
        self.applied.secrets.push(secret.clone());
    }

    /// A cookie.
    ///
    /// # Errors
    /// Where the name is none, or the value holds what a cookie cannot: white space, `"`, `,`, `;`, `\`.
    pub fn cookie(&mut self, name: &str, secret: &Secret) -> Result<(), AuthError> {
        push_cookie(&mut self.applied.cookies, name, secret.expose()).map_err(|fault| {
            AuthError(match fault {
                EncodeFault::CookieName => "the cookie's name is not one that HTTP allows",
                _ => "the credential holds a character that no cookie can: look for white space at its ends",
            })
        })?;
        self.applied.secrets.push(secret.clone());
        Ok(())
    }

    /// A parameter of the query. Prefer a header where the API has one: URLs end up in the logs of
    /// servers.
    ///
    /// # Errors
    /// None now; as its sisters, for the day when it may.
    pub fn query(&mut self, name: &str, secret: &Secret) -> Result<(), AuthError> {
        push_query(name, secret.expose(), &mut self.applied.query);
        self.applied.secrets.push(secret.clone());
        Ok(())
    }
}

impl fmt::Debug for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization([redacted])")
    }
}

/// Why a credential could not be put on a request. It never repeats the credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthError(&'static str);

impl AuthError {
    /// An error of a credential of one's own; the text must not hold the secret.
    pub const fn new(message: &'static str) -> Self {
        Self(message)
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for AuthError {}
