//! The links, and how long they are good.

use std::collections::HashMap;
use std::sync::Mutex;

use tokio::time::Instant;

use super::faults::Faults;
use super::refusal::Refusal;
use super::signature::sign;
use crate::lock::lock;

/// Every link that was given, by its number; no two are the same.
#[derive(Debug)]
pub(super) struct Links {
    faults: Faults,
    given: Mutex<Vec<Given>>,
}

#[derive(Debug)]
struct Given {
    at: Instant,
    requests: u32,
}

impl Links {
    pub(super) fn new(faults: Faults) -> Self {
        Self {
            faults,
            given: Mutex::default(),
        }
    }

    /// A link to `path`, without its origin.
    pub(super) fn give(&self, path: &str, lifetime_seconds: u64) -> String {
        let mut given = lock(&self.given);
        let (expires, number) = (lifetime_seconds.to_string(), given.len().to_string());
        given.push(Given {
            at: Instant::now(),
            requests: 0,
        });
        let signature = sign(path, &[&expires, &number]);
        format!("{path}?X-Expires={expires}&X-Number={number}&X-Signature={signature}")
    }

    /// Counts a request by a link that holds, and is still good.
    pub(super) fn take(&self, path: &str, query: &HashMap<String, String>) -> Result<(), Refusal> {
        let names = ["X-Expires", "X-Number", "X-Signature"];
        let [Some(expires), Some(number), Some(signature)] = names.map(|name| query.get(name))
        else {
            return Err(Refusal::Unsigned);
        };
        if *signature != sign(path, &[expires, number]) {
            return Err(Refusal::SignatureDoesNotMatch);
        }
        let mut given = lock(&self.given);
        // One that is not known was given by servers before these, on the same ports.
        let number = number.parse().ok();
        let given = number.and_then(|number: usize| given.get_mut(number));
        if expires != "0" && given.is_some_and(|given| self.is_good(given)) {
            Ok(())
        } else {
            Err(Refusal::Expired)
        }
    }

    fn is_good(&self, given: &mut Given) -> bool {
        given.requests = given.requests.saturating_add(1);
        let is_old = |limit| given.at.elapsed() >= limit;
        let is_worn = |limit| given.requests > limit;
        !self.faults.links_expire_after.is_some_and(is_old)
            && !self.faults.links_live_for.is_some_and(is_worn)
    }
}
