//! Where a server's endpoints are.

use url::Url;

use crate::error::BuildError;
use crate::request::{BaseUrl, Link};

/// Reads the URL of one of them, which is the `authorize` or the `token` endpoint. It may have a
/// query, and no fragment ([RFC 6749 section 3]).
///
/// [RFC 6749 section 3]: https://www.rfc-editor.org/rfc/rfc6749#section-3
pub(super) fn read(whose: &str, text: &str) -> Result<Url, BuildError> {
    let url = Url::parse(text.trim()).map_err(|error| {
        let help = format!("cannot be read: {error}; give the whole of it, as in `https://auth.example.com/{whose}`");
        faulty(whose, &help)
    })?;
    let fault = match &url {
        url if !matches!(url.scheme(), "http" | "https") || !url.has_host() => {
            "leads neither to `https` nor to `http`; put one of them in front"
        }
        url if !url.username().is_empty() || url.password().is_some() => {
            "holds a user name or a password; give them to `client(id, secret)`"
        }
        url if url.fragment().is_some() => {
            "holds a fragment, which is never sent; take the `#..` away"
        }
        _ => return Ok(url),
    };
    Err(faulty(whose, fault))
}

/// Reads the token endpoint's URL, which this program calls itself.
pub(super) fn read_token(text: &str) -> Result<Link, BuildError> {
    let url = read("token", text)?;
    let origin = BaseUrl::parse(&url.origin().ascii_serialization()).ok();
    let link = origin.and_then(|origin| origin.resolve(url.as_str()).ok());
    link.ok_or_else(|| faulty("token", "cannot be called; check its host and its spelling"))
}

fn faulty(whose: &str, what: &str) -> BuildError {
    BuildError::new(format!("the {whose} URL {what}"))
}
