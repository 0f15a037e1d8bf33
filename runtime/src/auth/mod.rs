//! Credentials: what a client proves itself with, and which of them an endpoint takes.

mod applied;
mod builtin;
mod credential;
mod dynamic;
#[cfg(feature = "oauth2")]
pub mod oauth2;
pub(crate) mod renewal;
pub(crate) mod secret;

pub(crate) use self::applied::Applied;
pub use self::builtin::{Anonymous, Basic, Bearer, CookieKey, HeaderKey, QueryKey};
pub use self::credential::{AuthError, Authorization, Credential, Scheme};
pub(crate) use self::dynamic::Authorize;
pub use self::dynamic::Dynamic;
#[cfg(feature = "oauth2")]
pub use self::oauth2::OAuth2;
#[doc(hidden)]
pub use self::renewal::Renewals;
pub use self::secret::{FromEnvError, Secret};
