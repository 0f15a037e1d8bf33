//! The token that is in use, and its renewal: by one caller for all, or behind their backs.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt as _;
use futures_util::future::Shared;

use super::Token;
use super::failure::Failure;
use super::flight::{Flight, Landed};
use super::grant::{Grant, Settings};
use super::lifetime::{self, Age};
use crate::auth::Secret;
use crate::auth::renewal::{Renewed, TokenClient};
use crate::transport::BoxFuture;

/// How long a renewal behind is left alone when it has failed.
const QUIET: Duration = Duration::from_secs(10);

/// The token of a credential and of its clones.
pub(super) struct Cache {
    settings: Arc<Settings>,
    state: Arc<Mutex<State>>,
}

struct State {
    token: Option<Token>,
    /// Which token it is, counted from 0; what an answer says of an older one is no news.
    generation: u64,
    /// Whether the API has refused it.
    is_refused: bool,
    /// The access token that the store was last seen with.
    known: Option<Secret>,
    /// Whether the store, if there is one, has been looked into.
    has_looked: bool,
    /// Whether there is a code that has not been exchanged.
    is_code_due: bool,
    flying: Option<Flying>,
    /// Until when a renewal behind is not tried again.
    quiet_until: Duration,
}

/// A renewal that any number of callers wait for. It holds the state by a weak reference, since the
/// state holds it.
type Flying = Shared<BoxFuture<'static, Result<(), Arc<Failure>>>>;

/// A renewal that has just begun.
struct Launched {
    flying: Flying,
    /// Whether it comes to its end by itself.
    is_spawned: bool,
}

/// Whether the token has to be renewed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    None,
    Behind,
    Now,
}

impl Cache {
    pub(super) fn new(settings: Settings) -> Self {
        let state = State {
            token: match &settings.grant {
                Grant::Token(token) => Some(token.clone()),
                _ => None,
            },
            generation: 0,
            is_refused: false,
            known: None,
            has_looked: settings.store.is_none(),
            is_code_due: matches!(settings.grant, Grant::Code(_)),
            flying: None,
            quiet_until: Duration::ZERO,
        };
        Self {
            settings: Arc::new(settings),
            state: Arc::new(Mutex::new(state)),
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The token and its number.
    pub(super) fn current(&self) -> Option<(Secret, u64)> {
        let state = lock(&self.state);
        let token = state.token.as_ref()?;
        Some((token.access.clone(), state.generation))
    }

    /// What a call has to wait for; see [`Renewal::ready`](crate::auth::renewal::Renewal::ready).
    pub(super) fn ready(&self, by: &Arc<dyn TokenClient>) -> Option<Renewed> {
        let (date, now) = (by.clock().date(), by.clock().now());
        let mut state = lock(&self.state);
        match state.need(&self.settings, date) {
            Need::None => None,
            Need::Behind if state.flying.is_some() || now < state.quiet_until => None,
            Need::Behind => {
                let flight = self.launch(&mut state, by, true);
                // What it fails of has been logged, and the old token lasts.
                let ended: Renewed = Box::pin(flight.flying.map(|_| Ok(())));
                (!flight.is_spawned).then_some(ended)
            }
            Need::Now => {
                let flying = match state.flying.clone() {
                    Some(flying) => flying,
                    None => self.launch(&mut state, by, false).flying,
                };
                let told = |failure: Arc<Failure>| failure.to_call_error();
                Some(Box::pin(flying.map(move |came| came.map_err(told))))
            }
        }
    }

    /// Hears that the API refused the token of this number; whether there will be another.
    pub(super) fn refused(&self, generation: u64) -> bool {
        let mut state = lock(&self.state);
        if state.generation != generation {
            return true;
        }
        state.is_refused = state.can_be_renewed(&self.settings);
        state.is_refused
    }

    /// Begins a renewal. Where there is a runtime, it does not depend on anyone's waiting for it:
    /// one that has begun must come to its end, or a rotated refresh token is lost. Elsewhere it
    /// goes on with whoever comes next.
    fn launch(&self, state: &mut State, by: &Arc<dyn TokenClient>, is_behind: bool) -> Launched {
        let flight = Flight {
            settings: Arc::clone(&self.settings),
            by: Arc::clone(by),
            held: state.token.clone(),
            known: state.known.clone(),
            has_looked: state.has_looked,
            is_code_due: state.is_code_due,
            spent: None,
        };
        let landing = Landing {
            settings: Arc::clone(&self.settings),
            state: Arc::downgrade(&self.state),
            by: Arc::clone(by),
            is_behind,
        };
        let flying = async move {
            // A store may panic; a `Shared` that did would do so for all who come later.
            let came = AssertUnwindSafe(flight.run()).catch_unwind().await;
            landing.land(came.unwrap_or_else(|_| {
                let message = "renewing the token panicked, most likely in the token store; see what it printed";
                Err(Failure::new(message))
            }))
        };
        let flying = flying.boxed().shared();
        state.flying = Some(flying.clone());
        Launched {
            is_spawned: spawn(&flying),
            flying,
        }
    }
}

#[cfg(feature = "tokio")]
fn spawn(flying: &Flying) -> bool {
    let runtime = tokio::runtime::Handle::try_current();
    runtime.is_ok_and(|runtime| {
        drop(runtime.spawn(flying.clone()));
        true
    })
}

#[cfg(not(feature = "tokio"))]
fn spawn(_: &Flying) -> bool {
    false
}

impl State {
    fn need(&self, settings: &Settings, date: SystemTime) -> Need {
        let Some(token) = self.token.as_ref().filter(|_| self.has_looked) else {
            return Need::Now;
        };
        if self.is_refused {
            return Need::Now;
        }
        match lifetime::age(token, date) {
            Age::Over => Need::Now,
            // It is used as long as it lives.
            _ if !self.can_be_renewed(settings) => Need::None,
            Age::Fresh => Need::None,
            Age::Aging => Need::Behind,
            Age::Old => Need::Now,
        }
    }

    fn can_be_renewed(&self, settings: &Settings) -> bool {
        let has_refresh = self
            .token
            .as_ref()
            .is_some_and(|token| token.refresh.is_some());
        let has_grant = matches!(settings.grant, Grant::Refresh(_)) || settings.grant.is_lasting();
        has_refresh || has_grant || self.is_code_due
    }
}

/// Where a renewal comes to.
struct Landing {
    settings: Arc<Settings>,
    state: Weak<Mutex<State>>,
    by: Arc<dyn TokenClient>,
    is_behind: bool,
}

impl Landing {
    fn land(self, came: Result<Landed, Failure>) -> Result<(), Arc<Failure>> {
        if let (true, Err(failure)) = (self.is_behind, &came) {
            tracing::warn!(
                target: "endpoint",
                token_url = %self.settings.token_url,
                "the token could not be renewed ahead of its end: {}",
                failure.message
            );
        }
        let Some(state) = self.state.upgrade() else {
            return came.map(drop).map_err(Arc::new);
        };
        let mut state = lock(&state);
        state.flying = None;
        match came {
            Ok(landed) => {
                state.token = Some(landed.token);
                state.known = landed.known;
                state.generation += 1;
                state.is_refused = false;
                state.has_looked = true;
                state.is_code_due = false;
                Ok(())
            }
            Err(failure) => {
                state.quiet_until = self.by.clock().now().saturating_add(QUIET);
                Err(Arc::new(failure))
            }
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
