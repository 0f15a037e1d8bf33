//! The credentials that many APIs share.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use super::credential::{AuthError, Authorization, Credential, Scheme};
use super::secret::{FromEnvError, Secret};

/// No credential.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Anonymous;

impl Credential for Anonymous {
    const SCHEME: Scheme = Scheme::new("Anonymous");

    fn authorize(&self, _: &mut Authorization<'_>) -> Result<(), AuthError> {
        Ok(())
    }

    fn is_fixed(&self) -> bool {
        true
    }
}

/// `Authorization: Bearer <token>` ([RFC 6750 section 2.1]).
///
/// [RFC 6750 section 2.1]: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer(Secret);

impl Bearer {
    /// A token that the caller has.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(token.into())
    }

    /// A token from an environment variable.
    ///
    /// # Errors
    /// As [`Secret::from_env`].
    pub fn from_env(name: &str) -> Result<Self, FromEnvError> {
        Secret::from_env(name).map(Self)
    }
}

impl Credential for Bearer {
    const SCHEME: Scheme = Scheme::new("Bearer");

    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
        request.header("authorization", "Bearer ", &self.0)
    }

    fn is_fixed(&self) -> bool {
        true
    }
}

/// `Authorization: Basic <user:password>` ([RFC 7617]).
///
/// [RFC 7617]: https://www.rfc-editor.org/rfc/rfc7617
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basic {
    user: String,
    password: Secret,
}

impl Basic {
    /// A user's name, which must not hold `:`, and password.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
        }
    }
}

impl Credential for Basic {
    const SCHEME: Scheme = Scheme::new("Basic");

    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
        if self.user.contains(':') {
            return Err(AuthError::new(
                "the user name holds `:`, which ends the name in Basic authentication",
            ));
        }
        let pair = Zeroizing::new(format!("{}:{}", self.user, self.password.expose()));
        request.header(
            "authorization",
            "Basic ",
            &Secret::new(BASE64_STANDARD.encode(pair.as_bytes())),
        )?;
        request.also_secret(&self.password);
        Ok(())
    }

    fn is_fixed(&self) -> bool {
        true
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])+ $key:ident($place:ident($($between:literal)?));)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $key {
            name: String,
            secret: Secret,
        }

        impl $key {
            /// The name of the place, and the key.
            pub fn new(name: impl Into<String>, secret: impl Into<Secret>) -> Self {
                Self { name: name.into(), secret: secret.into() }
            }
        }

        impl Credential for $key {
            const SCHEME: Scheme = Scheme::new(stringify!($key));

            fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
                request.$place(&self.name, $($between,)? &self.secret)
            }

            fn is_fixed(&self) -> bool {
                true
            }
        }
    )+};
}

keys! {
    /// A key in a header whose name is known at run time.
    HeaderKey(header(""));
    /// A key in a cookie whose name is known at run time.
    CookieKey(cookie());
    /// A key in a query parameter whose name is known at run time.
    QueryKey(query());
}
