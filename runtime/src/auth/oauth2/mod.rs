//! OAuth 2.0: access tokens that are fetched, renewed and kept.

mod store;
mod token;

pub use self::store::{Claim, StoreError, TokenStore};
pub use self::token::Token;
