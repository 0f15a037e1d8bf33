//! Lists that come in pages.

mod cursor;
mod generated;
mod list;
mod next;
mod page;
mod place;
mod seen;
mod shape;
mod turn;

pub use self::cursor::{Cursor, CursorError};
#[doc(hidden)]
pub use self::generated::{of_header, of_links, of_number, of_offset, to_link, to_token};
pub(crate) use self::list::{Asked, List};
pub use self::next::Next;
pub(crate) use self::next::Way;
pub use self::page::Page;
pub(crate) use self::place::{Place, Reach};
pub(crate) use self::seen::Seen;
#[doc(hidden)]
pub use self::shape::{ListOf, Maybe, PageItems, PageLinks, payload, payload_of};
pub use self::turn::Turn;
use crate::at::At;
use crate::endpoint::{Endpoint, OutputOf};
use crate::response::Response;

/// An endpoint whose list comes in pages: what its items are, and where the next page is.
///
/// `#[endpoint(.., paginate(..))]` implements it for the ways that most APIs have. By hand it is for
/// those that have another, as one whose next page begins behind the last item of this one:
///
/// ```
/// use endpoint::{Next, OutputOf, Paginate, Response, Turn, endpoint};
/// use serde::Deserialize;
///
/// #[endpoint(GET "/v1/charges" -> Charges)]
/// struct ListCharges {
///     #[query] starting_after: Option<String>,
///     #[query] limit: Option<u8>,
/// }
///
/// #[derive(Deserialize)]
/// struct Charges { data: Vec<Charge>, has_more: bool }
///
/// #[derive(Deserialize)]
/// struct Charge { id: String }
///
/// impl Paginate for ListCharges {
///     type Item = Charge;
///     const PAGE_SIZE: Option<&'static str> = Some("limit");
///
///     fn items(page: Charges) -> Vec<Charge> { page.data }
///
///     fn next(page: &Response<Charges>, _: &Turn<'_>) -> Option<Next> {
///         let last = page.data.last().filter(|_| page.has_more)?;
///         Some(Next::query("starting_after", &last.id))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the endpoint `{Self}` has no pages",
    label = "not known to come in pages",
    note = "say how the next page is found: `#[endpoint(.., paginate(..))]`, or implement `endpoint::Paginate`"
)]
pub trait Paginate: Endpoint {
    /// What the list is of.
    type Item;

    /// The name, percent-encoded, of the query parameter that says how many items a page has;
    /// `None` where there is none.
    const PAGE_SIZE: Option<&'static str> = None;

    /// The items of one page, in their order.
    fn items(page: OutputOf<Self>) -> Vec<Self::Item>;

    /// Where the page behind this one is; `None` where this one is the last. An empty link or token
    /// means the last page too. An empty page by itself does not.
    fn next(page: &Response<OutputOf<Self>, Self::Meta>, turn: &Turn<'_>) -> Option<Next>;
}

impl<E: Paginate + ?Sized> Paginate for &E {
    type Item = E::Item;
    const PAGE_SIZE: Option<&'static str> = E::PAGE_SIZE;

    fn items(page: OutputOf<Self>) -> Vec<E::Item> {
        E::items(page)
    }

    fn next(page: &Response<OutputOf<Self>, Self::Meta>, turn: &Turn<'_>) -> Option<Next> {
        E::next(page, turn)
    }
}

impl<E: Paginate> Paginate for At<E> {
    type Item = E::Item;
    const PAGE_SIZE: Option<&'static str> = E::PAGE_SIZE;

    fn items(page: OutputOf<Self>) -> Vec<E::Item> {
        E::items(page)
    }

    fn next(page: &Response<OutputOf<Self>, Self::Meta>, turn: &Turn<'_>) -> Option<Next> {
        E::next(page, turn)
    }
}
