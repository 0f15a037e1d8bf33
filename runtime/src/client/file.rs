//! Calls whose answer is a file.

use http::header::RANGE;

use super::again::opener;
use super::call::Call;
use super::wants::Wants;
use crate::endpoint::Endpoint;
#[cfg(feature = "tokio")]
use crate::error::Error;
use crate::error::{CallError, ErrorKind};
#[cfg(feature = "tokio")]
use crate::response::Response;
use crate::response::check_refusal;
use crate::stream::{Download, Source};

impl<E: Endpoint<Output = Download>> Call<E> {
    /// Sends the call, and its answer into a writer, which is flushed and not shut down; says how
    /// many bytes it was.
    ///
    /// # Errors
    /// As the call by itself, and as [`Download::write_to`].
    #[cfg(feature = "tokio")]
    pub fn to_writer<W: tokio::io::AsyncWrite>(
        self,
        writer: W,
    ) -> impl Future<Output = Result<Response<u64, E::Meta>, Error<E::Error>>> + use<E, W> {
        // What is sent knows nothing of the endpoint any more, which need not be `Send`.
        let call = self.into_future();
        async {
            let mut file = call.await?;
            let written = file.value.write_to(writer).await?;
            Ok(file.map(|_| written))
        }
    }

    /// The same into a writer that does not wait.
    #[cfg(feature = "blocking")]
    pub(crate) fn written_to<W: std::io::Write>(
        self,
        writer: W,
    ) -> impl Future<Output = Result<Response<u64, E::Meta>, Error<E::Error>>> + use<E, W> {
        let call = self.into_future();
        async {
            let mut file = call.await?;
            let written = file.value.write_to_std(writer).await?;
            Ok(file.map(|_| written))
        }
    }

    /// What the file is asked for by.
    pub(crate) fn source(mut self) -> Result<Source, CallError> {
        let prepared = self.prepare(Wants::of::<E>());
        let prepared = prepared.map_err(|error| error.of(E::OPERATION))?;
        let (client, ..) = self.into_parts();
        if client.headers_of(&prepared).contains_key(RANGE) {
            let message = "the call asks for a range of its own, so nobody knows which part of the file comes; leave the header `range` out, or take the answer as a stream";
            return Err(CallError::new(ErrorKind::Encode, message).of(E::OPERATION));
        }
        Ok(Source {
            operation: E::OPERATION,
            opener: opener(client, prepared),
            check: check_refusal::<E::Envelope>,
            path_name: None,
        })
    }
}
