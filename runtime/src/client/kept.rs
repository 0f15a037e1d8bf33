//! What is kept of a request for another attempt.

use http::{HeaderName, HeaderValue};

use crate::transport::Request;

/// What sending a request takes away. Most calls need no other attempt, and a list takes less to copy
/// than a map.
pub(super) struct Kept {
    target: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Kept {
    pub(super) fn of(request: &Request) -> Self {
        let pair = |(name, value): (&HeaderName, &HeaderValue)| (name.clone(), value.clone());
        Self {
            target: request.target.clone(),
            headers: request.headers.iter().map(pair).collect(),
        }
    }

    /// Gives it back to the request that it is of.
    pub(super) fn restore(self, request: &mut Request) {
        request.target = self.target;
        for (name, value) in self.headers {
            request.headers.append(name, value);
        }
    }
}
