//! How many requests are in flight at once.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::{Ask, Limited};

/// So many places, given out in the order of asking.
#[derive(Debug, Clone)]
pub(super) struct Places(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    most: usize,
    /// Never less than `most` while someone waits: a place goes from hand to hand.
    taken: usize,
    /// Those who wait, in the order of their tickets. Whoever is no longer among them has a place.
    queue: VecDeque<(u64, Option<Waker>)>,
    tickets: u64,
}

/// One place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place(Places);

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            most,
            taken: 0,
            queue: VecDeque::new(),
            tickets: 0,
        })))
    }

    pub(super) fn most(&self) -> usize {
        self.lock().most
    }

    pub(super) fn taken(&self) -> usize {
        self.lock().taken
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().queue.len()
    }

    /// Waits for a place.
    pub(super) async fn enter(&self, ask: &Ask<'_>) -> Result<Place, Limited> {
        let Some(ticket) = self.lock().ask() else {
            return Ok(Place(self.clone()));
        };
        let mut entering = Entering {
            places: self,
            ticket: Some(ticket),
        };
        let mut timer = ask.within.map(|within| ask.clock.sleep(within));
        poll_fn(|context| {
            if let Poll::Ready(place) = entering.poll(context) {
                return Poll::Ready(Ok(place));
            }
            let Some(timer) = &mut timer else {
                return Poll::Pending;
            };
            timer.as_mut().poll(context).map(|()| Err(self.full(ask)))
        })
        .await
    }

    fn full(&self, ask: &Ask<'_>) -> Limited {
        let within = ask.within.unwrap_or_default();
        let message = format!(
            "{} requests are in flight already, and none of them was over within {within:?}",
            self.most()
        );
        Limited::new(message, None)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes a place, or a ticket for one.
    fn ask(&mut self) -> Option<u64> {
        if self.taken < self.most {
            self.taken += 1;
            return None;
        }
        self.tickets += 1;
        self.queue.push_back((self.tickets, None));
        Some(self.tickets)
    }

    /// Hands a place on to the first who waits, who is to be woken.
    fn hand_on(&mut self) -> Option<Waker> {
        let first = self.queue.pop_front();
        if first.is_none() {
            self.taken -= 1;
        }
        first.and_then(|(_, waker)| waker)
    }

    fn position(&self, ticket: u64) -> Option<usize> {
        self.queue
            .binary_search_by_key(&ticket, |(ticket, _)| *ticket)
            .ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let next = self.0.lock().hand_on();
        // Not under the lock: a waker may run code of others.
        if let Some(waker) = next {
            waker.wake();
        }
    }
}

/// Someone who waits; leaves the queue when it is dropped, or hands on the place that it got.
struct Entering<'a> {
    places: &'a Places,
    ticket: Option<u64>,
}

impl Entering<'_> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Place> {
        let mut state = self.places.lock();
        let queued = self.ticket.and_then(|ticket| state.position(ticket));
        let Some(position) = queued else {
            self.ticket = None;
            return Poll::Ready(Place(self.places.clone()));
        };
        let known = &mut state.queue[position].1;
        let replaced = match known {
            Some(known) if known.will_wake(context.waker()) => None,
            known => known.replace(context.waker().clone()),
        };
        drop(state);
        drop(replaced);
        Poll::Pending
    }
}

impl Drop for Entering<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.places.lock();
        if let Some(position) = state.position(ticket) {
            state.queue.remove(position);
        } else {
            drop(state);
            drop(Place(self.places.clone()));
        }
    }
}
