//! An API and its token endpoint, in one transport.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex};

use endpoint::transport::{
    Answer, Body, BoxFuture, Memory, Reply, Request, Transport, TransportError,
};
use http::{HeaderMap, StatusCode};
use tokio::sync::{Barrier, watch};

/// The API takes every token but those that it is to refuse; the token endpoint hands out replies.
/// Clones are the same servers.
#[derive(Clone)]
pub(super) struct Servers(Arc<State>);

struct State {
    auth: Memory,
    refused: Mutex<HashSet<String>>,
    /// What the API saw, in its order.
    seen: Mutex<Vec<String>>,
    /// Whether the token endpoint answers.
    open: watch::Sender<bool>,
    /// How many calls have to be there before the API answers the first of them.
    crowd: Mutex<Option<Arc<Barrier>>>,
}

impl Servers {
    pub(super) fn answering<const N: usize>(replies: [Reply; N]) -> Self {
        let auth = crate::support::memory(replies);
        Self(Arc::new(State {
            auth,
            refused: Mutex::default(),
            seen: Mutex::default(),
            open: watch::Sender::new(true),
            crowd: Mutex::default(),
        }))
    }

    pub(super) fn refuse(&self, token: &str) {
        let mut refused = self.0.refused.lock().unwrap();
        refused.insert(format!("Bearer {token}"));
    }

    /// Lets the API answer none of the calls that come from now on before this many have come.
    pub(super) fn gather(&self, calls: usize) -> Arc<Barrier> {
        let crowd = Arc::new(Barrier::new(calls));
        *self.0.crowd.lock().unwrap() = Some(Arc::clone(&crowd));
        crowd
    }

    /// Lets the token endpoint answer nobody from now on, or all again.
    pub(super) fn open(&self, is_open: bool) {
        self.0.open.send_replace(is_open);
    }

    /// The tokens that the API saw, in their order.
    pub(super) fn seen(&self) -> Vec<String> {
        let seen = self.0.seen.lock().unwrap();
        let tokens = seen
            .iter()
            .map(|seen| seen.strip_prefix("Bearer ").unwrap());
        tokens.map(ToOwned::to_owned).collect()
    }

    /// The forms that the token endpoint has answered.
    pub(super) fn asked(&self) -> Vec<String> {
        let sent = self.0.auth.sent();
        let forms = sent
            .iter()
            .map(|sent| String::from_utf8_lossy(&sent.body).into_owned());
        forms.collect()
    }

    /// Lets what goes on behind come to where it waits for something.
    pub(super) async fn settle(&self) {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }

    async fn answer(&self, request: Request) -> Result<Answer, TransportError> {
        let state = &*self.0;
        if request.origin().authority() == "auth.test" {
            let mut open = state.open.subscribe();
            open.wait_for(|is_open| *is_open).await.unwrap();
            return state.auth.send(request).await;
        }
        let seen = request.headers()["authorization"]
            .to_str()
            .unwrap()
            .to_owned();
        state.seen.lock().unwrap().push(seen.clone());
        let crowd = state.crowd.lock().unwrap().clone();
        if let Some(crowd) = crowd {
            crowd.wait().await;
        }
        let is_refused = state.refused.lock().unwrap().contains(&seen);
        Ok(Answer {
            status: if is_refused {
                StatusCode::UNAUTHORIZED
            } else {
                StatusCode::NO_CONTENT
            },
            headers: HeaderMap::new(),
            body: Body::default(),
        })
    }
}

impl Transport for Servers {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(self.answer(request))
    }
}

impl fmt::Debug for Servers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Servers")
    }
}
