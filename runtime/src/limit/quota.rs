//! What an answer says of how much may be asked.

use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::Quota;
use crate::response::Headers;

/// Longer than this nobody is kept waiting, whatever the server says.
const LONGEST: Duration = Duration::from_secs(3600);

impl Quota {
    /// What `Retry-After` says of a 429 or 503, else what the rate limit headers say.
    pub(crate) fn told(status: StatusCode, headers: &Headers, date: SystemTime) -> Option<Self> {
        let throttled = matches!(status.as_u16(), 429 | 503);
        let after = headers.retry_after().filter(|_| throttled);
        let (remaining, reset) = match after {
            Some(after) => (0, after),
            None => {
                let limit = headers.rate_limit()?;
                (limit.remaining?, limit.reset?)
            }
        };
        let window = reset.wait(date).min(LONGEST);
        (!window.is_zero()).then(|| Self::new(remaining, window))
    }
}
