//! What `paginate(..)` expands to calls of.

use serde::Serialize;

use super::shape::PageLinks;
use super::{Next, Turn};
use crate::error::EncodeFault;
use crate::request::text_of;
use crate::response::Meta;

/// `paginate(links)`.
pub fn of_links(output: &impl PageLinks) -> Option<Next> {
    link_to(output.next_page())
}

/// `paginate(link_header)`.
pub fn of_header<M>(meta: &Meta<M>) -> Option<Next> {
    link_to(meta.links().href("next"))
}

/// `paginate(link = ..)`.
pub fn to_link(link: impl Serialize) -> Option<Next> {
    match text(&link) {
        Ok(link) => link.map(Next::link),
        Err(fault) => Some(unreadable("link to the next page", fault)),
    }
}

/// `paginate(cursor = .., next = ..)`.
pub fn to_token(name: &str, token: impl Serialize) -> Option<Next> {
    match text(&token) {
        Ok(token) => token.map(|token| Next::query(name, token)),
        Err(fault) => Some(unreadable("token of the next page", fault)),
    }
}

/// `paginate(offset = .., limit = .., total = ..)`: behind the items of this page. Without a total
/// only an empty page is the last, since a server may give fewer items than it was asked for; with
/// one, an empty page in the middle is passed over.
pub fn of_offset(
    turn: &Turn<'_>,
    offset: &str,
    limit: &str,
    count: usize,
    total: impl Serialize,
) -> Option<Next> {
    let total = match number(&total) {
        Ok(total) => total,
        Err(fault) => return Some(unreadable("number of all items", fault)),
    };
    let at = turn.number(offset).unwrap_or(0);
    let step = match (count, total) {
        (0, None) => return None,
        (0, Some(total)) if at >= total => return None,
        (0, Some(_)) => match turn.number(limit).filter(|limit| *limit > 0) {
            Some(limit) => limit,
            None => return Some(stuck(limit)),
        },
        (count, _) => u64::try_from(count).ok()?,
    };
    let next = at.checked_add(step)?;
    let is_last = total.is_some_and(|total| next >= total);
    (!is_last).then(|| Next::query(offset, next).of_items(count))
}

fn stuck(limit: &str) -> Next {
    Next::unreadable(format!(
        "the page has no items, and the total says that there are more; send `{limit}`, so that an empty page can be passed over"
    ))
}

/// `paginate(page = .., first = .., last = ..)`: the page behind this one, up to the last; without
/// a last one only an empty page is the last.
pub fn of_number(
    turn: &Turn<'_>,
    page: &str,
    first: u64,
    count: usize,
    last: impl Serialize,
) -> Option<Next> {
    let last = match number(&last) {
        Ok(last) => last,
        Err(fault) => return Some(unreadable("number of the last page", fault)),
    };
    let number = turn.number(page).unwrap_or(first);
    let is_last = last.map_or(count == 0, |last| number >= last);
    let next = number.checked_add(1).filter(|_| !is_last)?;
    Some(Next::query(page, next).of_items(count))
}

/// An empty link leads nowhere.
fn link_to(link: Option<&str>) -> Option<Next> {
    link.filter(|link| !link.is_empty()).map(Next::link)
}

fn unreadable(what: &str, why: &str) -> Next {
    Next::unreadable(format!(
        "what the answer gives as the {what} {why}; name another field in `paginate(..)`, or implement `endpoint::Paginate`"
    ))
}

/// A whole number, in digits as well; `None` where there is none, or one below zero, by which some
/// APIs say that they do not know.
fn number(value: &impl Serialize) -> Result<Option<u64>, &'static str> {
    let Some(text) = text(value)? else {
        return Ok(None);
    };
    let (is_negative, digits) = match text.trim().strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.trim()),
    };
    let number: u64 = digits.parse().map_err(|_| "is no whole number")?;
    Ok((!is_negative).then_some(number))
}

