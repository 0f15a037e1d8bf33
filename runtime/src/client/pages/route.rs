//! The requests of a list's pages.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::client::Inner;
use crate::client::prepare::{Options, Prepared};
use crate::client::wants::Wants;
use crate::endpoint::Author;
use crate::error::{CallError, ErrorKind};
use crate::operation::Operation;
use crate::pages::{Asked, Cursor, List, Place, Reach, Way};
use crate::request::{BaseUrl, Parts, RequestWriter, encoded_pair};

type Pair = (String, String);

/// What the requests of all pages have in common.
pub(super) struct Route {
    pub(super) client: Arc<Inner>,
    pub(super) operation: &'static Operation,
    pub(super) wants: &'static Wants,
    pub(super) options: Options,
    /// The name, encoded, of the parameter that says how many items a page has.
    pub(super) size_name: Option<&'static str>,
    pub(super) page_size: Option<u64>,
    /// What the cursor says of that where one goes on.
    pub(super) size_of_cursor: Option<u64>,
}

/// What has been written of a page, and where the page is.
pub(super) type Written = (Parts, Place);

impl Route {
    /// The list's first page.
    pub(super) fn first(&self, author: &dyn Author) -> Result<Written, CallError> {
        let base = self.client.base_of(self.operation)?;
        let pairs = self.pairs(&[], &|_| false)?;
        let writer = RequestWriter::of(author, &base, &pairs)?;
        let target = writer.target().to_owned();
        let parts = self.finish(writer)?;
        let asked = Asked {
            target: &target,
            call: &self.options.query,
            secrets: &parts.secrets,
            size_name: self.size_name,
            size: self.wanted_size(),
        };
        let list = List::new(self.operation, base, &asked);
        let place = Place {
            list: Arc::new(list),
            reach: Reach::First,
            secrets: parts.secrets.clone().into(),
        };
        Ok((parts, place))
    }

    /// The page of a cursor.
    pub(super) fn resume(
        &self,
        cursor: &Cursor,
        author: &dyn Author,
    ) -> Result<Written, CallError> {
        let mismatch = |what| CallError::new(ErrorKind::Encode, what);
        self.check_size(cursor).map_err(mismatch)?;
        let (first, place) = self.first(author)?;
        cursor.check(&place.list).map_err(mismatch)?;
        let way = match cursor.link() {
            Some(link) => Way::Link(cursor.complete(link, &first.target)),
            None => Way::Query(encoded(cursor.query())),
        };
        self.to(author, &way, &place, &first.target)
    }

    /// The page where this way leads from another one, which was asked for by `target`.
    pub(super) fn to(
        &self,
        author: &dyn Author,
        way: &Way,
        from: &Place,
        target: &str,
    ) -> Result<Written, CallError> {
        let base = from.list.base();
        let (parts, reach) = match way {
            Way::Link(link) => {
                let pairs = self.pairs(&[], &|name| is_on(link, name))?;
                let link = absolute(link, base, target);
                let mut writer = RequestWriter::of(author, base, &pairs)?;
                writer.follow(&link)?;
                let reach = Reach::Target(self.own_of(&link, base));
                (self.finish(writer)?, reach)
            }
            Way::Query(given) => {
                let pairs = self.pairs(given, &|_| false)?;
                let parts = self.finish(RequestWriter::of(author, base, &pairs)?)?;
                (parts, Reach::Query(given.clone()))
            }
            Way::Unreadable(why) => {
                return Err(CallError::new(ErrorKind::Decode, why.clone()));
            }
        };
        let place = Place {
            reach,
            ..from.clone()
        };
        Ok((parts, place))
    }

    /// A request that can be sent.
    pub(super) fn prepare(
        &self,
        base: &BaseUrl,
        parts: Parts,
        mut options: Options,
    ) -> Result<Prepared, CallError> {
        self.client.prepare(
            self.operation,
            base.clone(),
            parts,
            self.wants,
            &mut options,
        )
    }

    fn finish(&self, writer: RequestWriter<'_>) -> Result<Parts, CallError> {
        let client = &self.client;
        Ok(writer.finish(&client.query, &|| client.clock.random())?)
    }

