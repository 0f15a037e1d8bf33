//! Values that are shared between threads, but only ever reached through `&mut`.

use std::sync::{Mutex, PoisonError};

/// Makes a value `Sync` by giving it out to exclusive references alone: no lock is ever taken.
#[derive(Debug, Default)]
pub(crate) struct Exclusive<T>(Mutex<T>);

impl<T> Exclusive<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}
