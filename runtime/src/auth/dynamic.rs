//! A credential chosen at run time.

use std::fmt;
use std::sync::Arc;

use super::credential::{AuthError, Authorization, Credential, Scheme};
use super::renewal::Renewals;

/// A credential chosen at run time; whether an endpoint takes it is checked before anything is
/// sent.
///
/// ```
/// use endpoint::auth::{Bearer, Dynamic, HeaderKey};
///
/// let key = std::env::var("API_KEY").ok();
/// let credential = match key {
///     Some(key) => Dynamic::new(HeaderKey::new("x-api-key", key)),
///     None => Dynamic::new(Bearer::new("a token")),
/// };
/// ```
#[derive(Clone)]
pub struct Dynamic {
    scheme: Scheme,
    credential: Arc<dyn Authorize>,
}

impl Dynamic {
    /// Wraps any credential.
    pub fn new<C: Credential>(credential: C) -> Self {
        Self {
            scheme: credential.scheme(),
            credential: Arc::new(credential),
        }
    }
}

impl Credential for Dynamic {
    const SCHEME: Scheme = Scheme::new("Dynamic");

    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
        self.credential.authorize(request)
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn renewals<'a>(&'a self, all: &mut Renewals<'a>) {
        self.credential.renewals(all);
    }

    fn is_fixed(&self) -> bool {
        self.credential.is_fixed()
    }
}

impl fmt::Debug for Dynamic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dynamic({})", self.scheme)
    }
}

/// The part of [`Credential`] that a trait object can have.
pub(crate) trait Authorize: Send + Sync {
    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError>;

    fn renewals<'a>(&'a self, all: &mut Renewals<'a>);

    fn is_fixed(&self) -> bool;
}

impl<C: Credential> Authorize for C {
    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
        Credential::authorize(self, request)
    }

    fn renewals<'a>(&'a self, all: &mut Renewals<'a>) {
        Credential::renewals(self, all);
    }

    fn is_fixed(&self) -> bool {
        Credential::is_fixed(self)
    }
}
