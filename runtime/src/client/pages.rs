//! Lists, page by page.

mod flight;
mod items;
mod route;
mod walk;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

pub use self::items::Items;
use self::route::Route;
use self::walk::{Kept, Walk};
use super::Client;
use super::call::Call;
use super::wants::Wants;
use crate::api::{Accepts, Api, Is};
use crate::auth::Credential;
use crate::endpoint::{Endpoint, OutputOf};
use crate::error::Error;
use crate::pages::{Cursor, Page, Paginate, Place, Turn};
use crate::response::{self, Incoming, Raw};

impl<A: Api, C: Credential> Client<A, C> {
    /// Goes through a list page by page: a stream of pages, each an answer with all that goes with
    /// it. Short for [`send(e).pages()`](Call::pages), where the call can be given options that
    /// hold for each page: `client.send(e).timeout(d).pages()`. [`items`](Self::items) gives the
    /// items of all pages in one stream.
    ///
    /// ```no_run
    /// use endpoint::{Client, Json, endpoint};
    ///
    /// #[endpoint(GET "/orgs/<org>/repos" -> Vec<Json>, paginate(link_header, size = per_page))]
    /// struct ListRepos<'a> {
    ///     org: &'a str,
    ///     #[query] per_page: Option<u8>,
    /// }
    ///
    /// # async fn call(github: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let list = ListRepos { org: "rust-lang", per_page: None };
    /// let mut pages = github.pages(list).page_size(100).limit(3);
    /// while let Some(page) = pages.next().await {
    ///     let page = page?;
    ///     println!("{} repositories, {:?}", page.len(), page.meta.rate_limit());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # What it does
    ///
    /// * Nothing is sent before the first page is asked for, and one request is sent for each page,
    ///   however often it is tried. None is sent beyond [`limit`](Pages::limit), and none once the
    ///   stream is dropped. [`prefetch`](Pages::prefetch) fetches the next page while one is used.
    /// * The list ends where what leads to the next page is missing, null or empty. A page without
    ///   items does not end it, but where nothing else would: in lists by offset without a total,
    ///   and in numbered ones without a last page.
    /// * A link may be absolute, relative in both of the forms that
    ///   [`BaseUrl::resolve`](crate::BaseUrl::resolve) knows, or a query alone. Where it leaves out
    ///   what goes with every call, as a version, that is put on it again; what it says itself
    ///   counts, but for the page size.
    /// * A link to another origin, from `https` to `http`, with user info, or one that cannot be
    ///   read, is not followed: an error of [`ErrorKind::Link`](crate::ErrorKind::Link). One that
    ///   leads to a page that came before is one of [`ErrorKind::Page`](crate::ErrorKind::Page),
    ///   for the list would never end. Either comes behind the page that held the link, of which it
    ///   keeps the answer.
    /// * After an error the stream ends. [`Pages::cursor`] still says where it was, to go on from
    ///   there, now or [another day](Cursor).
    ///
    /// # Errors
    /// Each page fails as a call does, and the error says which page it was.
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) is also that a page size is given and the
    /// endpoint has no parameter for it, that it is another one
    /// than the cursor's, or that the cursor is one of another list.
    pub fn pages<E>(&self, endpoint: E) -> Pages<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C> + Paginate,
    {
        self.send(endpoint).pages()
    }

    /// Goes through a list item by item: a stream of the items of all pages, in their order. Short
    /// for [`send(e).items()`](Call::items). It does what [`pages`](Self::pages) does, and asks for
    /// a page when the items of the one before are used up.
    ///
    /// ```no_run
    /// use endpoint::{Client, endpoint};
    /// use serde::Deserialize;
    ///
    /// #[endpoint(GET "/users" -> Vec<User>, paginate(link_header))]
    /// struct ListUsers {}
    ///
    /// #[derive(Deserialize)]
    /// struct User { login: String }
    ///
    /// # async fn call(github: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut users = github.items(ListUsers {}).limit(250).prefetch();
    /// while let Some(user) = users.next().await {
    ///     println!("{}", user?.login);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`pages`](Self::pages).
    pub fn items<E>(&self, endpoint: E) -> Items<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C> + Paginate,
    {
        self.send(endpoint).items()
    }
}

impl<E: Paginate> Call<E> {
    /// Asks for the list page by page: a stream of pages. What the call says holds for each of
    /// them, but for an idempotency key, which is the first one's. See
    /// [`Client::pages`](crate::Client::pages).
    pub fn pages(self) -> Pages<E> {
        let (client, endpoint, options) = self.into_parts();
        Pages {
            endpoint,
            walk: Walk::new(Route {
                client,
                operation: E::OPERATION,
                wants: Wants::of::<E>(),
                options,
                size_name: E::PAGE_SIZE,
                page_size: None,
                size_of_cursor: None,
            }),
        }
    }

