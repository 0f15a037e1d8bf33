//! Streams that go on over another connection.

use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use super::Inner;
use super::execute::execute;
use super::prepare::Prepared;
use crate::error::CallError;
use crate::response::Incoming;
use crate::stream::Reopen;
use crate::transport::BoxFuture;

/// How a stream of this call is opened again, if it may be.
pub(super) fn again(client: &Arc<Inner>, prepared: &Prepared) -> Option<Arc<dyn Reopen>> {
    if !prepared.wants.reconnects {
        return None;
    }
    let prepared = prepared.again()?;
    Some(Arc::new(Again {
        client: Arc::clone(client),
        prepared,
    }))
}

/// Sends the same request once more.
struct Again {
    client: Arc<Inner>,
    prepared: Prepared,
}

impl Reopen for Again {
    fn reopen(
        &self,
        header: Option<(HeaderName, HeaderValue)>,
    ) -> BoxFuture<'static, Result<Incoming, CallError>> {
        let prepared = self.prepared.again().map(|mut prepared| {
            if let Some((name, value)) = header {
                prepared.request.headers.insert(name, value);
            }
            prepared
        });
        match prepared {
            Some(prepared) => Box::pin(execute(Arc::clone(&self.client), prepared)),
            None => Box::pin(std::future::pending()),
        }
    }
}
