//! The words that users write in the macros' arguments.

/// An option: its name, and a use of it to paste.
#[derive(Debug)]
pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    pub(crate) example: &'static str,
}

const fn keyword(name: &'static str, example: &'static str) -> Keyword {
    Keyword { name, example }
}

pub(crate) const ACCEPT: Keyword = keyword("accept", "accept = \"application/json\"");
pub(crate) const API: Keyword = keyword("api", "api = Snyk");
pub(crate) const AUTH: Keyword = keyword("auth", "auth = Token | Bearer");
pub(crate) const BASE_URL: Keyword = keyword("base_url", "base_url = \"https://api.example.com\"");
pub(crate) const CONTENT_TYPE: Keyword =
    keyword("content_type", "content_type = \"application/json\"");
pub(crate) const COOKIE: Keyword = keyword("cookie", "cookie = \"session\"");
pub(crate) const CRATE: Keyword = keyword("crate", "crate = my_endpoint");
pub(crate) const DEFAULT: Keyword = keyword("default", "default = 20");
pub(crate) const ENVELOPE: Keyword = keyword("envelope", "envelope = JsonApi");
pub(crate) const ERROR: Keyword = keyword("error", "error = Problem");
pub(crate) const EXPLODE: Keyword = keyword("explode", "style = label, explode");
pub(crate) const HEADER: Keyword = keyword("header", "header = \"Authorization\"");
pub(crate) const IDEMPOTENCY_KEY: Keyword =
    keyword("idempotency_key", "idempotency_key = \"Idempotency-Key\"");
pub(crate) const IDEMPOTENT: Keyword = keyword("idempotent", "idempotent");
pub(crate) const LIMIT: Keyword = keyword("limit", "limit = \"8 MiB\"");
pub(crate) const META: Keyword = keyword("meta", "meta = SnykMeta");
pub(crate) const PAGINATE: Keyword = keyword("paginate", "paginate(links)");
pub(crate) const PART_CONTENT_TYPE: Keyword =
    keyword("content_type", "content_type = \"text/csv\"");
pub(crate) const PATH_STYLE: Keyword = keyword("style", "style = label");
pub(crate) const PREFIX: Keyword = keyword("prefix", "prefix = \"Bearer \"");
pub(crate) const QUERY: Keyword = keyword("query", "query(version = \"2024-10-15\")");
pub(crate) const QUERY_PARAMETER: Keyword = keyword("query", "query = \"key\"");
pub(crate) const REDIRECT: Keyword = keyword("redirect", "redirect = follow");
pub(crate) const RENAME: Keyword = keyword("rename", "rename = \"pageSize\"");
pub(crate) const RENAME_ALL: Keyword = keyword("rename_all", "rename_all = \"camelCase\"");
pub(crate) const RETRY: Keyword = keyword("retry", "retry = Retry::standard().attempts(5)");
pub(crate) const STYLE: Keyword = keyword("style", "style = comma");
pub(crate) const TIMEOUT: Keyword = keyword("timeout", "timeout = \"30s\"");

/// What `auth` and `envelope` say for "nothing".
pub(crate) const NONE: &str = "none";
/// What `redirect` says to follow one.
pub(crate) const FOLLOW: &str = "follow";
/// What `retry` says for a call that is made once.
pub(crate) const NEVER: &str = "never";

/// The last method of every builder: no field can have its name.
pub(crate) const BUILD: &str = "build";

/// What stands in the parentheses of `paginate`.
pub(crate) mod pages {
    use super::{Keyword, keyword};

    pub(crate) const CURSOR: Keyword = keyword("cursor", "cursor = starting_after");
    pub(crate) const FIRST: Keyword = keyword("first", "first = 0");
    pub(crate) const ITEMS: Keyword = keyword("items", "items = Export in exports");
    pub(crate) const LAST: Keyword = keyword("last", "last = total_pages");
    pub(crate) const LIMIT: Keyword = keyword("limit", "limit = limit");
    pub(crate) const LINK: Keyword = keyword("link", "link = paging?.next");
    pub(crate) const LINK_HEADER: Keyword = keyword("link_header", "link_header");
    pub(crate) const LINKS: Keyword = keyword("links", "links");
    pub(crate) const NEXT: Keyword = keyword("next", "next = meta.next_cursor");
    pub(crate) const OFFSET: Keyword = keyword("offset", "offset = offset");
    pub(crate) const PAGE: Keyword = keyword("page", "page = page");
    pub(crate) const SIZE: Keyword = keyword("size", "size = limit");
    pub(crate) const TOTAL: Keyword = keyword("total", "total = total_count");
}

/// The attributes of a field of an endpoint.
pub(crate) mod attribute {
    pub(crate) const PATH: &str = "path";
    pub(crate) const QUERY: &str = "query";
    pub(crate) const HEADER: &str = "header";
    pub(crate) const COOKIE: &str = "cookie";
    pub(crate) const JSON: &str = "json";
    pub(crate) const FORM: &str = "form";
    pub(crate) const PART: &str = "part";
    pub(crate) const BODY: &str = "body";

    pub(crate) const ALL: [&str; 8] = [PATH, QUERY, HEADER, COOKIE, JSON, FORM, PART, BODY];

    /// Carries the others through to the derive that stands in for `#[endpoint]` where fields have
    /// a `cfg`.
    pub(crate) const INERT: &str = "__endpoint";
}
