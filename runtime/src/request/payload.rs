//! The body of a request before it is sent: what can be sent again is known from it alone.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::upload::{Blocking, Flow, PIECE, Unreadable, Upload, slice};
use crate::error::{CallError, EncodeError, EncodeFault, ErrorKind, Place};
use crate::transport::{Body, Failure, Pieces, RequestBody, TransportError};

/// A body that has been written, and not been opened for sending.
#[derive(Debug, Default)]
pub(crate) enum Payload {
    #[default]
    None,
    Bytes(Bytes),
    /// Not all of it is in memory.
    Segments(Arc<[Segment]>),
}

/// A stretch of a body.
#[derive(Debug)]
pub(crate) enum Segment {
    Bytes(Bytes),
    Upload(Subject, Upload),
}

/// Which upload it is, for errors: a part by its name, or the body itself.
pub(crate) type Subject = (Place, &'static str);

/// A body that is ready to be sent, once.
pub(crate) struct Opened {
    pub(crate) body: RequestBody,
    /// How it fares, where it is read while it is sent.
    pub(crate) sending: Option<Sending>,
}

/// How a body fares while it is sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sending(Arc<Fare>);

#[derive(Debug, Default)]
struct Fare {
    /// How many pieces a transport has taken.
    pieces: AtomicU64,
    /// Why it could not be read; a transport may say less, or nothing.
    fault: Mutex<Option<CallError>>,
}

impl Sending {
    /// A number that grows as the body goes out.
    pub(crate) fn progress(&self) -> u64 {
        self.0.pieces.load(Ordering::Relaxed)
    }

    /// Why the body could not be read, if that is so.
    pub(crate) fn take_fault(&self) -> Option<CallError> {
        self.fault().take()
    }

    fn advance(&self) {
        self.0.pieces.fetch_add(1, Ordering::Relaxed);
    }

    fn fail(&self, fault: CallError) {
        self.fault().get_or_insert(fault);
    }

    fn fault(&self) -> std::sync::MutexGuard<'_, Option<CallError>> {
        self.0.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Payload {
    /// A body of these segments.
    pub(crate) fn new(mut segments: Vec<Segment>) -> Self {
        match &mut *segments {
            [Segment::Bytes(bytes)] => Self::Bytes(std::mem::take(bytes)),
            _ => Self::Segments(segments.into()),
        }
    }

    /// The same body once more, where it can be sent again.
    pub(crate) fn again(&self) -> Option<Self> {
        self.is_repeatable().then(|| match self {
            Self::None => Self::None,
            Self::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Self::Segments(segments) => Self::Segments(Arc::clone(segments)),
        })
    }

    /// Whether it can be sent again.
    pub(crate) fn is_repeatable(&self) -> bool {
        match self {
            Self::None | Self::Bytes(_) => true,
            Self::Segments(segments) => segments.iter().all(Segment::is_repeatable),
        }
    }

    /// The whole body, where it is in memory.
    pub(crate) fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::None => None,
            Self::Segments(segments) => match &**segments {
                [Segment::Upload(_, upload)] => upload.in_memory(),
                _ => None,
            },
        }
    }

    /// The whole body, for a request that is not sent by a client.
    pub(crate) fn into_bytes(self) -> Result<Bytes, EncodeError> {
        match self {
            Self::None => Ok(Bytes::new()),
            Self::Bytes(bytes) => Ok(bytes),
            Self::Segments(segments) => {
                let mut all = Vec::new();
                for segment in &*segments {
                    all.extend_from_slice(&segment.read()?);
                }
                Ok(all.into())
            }
        }
    }

    /// It opened for one sending, where that is nothing to wait for.
    pub(crate) fn opened(&self) -> Option<Opened> {
        let body = match self {
            Self::None => RequestBody::none(),
            Self::Bytes(bytes) if bytes.len() <= PIECE => bytes.clone().into(),
            Self::Bytes(_) | Self::Segments(_) => return None,
        };
        Some(Opened {
            body,
            sending: None,
        })
    }

    /// Opens it for one sending.
    pub(crate) async fn open(&self) -> Result<Opened, CallError> {
        if let Some(opened) = self.opened() {
            return Ok(opened);
        }
        open(match self {
            Self::None => Arc::new([]),
            Self::Bytes(bytes) => Arc::new([Segment::Bytes(bytes.clone())]),
            Self::Segments(segments) => Arc::clone(segments),
        })
        .await
    }
}

