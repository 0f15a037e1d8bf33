//! What `paginate(..)` asks of an output: where its items and its links are.

use crate::endpoint::{Endpoint, OutputOf};
use crate::response::json_api::Document;
use crate::response::{Opened, Response};

/// A payload that is a list by itself.
#[diagnostic::on_unimplemented(
    message = "the payload `{Self}` is no list of items",
    label = "not a list",
    note = "say what the items are, and which field is the list: `paginate(.., items = User in users)`",
    note = "where the list is no field, as in an enum, implement `endpoint::Paginate`"
)]
pub trait PageItems {
    /// What it is a list of.
    type Item;

    /// All of them.
    fn into_items(self) -> Vec<Self::Item>;

    /// How many there are.
    fn count(&self) -> usize;
}

/// What `items = T in ..` names: a list of `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of `{T}`",
    label = "not a `Vec<{T}>`",
    note = "`items = {T} in ..` names the type of one item, and a field that is a `Vec` of them"
)]
pub trait ListOf<T> {
    /// All of them.
    fn into_items(self) -> Vec<T>;

    /// How many there are.
    fn count(&self) -> usize;
}

/// What a `?` in a path stands behind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Option`, so no `?` can follow it",
    label = "is always there",
    note = "leave out the `?`"
)]
pub trait Maybe {
    /// What may be there.
    type Value;

    /// Where it is.
    fn present(&self) -> Option<&Self::Value>;

    /// It alone.
    fn taken(self) -> Option<Self::Value>;
}

/// An output with links of its own, among them one to the next page.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no links of its own, as a JSON:API document has",
    label = "has no `links.next`",
    note = "name the field that holds the link, as in `paginate(link = paging.next)`, or say that it is in a header: `paginate(link_header)`"
)]
pub trait PageLinks {
    /// The link to the next page, where there is one.
    fn next_page(&self) -> Option<&str>;
}

impl<T> PageItems for Vec<T> {
    type Item = T;

    fn into_items(self) -> Self {
        self
    }

    fn count(&self) -> usize {
        self.len()
    }
}

/// A list that is not there has no items.
impl<L: PageItems> PageItems for Option<L> {
    type Item = L::Item;

    fn into_items(self) -> Vec<L::Item> {
        self.map(L::into_items).unwrap_or_default()
    }

    fn count(&self) -> usize {
        self.as_ref().map_or(0, L::count)
    }
}

impl<T> ListOf<T> for Vec<T> {
    fn into_items(self) -> Self {
        self
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T, L: ListOf<T>> ListOf<T> for Option<L> {
    fn into_items(self) -> Vec<T> {
        self.map(L::into_items).unwrap_or_default()
    }

    fn count(&self) -> usize {
        self.as_ref().map_or(0, L::count)
    }
}

impl<T> Maybe for Option<T> {
    type Value = T;

    fn present(&self) -> Option<&T> {
        self.as_ref()
    }

    fn taken(self) -> Self {
        self
    }
}

impl<T> PageLinks for Document<T> {
    fn next_page(&self) -> Option<&str> {
        self.links.href("next")
    }
}

/// The payload of a page, taken out of its envelope.
pub fn payload<E: Endpoint>(page: OutputOf<E>) -> E::Output
where
    OutputOf<E>: Opened<E::Output>,
{
    page.into_payload()
}

/// The payload of a page, in its envelope.
pub fn payload_of<E: Endpoint>(page: &Response<OutputOf<E>, E::Meta>) -> &E::Output
where
    OutputOf<E>: Opened<E::Output>,
{
    page.value.payload()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_may_be_absent() {
        let list = vec![1, 2];
        assert_eq!(PageItems::count(&list), 2);
        assert_eq!(PageItems::into_items(Some(list.clone())), [1, 2]);
        assert_eq!(PageItems::count(&Some(list.clone())), 2);
        assert_eq!(PageItems::count(&None::<Vec<u8>>), 0);
        assert_eq!(PageItems::into_items(None::<Vec<u8>>), [0; 0]);
        assert_eq!(ListOf::<u8>::count(&Some(Some(list.clone()))), 2);
        assert_eq!(ListOf::<u8>::into_items(Some(list)), [1, 2]);
        assert_eq!(ListOf::<u8>::into_items(None::<Vec<u8>>), [0; 0]);
    }

    #[test]
    fn what_is_behind_a_question_mark() {
        assert_eq!(Some(1).present(), Some(&1));
        assert_eq!(Some(1).taken(), Some(1));
        assert_eq!(None::<u8>.present(), None);
    }
}
