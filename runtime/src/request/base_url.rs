//! Where an API is.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
#[cfg(feature = "hyper")]
use http::HeaderValue;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use url::{Host, Url};

use super::link::{Link, LinkError};

/// Where an API is: scheme, host, port and path prefix.
///
/// With or without a last slash it means the same, and a path prefix is kept. Cheap to clone.
///
/// ```
/// use endpoint::BaseUrl;
///
/// let base: BaseUrl = "https://api.snyk.io/rest/".parse()?;
/// assert_eq!(base.to_string(), "https://api.snyk.io/rest");
/// assert!("https://user:pw@api.snyk.io".parse::<BaseUrl>().is_err());
/// # Ok::<(), endpoint::BaseUrlError>(())
/// ```
#[derive(Clone)]
pub struct BaseUrl(Arc<Parsed>);

struct Parsed {
    url: Url,
    scheme: Scheme,
    authority: Authority,
    /// The authority as a header.
    #[cfg(feature = "hyper")]
    host: HeaderValue,
    /// The path without its last slash: empty, or `/rest`.
    prefix: String,
    /// Whether a secret may be sent there.
    is_confidential: bool,
}

impl BaseUrl {
    /// Reads a base URL.
    ///
    /// # Errors
    /// Refuses what is not an absolute `http` or `https` URL, and user info, a query and a
    /// fragment, none of which a base can have.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text.trim()).map_err(BaseUrlError::Invalid)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlError::Scheme(url.scheme().to_owned()));
        }
        if has_user_info(&url) {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() {
            return Err(BaseUrlError::Query);
        }
        if url.fragment().is_some() {
            return Err(BaseUrlError::Fragment);
        }
        if url.path().starts_with("//") {
            return Err(BaseUrlError::DoubleSlash);
        }
        Self::from_url(url)
    }

    /// The origin of a URL, without its path.
    pub(super) fn origin_of(url: &Url) -> Result<Self, BaseUrlError> {
        let mut origin = url.clone();
        origin.set_path("");
        origin.set_query(None);
        origin.set_fragment(None);
        Self::from_url(origin)
    }

    fn from_url(url: Url) -> Result<Self, BaseUrlError> {
        let authority = authority(&url);
        Ok(Self(Arc::new(Parsed {
            scheme: if url.scheme() == "https" {
                Scheme::HTTPS
            } else {
                Scheme::HTTP
            },
            authority: authority.parse().map_err(|_| BaseUrlError::Host)?,
            #[cfg(feature = "hyper")]
            host: authority.try_into().map_err(|_| BaseUrlError::Host)?,
            prefix: url.path().trim_end_matches('/').to_owned(),
            is_confidential: url.scheme() == "https" || is_loopback(&url),
            url,
        })))
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        self.0.url.scheme()
    }

    /// Host and, where it is not the scheme's own, port.
    pub fn authority(&self) -> &str {
        self.0.authority.as_str()
    }

    /// The host alone.
    pub(crate) fn host_name(&self) -> &str {
        self.0.url.host_str().unwrap_or_default()
    }

    /// The port, the scheme's own where none is said.
    pub(crate) fn port(&self) -> Option<u16> {
        self.0.url.port_or_known_default()
    }

    /// The `Host` header of requests there.
    #[cfg(feature = "hyper")]
    pub(crate) fn host(&self) -> &HeaderValue {
        &self.0.host
    }

    /// The path in front of every endpoint's: empty, or `/rest`.
    pub fn prefix(&self) -> &str {
        &self.0.prefix
    }

    /// The URL of a target, which begins with a single slash and has the prefix in it.
    pub(crate) fn join(&self, target: &str) -> Result<Url, url::ParseError> {
        self.0.url.join(target)
    }

    /// The URI of a target, with nothing parsed but the target.
    pub(crate) fn uri(&self, target: Bytes) -> Result<Uri, http::Error> {
        self.uri_of(PathAndQuery::from_maybe_shared(target)?)
    }

    /// The URI of a target that has been parsed.
    pub(crate) fn uri_of(&self, target: PathAndQuery) -> Result<Uri, http::Error> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.0.scheme.clone());
        parts.authority = Some(self.0.authority.clone());
        parts.path_and_query = Some(target);
        Ok(Uri::from_parts(parts)?)
    }

    /// Whether both have the same scheme, host and port ([RFC 6454 section 5]).
    ///
    /// [RFC 6454 section 5]: https://www.rfc-editor.org/rfc/rfc6454#section-5
    pub fn is_same_origin(&self, other: &BaseUrl) -> bool {
        self.is(other) || self.scheme() == other.scheme() && self.authority() == other.authority()
    }

    /// Whether both are one that was parsed once.
    pub(crate) fn is(&self, other: &BaseUrl) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether a secret may be sent there: by TLS, or to this machine itself.
    pub(crate) fn is_confidential(&self) -> bool {
        self.0.is_confidential
    }

    /// What a link in an answer means: absolute, or relative with or without this base's prefix.
    ///
    /// Under `https://api.snyk.io/rest`, `/orgs/1` and `/rest/orgs/1` are the same place.
    ///
    /// # Errors
    /// Refuses links with user info, to other schemes, from `https` to `http`, and what cannot be
    /// read.
    pub fn resolve(&self, link: &str) -> Result<Link, LinkError> {
        // URL parsers take a backslash for a slash and drop tabs and line breaks, so what is
        // checked would not be what is called.
        if link.is_empty()
            || link
                .chars()
                .any(|c| c == '\\' || c.is_ascii_control() || c == ' ')
        {
            return Err(LinkError::Invalid);
        }
        let is_absolute = link.starts_with("//") || Url::parse(link).is_ok();
        let url = if is_absolute {
            self.join(link)
        } else {
            self.join_relative(link)
        };
        Link::checked(url.map_err(|_| LinkError::Invalid)?, self)
    }

    /// Puts the prefix in front of a relative link that comes without.
    fn join_relative(&self, link: &str) -> Result<Url, url::ParseError> {
        let prefix = self.prefix();
        let path = link.strip_prefix('/').unwrap_or(link);
        let behind = link.strip_prefix(prefix).filter(|_| link.starts_with('/'));
        let has_prefix =
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(['/', '?']));
        if has_prefix {
            self.join(link)
        } else {
            self.join(&format!("{prefix}/{path}"))
        }
    }
}

