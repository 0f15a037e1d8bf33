//! One page of a list.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::{Cursor, Place};
use crate::response::{Headers, Response};

/// One page of a list: an answer, and where it is; derefs to the [`Response`].
///
/// ```no_run
/// use endpoint::{Client, Json, endpoint};
///
/// #[endpoint(GET "/users" -> Vec<Json>, paginate(link_header))]
/// struct ListUsers {}
///
/// # async fn call(github: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut pages = github.pages(ListUsers {});
/// while let Some(page) = pages.next().await {
///     let page = page?;
///     println!("{}: {} users, {}", page.number(), page.len(), page.meta.status);
/// }
/// # Ok(()) }
/// ```
pub struct Page<T, M = Headers> {
    response: Response<T, M>,
    number: u64,
    place: Place,
    next: Option<Place>,
    is_last: bool,
}

impl<T, M> Page<T, M> {
    pub(crate) fn new(
        response: Response<T, M>,
        number: u64,
        place: Place,
        next: Option<Place>,
        is_last: bool,
    ) -> Self {
        Self {
            response,
            number,
            place,
            next,
            is_last,
        }
    }

    /// Which page it is of those that were asked for, counted from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Where this page is, by which it can be asked for again. `None` where that cannot be told
    /// without a secret: one stands in the path of its link, or is its token.
    pub fn cursor(&self) -> Option<Cursor> {
        self.place.cursor(0)
    }

    /// Whether the answer says that there is no further page: what would lead to one is missing,
    /// null or empty.
    pub fn is_last(&self) -> bool {
        self.is_last
    }

    /// Where the next page is, to go on from there later; `None` where this page is the last.
    ///
    /// It is `None` too where there is a next page that cannot be kept: its link is refused because
    /// of its query or cannot be read, its token is none, it holds a secret, or leads back to a
    /// page that came before. So go by [`is_last`](Self::is_last) to know whether all came; where
    /// it is false and there is no cursor, the stream says by the next page, or an error, what is
    /// there. Where there is a cursor of a link that is refused, going on by it is refused too.
    pub fn next_cursor(&self) -> Option<Cursor> {
        self.next.as_ref()?.cursor(0)
    }

    /// The answer alone.
    pub fn into_inner(self) -> Response<T, M> {
        self.response
    }

    pub(crate) fn into_parts(self) -> (T, Place) {
        (self.response.value, self.place)
    }
}

impl<T, M> Deref for Page<T, M> {
    type Target = Response<T, M>;

    fn deref(&self) -> &Response<T, M> {
        &self.response
    }
}

impl<T, M> DerefMut for Page<T, M> {
    fn deref_mut(&mut self) -> &mut Response<T, M> {
        &mut self.response
    }
}

/// Iterates over the value, as over a list.
impl<T: IntoIterator, M> IntoIterator for Page<T, M> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.response.into_iter()
    }
}

impl<T: fmt::Debug, M: fmt::Debug> fmt::Debug for Page<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("number", &self.number)
            .field("response", &self.response)
            .field("is_last", &self.is_last)
            .finish_non_exhaustive()
    }
}
