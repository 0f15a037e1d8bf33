//! What a list is known by.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::Turn;
use super::place::Sieve;
use crate::auth::Secret;
use crate::auth::secret::redact;
use crate::operation::Operation;
use crate::request::BaseUrl;

/// What a list is known by, so that a cursor of another one is not taken for one of this.
pub(crate) struct List {
    operation: &'static Operation,
    base: BaseUrl,
    /// The path of its first page, without what is secret of it.
    path: String,
    /// The digest of the endpoint's query.
    by_endpoint: String,
    /// The digest of that and the call's.
    by_call: String,
    /// How many items a page is to have by the call, and by the endpoint's own field.
    size: Option<u64>,
    own_size: Option<u64>,
}

/// How a list is asked for.
pub(crate) struct Asked<'a> {
    /// What the endpoint wrote of the target.
    pub(crate) target: &'a str,
    /// What the call added to the query.
    pub(crate) call: &'a [(String, String)],
    /// What of them is secret.
    pub(crate) secrets: &'a [Secret],
    /// The name, encoded, of the parameter that says how many items a page has.
    pub(crate) size_name: Option<&'a str>,
    /// How many items a page is asked to have.
    pub(crate) size: Option<u64>,
}

impl List {
    /// The list that is asked for in this way.
    pub(crate) fn new(operation: &'static Operation, base: BaseUrl, asked: &Asked<'_>) -> Self {
        let (path, query) = asked.target.split_once('?').unwrap_or((asked.target, ""));
        let mut pairs: Vec<String> = query.split('&').map(str::to_owned).collect();
        let by_endpoint = asked.digest(&pairs);
        let of_call = asked.call.iter();
        pairs.extend(of_call.map(|(name, value)| format!("{name}={value}")));
        Self {
            operation,
            base,
            path: redact(path.to_owned(), asked.secrets),
            by_endpoint,
            by_call: asked.digest(&pairs),
            size: asked.size,
            own_size: asked.own_size(&pairs),
        }
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Method and template.
    pub(super) fn endpoint(&self) -> String {
        format!("{} {}", self.operation.method(), self.operation.template())
    }

    pub(super) fn origin(&self) -> String {
        format!("{}://{}", self.base.scheme(), self.base.authority())
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// By which its query is known: what the endpoint says of it, and where the page is not behind
    /// a link, what the call says too.
    pub(super) fn asked(&self, is_link: bool) -> &str {
        if is_link {
            &self.by_endpoint
        } else {
            &self.by_call
        }
    }

    /// How many items a page is asked to have. A link says itself what is not said by the call.
    pub(super) fn page_size(&self, is_link: bool) -> Option<u64> {
        self.size.or(self.own_size.filter(|_| !is_link))
    }
}

impl Asked<'_> {
    /// The same for the same pairs, in any order and another process too; empty where there are
    /// none. The page size is none of them, for it is kept by itself, and no secret is.
    fn digest(&self, pairs: &[String]) -> String {
        let (kept, _) = Sieve::new(self.secrets).strain(&pairs.join("&"));
        let mut pairs: Vec<&str> = kept
            .split('&')
            .filter(|pair| !pair.is_empty() && !self.is_size(pair))
            .collect();
        if pairs.is_empty() {
            return String::new();
        }
        pairs.sort_unstable();
        format!("{:016x}", fnv(pairs.join("&").as_bytes()))
    }

    fn is_size(&self, pair: &str) -> bool {
        let given = pair.split('=').next().unwrap_or_default();
        let name = self.size_name.map(percent_decode_str);
        name.is_some_and(|name| name.eq(percent_decode_str(given)))
    }

    fn own_size(&self, pairs: &[String]) -> Option<u64> {
        let name = percent_decode_str(self.size_name?).decode_utf8_lossy();
        Turn::new(&pairs.join("&")).number(&name)
    }
}

/// FNV-1a ([RFC 9923]), which is the same wherever it is reckoned.
///
/// [RFC 9923]: https://www.rfc-editor.org/rfc/rfc9923
fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// `GET /orgs/<org_id>/projects at https://api.test/rest/orgs/7/projects`
impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` at {}{}", self.endpoint(), self.origin(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(pairs: &[&str], secrets: &[&str]) -> String {
        let secrets: Vec<Secret> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        let asked = Asked {
            target: "/",
            call: &[],
            secrets: &secrets,
            size_name: Some("page%5Bsize%5D"),
            size: None,
        };
        let pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
        asked.digest(&pairs)
    }

    #[test]
    fn the_hash_is_the_one_that_others_reckon() {
        assert_eq!(fnv(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_query_is_known_by_its_pairs_without_secrets_and_the_page_size() {
        let one = digest(&["a=1", "b=2"], &[]);
        assert_eq!(one.len(), 16);
        assert_eq!(digest(&["b=2", "a=1", "page%5Bsize%5D=9"], &[]), one);
        assert_eq!(digest(&["b=2", "a=1", "pin=s"], &["s"]), one);
        for other in [&["a=1"][..], &["a=1", "b=3"], &["a=1", "b=2", "c="]] {
            assert_ne!(digest(other, &[]), one, "{other:?}");
        }
        assert_eq!(digest(&["", "page[size]=9"], &[]), "");
    }
}
