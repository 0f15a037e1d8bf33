#![doc = include_str!("../../../docs/oauth2.md")]

mod answer;
mod cache;
mod code;
mod credential;
mod failure;
mod file;
mod flight;
mod grant;
mod lifetime;
mod lock;
mod login;
mod login_error;
mod pkce;
mod store;
mod token;
mod url;

pub use self::code::AuthorizationCode;
pub use self::credential::OAuth2;
pub use self::file::FileStore;
pub use self::login::Login;
pub use self::login_error::{LoginError, LoginErrorKind};
pub use self::store::{Claim, StoreError, TokenStore};
pub use self::token::Token;