/// The text of a plain value; `None` where it is absent or empty.
fn text(value: &impl Serialize) -> Result<Option<String>, &'static str> {
    let text = text_of(value).map_err(|fault| match fault {
        EncodeFault::Shape(_) => "is no plain value but a list, a map or the like",
        EncodeFault::SecretOutside => "is a secret, and links and tokens are kept in cursors",
        _ => "cannot be read as a text",
    })?;
    Ok(text.filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::operation::Operation;
    use crate::pages::Way;
    use crate::response::{Envelope as _, Incoming, Json, JsonApi, Origin, Raw};

    fn page(number: u64) -> Option<Way> {
        Next::query("page", number).into_way()
    }

    fn offset(number: u64) -> Option<Way> {
        Next::query("offset", number).into_way()
    }

    #[test]
    fn a_documents_own_link() {
        let next = |links: &str| {
            let body = format!(r#"{{"data": [], "links": {links}}}"#);
            of_links(&JsonApi::open::<Json>(&body, None).unwrap())
        };
        assert_eq!(
            next(r#"{"next": "/2", "last": "/9"}"#),
            Some(Next::link("/2"))
        );
        assert_eq!(next(r#"{"next": ""}"#), None);
        assert_eq!(next("{}"), None);
    }

    #[test]
    fn the_link_in_a_header() {
        const OPERATION: &Operation = &Operation::new("List", http::Method::GET, "/");
        let next = |link| {
            let answer = http::Response::builder().header("link", link);
            let answer = Raw::from(answer.body(bytes::Bytes::new()).unwrap());
            of_header(&Incoming::whole(answer, Origin::elsewhere(OPERATION)).meta(()))
        };
        assert_eq!(
            next("</2>; rel=next, </9>; rel=last"),
            Some(Next::link("/2"))
        );
        assert_eq!(next("<>; rel=next"), None);
        assert_eq!(next("</9>; rel=last"), None);
    }

    #[test]
    fn a_link_is_a_text() {
        assert_eq!(to_link("/a?b=1"), Some(Next::link("/a?b=1")));
        assert_eq!(to_link(Some(&Some("/a"))), Some(Next::link("/a")));
        assert_eq!(to_link(&None::<String>), None);
        assert_eq!(to_link(None::<&Option<String>>), None);
        assert_eq!(to_link(""), None);
    }

    #[test]
    fn a_token_is_a_text_or_a_number() {
        assert_eq!(to_token("after", "a b"), Some(Next::query("after", "a b")));
        assert_eq!(to_token("after", Some(7)), Some(Next::query("after", 7)));
        assert_eq!(to_token("after", None::<u64>), None);
        assert_eq!(to_token("after", ""), None);
    }

    #[test]
    fn what_is_no_text_is_told() {
        let map = BTreeMap::from([("a", 1)]);
        for next in [
            to_link([1, 2]),
            to_token("after", &map),
            of_offset(&Turn::new(""), "offset", "limit", 1, "many"),
            of_number(&Turn::new(""), "page", 1, 1, "1.5"),
        ] {
            let way = next.and_then(Next::into_way);
            assert!(matches!(way, Some(Way::Unreadable(_))), "{way:?}");
        }
    }

    #[test]
    fn offsets_go_behind_the_items_up_to_the_total() {
        let next = |query, count, total: Option<&str>| {
            of_offset(&Turn::new(query), "offset", "limit", count, total).and_then(Next::into_way)
        };
        assert_eq!(next("", 3, None), offset(3));
        assert_eq!(next("offset=3&limit=10", 2, None), offset(5));
        assert_eq!(next("offset=5", 0, None), None);
        assert_eq!(next("offset=3", 2, Some("6")), offset(5));
        assert_eq!(next("offset=3", 2, Some("5")), None);
        assert_eq!(next("offset=3&limit=10", 0, Some("14")), offset(13));
        assert_eq!(next("offset=3&limit=10", 0, Some("13")), None);
        assert_eq!(next("offset=3&limit=0", 0, Some("3")), None);
        assert_eq!(next("offset=3", 2, Some("-1")), offset(5));
        for query in ["offset=3", "offset=3&limit=0", "offset=3&limit=x"] {
            let way = next(query, 0, Some("13"));
            assert!(matches!(way, Some(Way::Unreadable(_))), "{query}: {way:?}");
        }
        assert_eq!(next("offset=3", 2, Some(" 6 ")), offset(5));
        assert_eq!(next("offset=18446744073709551615", 1, None), None);
        assert_eq!(next("offset=5", 0, Some("")), None);
    }

    #[test]
    fn numbers_go_up_to_the_last() {
        let next = |query, first, count, last: Option<u64>| {
            of_number(&Turn::new(query), "page", first, count, last).and_then(Next::into_way)
        };
        assert_eq!(next("", 1, 3, None), page(2));
        assert_eq!(next("", 0, 3, None), page(1));
        assert_eq!(next("page=7", 1, 3, None), page(8));
        assert_eq!(next("page=7", 1, 0, None), None);
        assert_eq!(next("page=7", 1, 0, Some(8)), page(8));
        assert_eq!(next("page=8", 1, 3, Some(8)), None);
        assert_eq!(next("", 1, 0, Some(0)), None);
        assert_eq!(next("page=18446744073709551615", 1, 1, None), None);
    }
}