    /// Asks for the list page by page: a stream of the items of all pages. What the call says holds
    /// for each page. See [`Client::items`](crate::Client::items).
    pub fn items(self) -> Items<E> {
        Items::of(self.pages())
    }
}

/// The pages of a list, in their order: a [`Stream`] that asks for one page at a time, and for none
/// before it is polled. [`Client::pages`](crate::Client::pages) makes one, and says what it does.
#[must_use = "nothing is sent before the first page is asked for"]
pub struct Pages<E> {
    endpoint: E,
    walk: Walk,
}

/// A page, or why there is none.
type PageOf<E> = Result<Page<OutputOf<E>, <E as Endpoint>::Meta>, Error<<E as Endpoint>::Error>>;

impl<E: Paginate> Pages<E> {
    /// Ends behind this many pages, counted from where the list was begun or
    /// [resumed](Self::resume).
    pub fn limit(mut self, pages: u64) -> Self {
        self.walk.limit = Some(pages);
        self
    }

    /// Asks for this many items a page, by the parameter that the endpoint declares for it.
    pub fn page_size(mut self, items: u64) -> Self {
        self.walk.route.page_size = Some(items);
        self
    }

    /// Begins at the page of a cursor, which is one of the same list: the same endpoint, with the
    /// same values, at the same origin. Where it is the cursor of an item, its page is given whole.
    ///
    /// The page size is that of the cursor, and another one by [`page_size`](Self::page_size) is an
    /// error of [`ErrorKind::Encode`](crate::ErrorKind::Encode): pages by number or offset would
    /// give items twice, or leave some out. What the client and the call put on each page is put on
    /// as they say it now. The same values are meant of the call's own query too, but where the
    /// cursor is a link. On a stream that has begun, the limit counts anew.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.walk.start_at(cursor.behind(0));
        self
    }

    /// Fetches the next page while one is used: one page ahead, and none beyond the limit. On a
    /// Tokio runtime it moves on by itself, and is given up when the stream is dropped; without one
    /// it is begun, and moves on when the stream is polled.
    pub fn prefetch(mut self) -> Self {
        self.walk.is_ahead = true;
        self
    }

    /// Where to go on from here: the page that comes next, or the one that failed. `None` behind
    /// the last page, and where the place cannot be told, as without a secret: see
    /// [`Page::next_cursor`].
    pub fn cursor(&self) -> Option<Cursor> {
        self.walk.cursor(&self.endpoint)
    }

    /// Waits for the next page; `None` behind the last one, and behind an error.
    ///
    /// # Errors
    /// As [`Client::pages`](crate::Client::pages).
    pub async fn next(&mut self) -> Option<Result<Page<OutputOf<E>, E::Meta>, Error<E::Error>>> {
        poll_fn(|context| self.poll_ahead(context)).await
    }

    fn poll_ahead(&mut self, context: &mut Context<'_>) -> Poll<Option<PageOf<E>>> {
        let page = ready!(self.poll_page(context));
        if page.is_some() {
            self.walk.fetch_ahead(context);
        }
        Poll::Ready(page)
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<PageOf<E>>> {
        let came = ready!(self.walk.poll_answer(&self.endpoint, context));
        Poll::Ready(came.map(|came| {
            let (answer, place) = came.map_err(Error::Call)?;
            self.read(answer, place)
        }))
    }

    /// Decodes a page, and looks where the next one is.
    fn read(&mut self, answer: Incoming, place: Place) -> PageOf<E> {
        let bytes = answer.raw.bytes.clone();
        let origin = answer.origin.clone();
        let number = self.walk.number();
        let page = response::decode::<E>(Ok(answer)).map_err(|error| error.on_page(number))?;
        let next = E::next(&page, &Turn::new(self.walk.query()));
        let raw = || Raw {
            status: page.meta.status,
            headers: page.meta.raw_headers.clone(),
            bytes: bytes.clone(),
            cut: false,
        };
        let kept = Kept {
            origin: &origin,
            raw: &raw,
        };
        let is_last = self.walk.turn(&self.endpoint, &place, next, &kept);
        let next = self.walk.place().cloned();
        Ok(Page::new(page, number, place, next, is_last))
    }
}

/// The endpoint is never pinned.
impl<E> Unpin for Pages<E> {}

impl<E: Paginate> Stream for Pages<E> {
    type Item = Result<Page<OutputOf<E>, E::Meta>, Error<E::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_ahead(context)
    }
}

impl<E: Paginate> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages({}, {} came)", E::OPERATION, self.walk.number())
    }
}
