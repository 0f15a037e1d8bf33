//! Lists that are waited for, page by page.

use std::fmt;
use std::iter::FusedIterator;

use super::{Call, Client, Driver};
use crate::api::{Accepts, Api, Is};
use crate::auth::Credential;
use crate::client;
use crate::endpoint::{Endpoint, OutputOf};
use crate::error::{CallError, Error};
use crate::pages::{Cursor, Page, Paginate};

impl<A: Api, C: Credential> Client<A, C> {
    /// Goes through a list page by page, waiting for each; see
    /// [`Client::pages`](crate::Client::pages).
    pub fn pages<E>(&self, endpoint: E) -> Pages<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C> + Paginate,
    {
        self.send(endpoint).pages()
    }

    /// Goes through a list item by item, waiting for each page; see
    /// [`Client::items`](crate::Client::items).
    ///
    /// ```no_run
    /// use endpoint::{Json, blocking, endpoint};
    ///
    /// #[endpoint(GET "/users" -> Vec<Json>, paginate(link_header))]
    /// struct ListUsers {}
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = blocking::Client::new("https://api.github.com")?;
    /// for user in github.items(ListUsers {}).limit(100) {
    ///     println!("{}", user?.text());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn items<E>(&self, endpoint: E) -> Items<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C> + Paginate,
    {
        self.send(endpoint).items()
    }
}

impl<E: Paginate> Call<E> {
    /// Goes through the list page by page. What the call says holds for each of them, but for an
    /// idempotency key, which is the first one's.
    pub fn pages(self) -> Pages<E> {
        let (call, driver) = self.into_parts();
        Pages {
            pages: call.pages(),
            wait: Wait::by(driver),
        }
    }

    /// Goes through the list item by item. What the call says holds for each page.
    pub fn items(self) -> Items<E> {
        let (call, driver) = self.into_parts();
        Items {
            items: call.items(),
            wait: Wait::by(driver),
        }
    }
}

/// Waits for pages, up to where that is not possible.
struct Wait {
    driver: Driver,
    is_over: bool,
}

impl Wait {
    fn by(driver: Driver) -> Self {
        Self {
            driver,
            is_over: false,
        }
    }

    fn next<E: Endpoint, T>(
        &mut self,
        next: impl Future<Output = Option<Result<T, Error<E::Error>>>>,
    ) -> Option<Result<T, Error<E::Error>>> {
        if self.is_over {
            return None;
        }
        self.driver.wait(next).unwrap_or_else(|error: CallError| {
            self.is_over = true;
            Some(Err(Error::Call(error.of(E::OPERATION))))
        })
    }
}

/// The pages of a list, in their order, one request each; see
/// [`Client::pages`](crate::Client::pages).
///
/// Inside an async function the one item is an error of
/// [`ErrorKind::Blocking`](crate::ErrorKind::Blocking).
#[must_use = "nothing is sent before the first page is asked for"]
pub struct Pages<E> {
    pages: client::Pages<E>,
    wait: Wait,
}

impl<E: Paginate> Pages<E> {
    /// Ends behind this many pages.
    pub fn limit(mut self, pages: u64) -> Self {
        self.pages = self.pages.limit(pages);
        self
    }

    /// Asks for this many items a page, by the parameter that the endpoint declares for it.
    pub fn page_size(mut self, items: u64) -> Self {
        self.pages = self.pages.page_size(items);
        self
    }

    /// Begins at the page of a cursor; see [`Pages::resume`](crate::Pages::resume).
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.pages = self.pages.resume(cursor);
        self
    }

    /// Fetches the next page, on the client's own thread, while one is used.
    pub fn prefetch(mut self) -> Self {
        self.pages = self.pages.prefetch();
        self
    }

    /// Where to go on from here; see [`Pages::cursor`](crate::Pages::cursor).
    pub fn cursor(&self) -> Option<Cursor> {
        self.pages.cursor()
    }
}

impl<E: Paginate> Iterator for Pages<E> {
    type Item = Result<Page<OutputOf<E>, E::Meta>, Error<E::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.wait.next::<E, _>(self.pages.next())
    }
}

impl<E: Paginate> FusedIterator for Pages<E> {}

impl<E: Paginate> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(f)
    }
}

/// The items of a list, in their order; see [`Client::items`](crate::Client::items).
///
/// Inside an async function the one item is an error of
/// [`ErrorKind::Blocking`](crate::ErrorKind::Blocking).
#[must_use = "nothing is sent before the first item is asked for"]
pub struct Items<E: Paginate> {
    items: client::Items<E>,
    wait: Wait,
}

impl<E: Paginate> Items<E> {
    /// Ends behind this many items. No page is asked for beyond them.
    pub fn limit(mut self, items: u64) -> Self {
        self.items = self.items.limit(items);
        self
    }

    /// Asks for this many items a page, by the parameter that the endpoint declares for it.
    pub fn page_size(mut self, items: u64) -> Self {
        self.items = self.items.page_size(items);
        self
    }

    /// Begins exactly behind the item where the cursor was taken; see
    /// [`Items::resume`](crate::Items::resume).
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.items = self.items.resume(cursor);
        self
    }

    /// Fetches the next page, on the client's own thread, while the items of one are used.
    pub fn prefetch(mut self) -> Self {
        self.items = self.items.prefetch();
        self
    }

    /// Where to go on from here; see [`Items::cursor`](crate::Items::cursor).
    pub fn cursor(&self) -> Option<Cursor> {
        self.items.cursor()
    }
}

impl<E: Paginate> Iterator for Items<E> {
    type Item = Result<E::Item, Error<E::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.wait.next::<E, _>(self.items.next())
    }
}

impl<E: Paginate> FusedIterator for Items<E> {}

impl<E: Paginate> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}
