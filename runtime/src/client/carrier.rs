//! What carries a client's requests: a transport of its own or a given one, and what is around it.

use std::sync::Arc;
use std::time::Duration;

use crate::error::BuildError;
use crate::transport::Transport;

#[derive(Default)]
pub(super) struct Carrier {
    given: Option<Arc<dyn Transport>>,
    connect_timeout: Option<Duration>,
    /// From the innermost.
    #[cfg(feature = "tower")]
    layers: Vec<Layer>,
}

/// Puts a layer around a transport.
#[cfg(feature = "tower")]
type Layer = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

impl Carrier {
    pub(super) fn give(&mut self, transport: impl Transport) {
        self.given = Some(Arc::new(transport));
    }

    pub(super) fn connect_within(&mut self, timeout: Duration) {
        self.connect_timeout = Some(timeout);
    }

    #[cfg(feature = "tower")]
    pub(super) fn wrap<F>(&mut self, layer: F)
    where
        F: FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync + 'static,
    {
        self.layers.push(Box::new(layer));
    }

    pub(super) fn build(self) -> Result<Arc<dyn Transport>, BuildError> {
        let transport = match (self.given, self.connect_timeout) {
            (Some(_), Some(_)) => return Err(BuildError::new(NOT_OURS)),
            (Some(transport), None) => transport,
            (None, timeout) => default_transport(timeout)?,
        };
        #[cfg(feature = "tower")]
        let transport = self
            .layers
            .into_iter()
            .fold(transport, |transport, wrap| wrap(transport));
        Ok(transport)
    }
}

const NOT_OURS: &str = "`connect_timeout` is for the client's default transport, and it has a `transport(..)` of yours; \
     take it out here, and set the time on that one, as with `Reqwest::with_connect_timeout`";

#[cfg(feature = "reqwest")]
fn default_transport(timeout: Option<Duration>) -> Result<Arc<dyn Transport>, BuildError> {
    use crate::transport::Reqwest;

    let transport = timeout.map_or_else(Reqwest::new, Reqwest::with_connect_timeout)?;
    Ok(Arc::new(transport))
}

#[cfg(all(feature = "hyper", not(feature = "reqwest")))]
fn default_transport(timeout: Option<Duration>) -> Result<Arc<dyn Transport>, BuildError> {
    use crate::transport::Hyper;

    let transport = timeout.map_or_else(Hyper::new, Hyper::with_connect_timeout)?;
    Ok(Arc::new(transport))
}

#[cfg(not(any(feature = "reqwest", feature = "hyper")))]
fn default_transport(_: Option<Duration>) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::new(
        "the features `reqwest` and `hyper` are off, so the client needs a `transport(..)`",
    ))
}

#[cfg(test)]
mod tests {
    use crate::Client;

    #[test]
    fn the_default_transport_is_the_first_that_is_on() {
        let client = Client::builder("https://api.test").build();
        let text = client.map_or_else(|error| error.to_string(), |client| format!("{client:?}"));
        let expected = match () {
            () if cfg!(feature = "reqwest") => "transport: Reqwest,",
            () if cfg!(feature = "hyper") => "transport: Hyper,",
            () => "the features `reqwest` and `hyper` are off",
        };
        assert!(text.contains(expected), "{text}");
    }
}
