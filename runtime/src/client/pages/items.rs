//! Lists, item by item.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::Pages;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::exclusive::Exclusive;
use crate::pages::{Cursor, Paginate, Place};

/// The items of a list, in their order: a [`Stream`] that asks for one page at a time, when the
/// items of the one before are used up. [`Client::items`](crate::Client::items) makes one, and says
/// what it does.
#[must_use = "nothing is sent before the first item is asked for"]
pub struct Items<E: Paginate> {
    pages: Pages<E>,
    /// What is left of the page at hand.
    at_hand: Exclusive<vec::IntoIter<E::Item>>,
    at: At,
    /// How many are given at the most, from where the list was begun or resumed.
    limit: u64,
    /// How many of these are still to be given.
    wanted: u64,
}

/// Where in the list the items at hand are.
struct At {
    /// Their page; `None` before the first.
    place: Option<Place>,
    /// How many items the page has; before the first page, how many one is to be behind of.
    count: u64,
    /// How many are left of it.
    left: u64,
}

impl At {
    fn before_first(count: u64) -> Self {
        Self {
            place: None,
            count,
            left: 0,
        }
    }

    /// How many items of the page are behind one.
    fn given(&self) -> u64 {
        self.count - self.left
    }
}

/// An item, or why there is none.
type ItemOf<E> = Result<<E as Paginate>::Item, Error<<E as Endpoint>::Error>>;

impl<E: Paginate> Items<E> {
    pub(super) fn of(pages: Pages<E>) -> Self {
        Self {
            pages,
            at_hand: Exclusive::new(Vec::new().into_iter()),
            at: At::before_first(0),
            limit: u64::MAX,
            wanted: u64::MAX,
        }
    }

    /// Ends behind this many items, counted from where the list was begun or
    /// [resumed](Self::resume). No page is asked for beyond them.
    pub fn limit(mut self, items: u64) -> Self {
        self.wanted = items.saturating_sub(self.limit - self.wanted);
        self.limit = items;
        self
    }

    /// Asks for this many items a page, by the parameter that the endpoint declares for it.
    pub fn page_size(mut self, items: u64) -> Self {
        self.pages = self.pages.page_size(items);
        self
    }

    /// Begins exactly behind the item where the cursor was taken. It is one of the same list: the
    /// same endpoint, with the same values, at the same origin. The page size is that of the cursor;
    /// another one is refused. On a stream that has begun, the limit counts anew.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.wanted = self.limit;
        self.at = At::before_first(cursor.skip());
        self.at_hand = Exclusive::new(Vec::new().into_iter());
        self.pages = self.pages.resume(cursor);
        self
    }

    /// Fetches the next page while the items of one are used, as [`Pages::prefetch`].
    pub fn prefetch(mut self) -> Self {
        self.pages = self.pages.prefetch();
        self
    }

    /// Where to go on from here: exactly behind the item that was given last, also after an error.
    /// `None` at the end of the list, and where the place cannot be told without a secret.
    pub fn cursor(&self) -> Option<Cursor> {
        match &self.at.place {
            Some(place) if self.at.left > 0 => place.cursor(self.at.given()),
            Some(_) => self.pages.cursor(),
            None => Some(self.pages.cursor()?.behind(self.at.given())),
        }
    }

    /// Waits for the next item; `None` behind the last one, and behind an error.
    ///
    /// # Errors
    /// As [`Client::pages`](crate::Client::pages).
    pub async fn next(&mut self) -> Option<Result<E::Item, Error<E::Error>>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<ItemOf<E>>> {
        loop {
            if self.wanted == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = self.at_hand.get_mut().next() {
                self.at.left -= 1;
                self.wanted -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    let (value, place) = page.into_parts();
                    self.hold(E::items(value), place);
                    if self.wanted > self.at.left {
                        self.pages.walk.fetch_ahead(context);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    /// Takes a page in hand, but for those of its items that one is behind of already.
    fn hold(&mut self, items: Vec<E::Item>, place: Place) {
        let is_first = self.at.place.is_none();
        let behind = if is_first { self.at.given() } else { 0 };
        let count = items.len() as u64;
        let mut items = items.into_iter();
        if let Some(last) = behind.min(count).checked_sub(1) {
            items.nth(usize::try_from(last).unwrap_or(usize::MAX));
        }
        self.at = At {
            place: Some(place),
            count,
            left: items.len() as u64,
        };
        self.at_hand = Exclusive::new(items);
    }
}

/// The endpoint and the items are never pinned.
impl<E: Paginate> Unpin for Items<E> {}

impl<E: Paginate> Stream for Items<E> {
    type Item = Result<E::Item, Error<E::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<E: Paginate> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("at_hand", &self.at.left)
            .finish_non_exhaustive()
    }
}
