//! Links in answers, and what they mean.

use std::fmt;

use http::StatusCode;
use url::Url;

use super::base_url::{BaseUrl, has_user_info};
use crate::auth::Secret;

/// A link that an answer gave, resolved and checked against the base that it was given under.
///
/// Its query may be a signature, so `Debug` and `Display` show none.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    url: Url,
    origin: BaseUrl,
    is_same_origin: bool,
}

impl Link {
    pub(super) fn checked(mut url: Url, base: &BaseUrl) -> Result<Self, LinkError> {
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(LinkError::Scheme);
        }
        if has_user_info(&url) {
            return Err(LinkError::UserInfo);
        }
        if base.scheme() == "https" && url.scheme() == "http" {
            return Err(LinkError::Downgrade);
        }
        url.set_fragment(None);
        let origin = BaseUrl::origin_of(&url).map_err(|_| LinkError::Invalid)?;
        Ok(Self {
            is_same_origin: origin.is_same_origin(base),
            origin,
            url,
        })
    }

    /// Resolves a `Location` against the URL that was called ([RFC 9110 section 10.2.2]); no prefix
    /// is guessed here.
    ///
    /// [RFC 9110 section 10.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2
    pub(crate) fn redirected(
        called: &Url,
        location: &str,
        base: &BaseUrl,
    ) -> Result<Self, LinkError> {
        let url = called.join(location).map_err(|_| LinkError::Invalid)?;
        if called.scheme() == "https" && url.scheme() == "http" {
            return Err(LinkError::Downgrade);
        }
        Self::checked(url, base)
    }

    /// Whether this is what storage says of a link that has expired: S3 and GCS 403 or 400, Azure
    /// 403 or 404, others 401 or 410.
    pub(crate) fn may_have_expired(status: StatusCode) -> bool {
        matches!(status.as_u16(), 400 | 401 | 403 | 404 | 410)
    }

    /// Whether it stays on the scheme, host and port of its base.
    pub fn is_same_origin(&self) -> bool {
        self.is_same_origin
    }

    /// The whole link, its query included, which may be a secret.
    pub fn expose(&self) -> &str {
        self.url.as_str()
    }

    /// What of it may be a signature: the query, and each of its values.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let Some(query) = self.url.query() else {
            return Vec::new();
        };
        let values = self.url.query_pairs().map(|(_, value)| value);
        // A short value is no signature, and stands in many words.
        let long = values.filter(|value| value.len() >= 6).map(Secret::new);
        std::iter::once(Secret::from(query)).chain(long).collect()
    }

    /// The last segment of its path, percent-encoded.
    pub(crate) fn file_name(&self) -> Option<&str> {
        let mut segments = self.url.path_segments()?;
        segments.next_back().filter(|segment| !segment.is_empty())
    }

    pub(crate) fn origin(&self) -> &BaseUrl {
        &self.origin
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Path and query, as they are sent.
    pub(crate) fn target(&self) -> String {
        self.url[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.url.path())?;
        if self.url.query().is_some() {
            f.write_str("?[redacted]")
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({self})")
    }
}

/// Why a link in an answer is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkError {
    /// It cannot be read, or holds what URL parsers read in different ways.
    Invalid,
    /// Its scheme is neither `http` nor `https`.
    Scheme,
    /// It holds a user name or a password.
    UserInfo,
    /// It leads from `https` to `http`.
    Downgrade,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "the link cannot be read as a URL",
            Self::Scheme => "the link leads neither to `https` nor to `http`",
            Self::UserInfo => {
                "the link holds a user name or a password, and such links are not followed"
            }
            Self::Downgrade => {
                "the link leads from `https` to `http`, where anyone could read along"
            }
        })
    }
}

impl std::error::Error for LinkError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> BaseUrl {
        text.parse().unwrap()
    }

    #[test]
    fn relative_links_mean_the_same_in_both_forms() {
        let base = base("https://api.test/rest");
        for link in [
            "/orgs/1?a=b",
            "/rest/orgs/1?a=b",
            "orgs/1?a=b",
            "https://api.test/rest/orgs/1?a=b",
            "//api.test/rest/orgs/1?a=b",
        ] {
            let link = base.resolve(link).unwrap();
            assert_eq!(link.expose(), "https://api.test/rest/orgs/1?a=b");
            assert!(link.is_same_origin());
        }
        let deep = self::base("https://api.test/a/b");
        assert_eq!(
            deep.resolve("x?y").unwrap().expose(),
            "https://api.test/a/b/x?y"
        );
        assert_eq!(
            deep.resolve("/a/b?y").unwrap().expose(),
            "https://api.test/a/b?y"
        );
        assert_eq!(
            base.resolve("/restaurants").unwrap().expose(),
            "https://api.test/rest/restaurants"
        );
    }

    #[test]
    fn a_link_to_another_origin_is_known_as_such() {
        let base = base("https://api.test/rest");
        for link in [
            "https://evil.test/rest",
            "//evil.test/x",
            "https://api.test:8443/x",
            "https://api.test.evil.test/",
        ] {
            assert!(!base.resolve(link).unwrap().is_same_origin(), "{link}");
        }
    }

    #[test]
    fn dangerous_links_are_refused() {
        let base = base("https://api.test/rest");
        assert_eq!(base.resolve("http://api.test/x"), Err(LinkError::Downgrade));
        assert_eq!(
            base.resolve("https://u:p@api.test/x"),
            Err(LinkError::UserInfo)
        );
        assert_eq!(base.resolve("javascript:alert(1)"), Err(LinkError::Scheme));
        for link in [
            "",
            "/\\evil.test",
            "\\\\evil.test",
            "https:\\\\evil.test",
            "/a\tb",
            "/a\nb",
            "https://a b/",
        ] {
            assert_eq!(base.resolve(link), Err(LinkError::Invalid), "{link:?}");
        }
    }

    #[test]
    fn a_link_shows_no_query() {
        let link = base("https://api.test")
            .resolve("https://files.test/a.csv?X-Signature=hunter2#f")
            .unwrap();
        assert_eq!(
            format!("{link} {link:?}"),
            "https://files.test/a.csv?[redacted] Link(https://files.test/a.csv?[redacted])"
        );
        assert_eq!(link.target(), "/a.csv?X-Signature=hunter2");
    }
}