    /// Path and query of a link that is followed, without what it repeats of the client's query,
    /// which may be a key.
    fn own_of(&self, link: &str, base: &BaseUrl) -> String {
        let Ok(link) = base.resolve(link) else {
            return String::new();
        };
        let target = link.target();
        let Some((path, query)) = target.split_once('?') else {
            return target;
        };
        let is_own = |pair: &&str| !self.client.query.iter().any(|given| is_same(pair, given));
        let pairs: Vec<&str> = query.split('&').filter(is_own).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        format!("{path}{mark}{}", pairs.join("&"))
    }

    /// A page of another size begins and ends behind other items.
    fn check_size(&self, cursor: &Cursor) -> Result<(), String> {
        let (Some(given), Some(_)) = (self.page_size, self.size_name) else {
            return Ok(());
        };
        let kept = match cursor.page_size() {
            Some(kept) if kept == given => return Ok(()),
            Some(kept) => format!("with {kept} items"),
            None => "of the size that the API chose".to_owned(),
        };
        Err(format!(
            "`.page_size({given})` is given, and the cursor is of pages {kept}, so that some items would come twice or not at all; leave `.page_size(..)` out, or begin the list anew without the cursor"
        ))
    }

    fn wanted_size(&self) -> Option<u64> {
        let of_cursor = self.size_of_cursor.filter(|_| self.size_name.is_some());
        self.page_size.or(of_cursor)
    }

    /// The pairs that take the place of the endpoint's: those of the way to the page, the page
    /// size, and those of the call. What a link says itself goes before what the call says, or else
    /// a call that begins at some page would come to the same one for ever.
    fn pairs(
        &self,
        given: &[Pair],
        is_on_link: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Pair>, CallError> {
        let has = |pairs: &[Pair], name: &str| pairs.iter().any(|(known, _)| known == name);
        let mut pairs = given.to_vec();
        pairs.extend(self.size()?.filter(|(name, _)| !has(given, name)));
        let stated = pairs.len();
        for (name, value) in &self.options.query {
            if !has(&pairs[..stated], name) && !is_on_link(name) {
                pairs.push((name.clone(), value.clone()));
            }
        }
        Ok(pairs)
    }

    fn size(&self) -> Result<Option<Pair>, CallError> {
        let Some(size) = self.wanted_size() else {
            return Ok(None);
        };
        let Some(name) = self.size_name else {
            let what = "`.page_size(..)` is given, and the endpoint does not say which parameter takes it; add `size = field` to its `paginate(..)`, or `PAGE_SIZE` to its `impl Paginate`";
            return Err(CallError::new(ErrorKind::Encode, what));
        };
        let name = percent_decode_str(name).decode_utf8_lossy();
        Ok(Some(encoded_pair(&name, &size.to_string())))
    }
}

fn encoded(pairs: &[Pair]) -> Vec<Pair> {
    let encoded = |(name, value): &Pair| encoded_pair(name, value);
    pairs.iter().map(encoded).collect()
}

/// Whether a link has a parameter of this name, which is encoded.
fn is_on(link: &str, name: &str) -> bool {
    let link = link.split('#').next().unwrap_or_default();
    let (_, query) = link.split_once('?').unwrap_or_default();
    let mut names = query.split('&').filter_map(|pair| pair.split('=').next());
    names.any(|given| percent_decode_str(given).eq(percent_decode_str(name)))
}

/// Whether they are the same however they are escaped.
fn is_same(pair: &str, (name, value): &Pair) -> bool {
    let (given, said) = pair.split_once('=').unwrap_or((pair, ""));
    let is_same = |one, other| percent_decode_str(one).eq(percent_decode_str(other));
    is_same(given, name) && is_same(said, value)
}

/// A link that is a query alone is one of the page that it stands on.
fn absolute(link: &str, base: &BaseUrl, target: &str) -> String {
    if !link.starts_with('?') {
        return link.to_owned();
    }
    let path = target.split('?').next().unwrap_or_default();
    format!("{}://{}{path}{link}", base.scheme(), base.authority())
}