/// A last slash makes no difference.
impl PartialEq for BaseUrl {
    fn eq(&self, other: &Self) -> bool {
        self.is_same_origin(other) && self.prefix() == other.prefix()
    }
}

impl Eq for BaseUrl {}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        Self::parse(text)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}://{}{}",
            self.scheme(),
            self.authority(),
            self.prefix()
        )
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

pub(super) fn has_user_info(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Why a text is no [`BaseUrl`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// It is not an absolute URL.
    Invalid(url::ParseError),
    /// Its scheme is neither `http` nor `https`.
    Scheme(String),
    /// Its host holds a character that no request can name.
    Host,
    /// It holds a user name or a password.
    UserInfo,
    /// It holds a query.
    Query,
    /// It holds a fragment.
    Fragment,
    /// Its path begins with two slashes.
    DoubleSlash,
}

impl fmt::Display for BaseUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => {
                write!(f, "the base URL cannot be read: {error}; give the whole of it, as in `https://api.example.com/v1`")
            }
            Self::Scheme(scheme) => write!(f, "the base URL begins with `{scheme}:`; only `https://` and `http://` can be called, so put one of them in front if `{scheme}` is a host"),
            Self::Host => f.write_str("the base URL's host holds a character that HTTP does not allow; check its spelling"),
            Self::UserInfo => f.write_str("the base URL holds a user name or a password; give them to the client as a credential, `auth::Basic`"),
            Self::Query => f.write_str("the base URL holds a query; give its parameters to the client builder's `query`"),
            Self::DoubleSlash => f.write_str("the base URL has two slashes behind its host; take one away"),
            Self::Fragment => f.write_str("the base URL holds a fragment, which is never sent; take the `#..` away"),
        }
    }
}

impl std::error::Error for BaseUrlError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> BaseUrl {
        text.parse().unwrap()
    }

    #[test]
    fn a_last_slash_changes_nothing_and_a_prefix_is_kept() {
        for text in [
            "https://api.test/rest",
            "https://api.test/rest/",
            "https://api.test:443/rest",
        ] {
            assert_eq!(base(text).to_string(), "https://api.test/rest", "{text}");
        }
        assert_eq!(base("https://api.test").prefix(), "");
        assert_eq!(
            base("http://api.test:8080/").to_string(),
            "http://api.test:8080"
        );
    }

    #[test]
    fn what_is_no_base_is_refused_with_its_reason() {
        let refused = |text: &str| text.parse::<BaseUrl>().unwrap_err();
        assert!(matches!(
            refused("api.snyk.io/rest"),
            BaseUrlError::Invalid(_)
        ));
        assert!(matches!(refused("ftp://api.test"), BaseUrlError::Scheme(_)));
        assert!(matches!(refused("mailto:a@b"), BaseUrlError::Scheme(_)));
        assert_eq!(
            refused("https://u:hunter2@api.test"),
            BaseUrlError::UserInfo
        );
        assert!(
            !refused("https://u:hunter2@api.test")
                .to_string()
                .contains("hunter2")
        );
        assert_eq!(refused("https://api.test/?a=1"), BaseUrlError::Query);
        assert_eq!(refused("https://api.test/?"), BaseUrlError::Query);
        assert_eq!(refused("https://api.test/#a"), BaseUrlError::Fragment);
    }
}
