//! Files as readers, and into writers, of Tokio's.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Buf as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Download;
use crate::error::{CallError, ErrorKind};

impl Download {
    /// Writes all of it to a writer; says how many bytes it was. The writer is flushed, and not
    /// shut down.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Write`] where the writer fails.
    pub async fn write_to(&mut self, writer: impl AsyncWrite) -> Result<u64, CallError> {
        let mut writer = pin!(writer);
        let mut written = 0;
        while let Some(mut chunk) = self.chunk().await? {
            written += chunk.len() as u64;
            while !chunk.is_empty() {
                let count = poll_fn(|context| writer.as_mut().poll_write(context, &chunk))
                    .await
                    .and_then(not_zero)
                    .map_err(|error| self.not_written(error))?;
                chunk.advance(count);
            }
        }
        poll_fn(|context| writer.as_mut().poll_flush(context))
            .await
            .map_err(|error| self.not_written(error))?;
        Ok(written)
    }
}

fn not_zero(count: usize) -> io::Result<usize> {
    if count == 0 {
        return Err(io::ErrorKind::WriteZero.into());
    }
    Ok(count)
}

/// Its errors hold the [`CallError`], by `io::Error::get_ref`.
impl AsyncRead for Download {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.unread.is_empty() {
            match ready!(this.poll_chunk(context)) {
                Some(Ok(chunk)) => this.unread = chunk,
                Some(Err(error)) => return Poll::Ready(Err(to_io(error))),
                None => return Poll::Ready(Ok(())),
            }
        }
        let count = this.unread.len().min(buffer.remaining());
        buffer.put_slice(&this.unread.split_to(count));
        Poll::Ready(Ok(()))
    }
}

/// What is interrupted is no [`io::ErrorKind::Interrupted`], which readers take for a reason to
/// go on.
pub(in crate::stream) fn to_io(error: CallError) -> io::Error {
    let kind = match error.kind() {
        ErrorKind::Interrupted => io::ErrorKind::UnexpectedEof,
        ErrorKind::Stalled => io::ErrorKind::TimedOut,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}