impl Segment {
    fn is_repeatable(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Upload(_, upload) => upload.is_repeatable(),
        }
    }

    fn read(&self) -> Result<Bytes, EncodeError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::Upload((place, name), upload) => upload.read().map_err(|fault| {
                EncodeError::parameter(*place, name, EncodeFault::Upload(fault.what))
            }),
        }
    }

    fn open(&self) -> Result<Stretch, CallError> {
        match self {
            Self::Bytes(bytes) => Ok(Stretch::Bytes(bytes.clone())),
            Self::Upload(subject, upload) => match upload.open() {
                Ok(flow) => Ok(Stretch::Flow(*subject, flow)),
                Err(fault) => Err(unreadable(*subject, fault)),
            },
        }
    }
}

fn unreadable((place, name): Subject, fault: Unreadable) -> CallError {
    let error = EncodeError::parameter(place, name, EncodeFault::Upload(fault.what));
    let call = CallError::new(ErrorKind::Upload, error.to_string()).with_path(name.to_owned());
    match fault.source {
        Some(source) => call.with_source(source),
        None => call,
    }
}

async fn open(segments: Arc<[Segment]>) -> Result<Opened, CallError> {
    let is_file =
        |segment: &Segment| matches!(segment, Segment::Upload(_, upload) if upload.is_file());
    let mut stretches = if segments.iter().any(is_file) {
        let opened = Blocking::run(move || open_all(&segments)).await;
        opened.map_err(|error| unreadable((Place::Whole, "body"), Unreadable::lost(error)))??
    } else {
        open_all(&segments)?
    };
    stretches.iter().try_for_each(Stretch::begin)?;
    let length = length_of(&stretches);
    if length == Some(0) {
        prove_empty(&mut stretches).await?;
    }
    let sending = Sending::default();
    let sequence = Sequence {
        stretches,
        sending: sending.clone(),
    };
    Ok(Opened {
        body: RequestBody::pieces(Body::new(sequence), length),
        sending: Some(sending),
    })
}

/// Nobody would ask for the first piece of a body without bytes, and find out that there is one.
async fn prove_empty(stretches: &mut VecDeque<Stretch>) -> Result<(), CallError> {
    for stretch in stretches {
        poll_fn(|context| stretch.poll_piece(context))
            .await
            .transpose()?;
    }
    Ok(())
}

/// The length of all, where that of each is known.
fn length_of(stretches: &VecDeque<Stretch>) -> Option<u64> {
    let mut lengths = stretches.iter().map(Stretch::length);
    lengths.try_fold(0_u64, |sum, length| sum.checked_add(length?))
}

fn open_all(segments: &[Segment]) -> Result<VecDeque<Stretch>, CallError> {
    segments.iter().map(Segment::open).collect()
}

/// One stretch after the other.
struct Sequence {
    stretches: VecDeque<Stretch>,
    sending: Sending,
}

/// A segment that is being sent.
enum Stretch {
    Bytes(Bytes),
    Flow(Subject, Flow),
}

impl Stretch {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Flow(_, flow) => flow.length(),
        }
    }

    /// Tells who wants to know that none of it has been sent.
    fn begin(&self) -> Result<(), CallError> {
        match self {
            Self::Bytes(_) => Ok(()),
            Self::Flow(subject, flow) => flow.begin().map_err(|fault| unreadable(*subject, fault)),
        }
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, CallError>>> {
        match self {
            Self::Bytes(bytes) => Poll::Ready(slice(bytes).map(Ok)),
            Self::Flow(subject, flow) => {
                let piece = ready!(flow.poll_piece(context));
                Poll::Ready(piece.map(|piece| piece.map_err(|fault| unreadable(*subject, fault))))
            }
        }
    }
}

impl Pieces for Sequence {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        while let Some(stretch) = self.stretches.front_mut() {
            match ready!(stretch.poll_piece(context)) {
                Some(Ok(piece)) => {
                    self.sending.advance();
                    return Poll::Ready(Some(Ok(piece)));
                }
                Some(Err(fault)) => {
                    self.stretches.clear();
                    self.sending.fail(fault);
                    let what = "the request's own body could not be read";
                    let error = TransportError::new(Failure::Upload, what);
                    return Poll::Ready(Some(Err(error)));
                }
                None => drop(self.stretches.pop_front()),
            }
        }
        Poll::Ready(None)
    }
}
