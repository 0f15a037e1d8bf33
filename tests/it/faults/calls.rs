//! What a client asks of a server that fails.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use endpoint::transport::BoxFuture;
use endpoint::{Client, Download, Error, ErrorKind, Json, Response, Upload, endpoint};

use crate::support::TempFile;

/// A kind of call.
pub(super) struct Call {
    pub(super) name: &'static str,
    /// Whether the server knows it again by a key.
    pub(super) has_key: bool,
    /// Whether doing it twice is doing it once.
    pub(super) is_idempotent: bool,
    /// Whether its body can be read again.
    pub(super) is_repeatable: bool,
    pub(super) make: fn(&Client) -> BoxFuture<'_, Result<CameTo, Error>>,
}

/// What a call came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CameTo {
    pub(super) end: End,
    pub(super) attempts: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Status(u16),
    Failed(ErrorKind),
}

#[endpoint(GET "/item" -> Json)]
pub(super) struct Get;

#[endpoint(PUT "/item" -> Json)]
struct Put {
    #[json]
    name: &'static str,
}

#[endpoint(POST "/items" -> Json)]
struct Post {
    #[json]
    name: &'static str,
}

#[endpoint(POST "/items" -> Json, idempotency_key = "Idempotency-Key")]
struct PostOnce {
    #[json]
    name: &'static str,
}

#[endpoint(POST "/files" -> Json, idempotency_key = "Idempotency-Key")]
struct Send {
    #[body]
    file: Upload,
}

#[endpoint(GET "/file" -> Download)]
struct Fetch;

const NAME: &str = "Ada";

/// All of them, in the order of the page.
pub(super) const CALLS: &[Call] = &[
    Call {
        name: "`GET`",
        has_key: false,
        is_idempotent: true,
        is_repeatable: true,
        make: |client| Box::pin(async { whole(client.send(Get).await) }),
    },
    Call {
        name: "`PUT`",
        has_key: false,
        is_idempotent: true,
        is_repeatable: true,
        make: |client| Box::pin(async { whole(client.send(Put { name: NAME }).await) }),
    },
    Call {
        name: "`POST`",
        has_key: false,
        is_idempotent: false,
        is_repeatable: true,
        make: |client| Box::pin(async { whole(client.send(Post { name: NAME }).await) }),
    },
    Call {
        name: "`POST` with a key",
        has_key: true,
        is_idempotent: true,
        is_repeatable: true,
        make: |client| Box::pin(async { whole(client.send(PostOnce { name: NAME }).await) }),
    },
    Call {
        name: "file, with a key",
        has_key: true,
        is_idempotent: true,
        is_repeatable: true,
        make: |client| Box::pin(send_file(client)),
    },
    Call {
        name: "stream, with a key",
        has_key: true,
        is_idempotent: true,
        is_repeatable: false,
        make: |client| Box::pin(send_stream(client)),
    },
    Call {
        name: "`-> Download`",
        has_key: false,
        is_idempotent: true,
        is_repeatable: true,
        make: |client| Box::pin(fetch(client)),
    },
    Call {
        name: "`download`",
        has_key: false,
        is_idempotent: true,
        is_repeatable: true,
        make: |client| Box::pin(async { whole(client.download("/file").bytes().await) }),
    },
];

async fn send_file(client: &Client) -> Result<CameTo, Error> {
    let file = TempFile::with("samples.csv", &[b'x'; 16_000]);
    let upload = Upload::from_path(file.path());
    assert!(upload.is_repeatable());
    whole(client.send(Send { file: upload }).await)
}

async fn send_stream(client: &Client) -> Result<CameTo, Error> {
    let upload = Upload::from_stream(Stream(10));
    assert!(!upload.is_repeatable());
    whole(client.send(Send { file: upload }).await)
}

/// So many pieces.
struct Stream(usize);

impl futures_core::Stream for Stream {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or_default();
        Poll::Ready(left.map(|_| Ok(Bytes::from_static(&[b'x'; 2_000]))))
    }
}

async fn fetch(client: &Client) -> Result<CameTo, Error> {
    let mut answer = client.send(Fetch).await?;
    answer.bytes(1 << 20).await?;
    let cuts = answer.cuts();
    let came = whole(Ok(answer))?;
    Ok(CameTo {
        attempts: came.attempts + cuts,
        ..came
    })
}

fn whole<T, M>(answer: Result<Response<T, M>, Error>) -> Result<CameTo, Error> {
    let meta = answer?.meta;
    Ok(CameTo {
        end: End::Status(meta.status.as_u16()),
        attempts: meta.attempts,
    })
}

impl CameTo {
    pub(super) fn of(came: Result<Self, Error>) -> Self {
        match came {
            Ok(came) => came,
            Err(Error::Api(refusal)) => Self {
                end: End::Status(refusal.status().as_u16()),
                attempts: refusal.meta().attempts,
            },
            Err(Error::Call(error)) => Self {
                end: End::Failed(error.kind()),
                attempts: error.attempts(),
            },
        }
    }
}
