//! Bodies that are read while they are sent.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use endpoint::{ErrorKind, Upload, endpoint};
use futures_core::Stream;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::Over;
use crate::support::{After, WireServer, failed, refused, response, shown};

over_each!(
    a_stream_of_known_length_has_a_length,
    a_stream_of_unknown_length_comes_in_chunks,
    a_stream_may_be_empty,
    a_stream_that_fails_is_no_lost_connection,
    an_answer_may_come_before_the_body_is_whole,
    a_connection_that_is_lost_while_sending_is_told_as_such,
);

#[endpoint(PUT "/file")]
struct Put {
    #[body]
    file: Upload,
}

/// Pieces, and then the end, or nothing more.
struct Given<E> {
    pieces: Vec<Result<Bytes, E>>,
    ends: bool,
}

impl<E: Unpin> Stream for Given<E> {
    type Item = Result<Bytes, E>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.pieces.pop() {
            None if !self.ends => Poll::Pending,
            piece => Poll::Ready(piece),
        }
    }
}

fn pieces<E: Into<Box<dyn std::error::Error + Send + Sync>> + Unpin + Send + 'static>(
    mut pieces: Vec<Result<Bytes, E>>,
) -> Upload {
    pieces.reverse();
    Upload::from_stream(Given { pieces, ends: true })
}

/// 3 MiB in 48 pieces.
fn large() -> Vec<Result<Bytes, Infallible>> {
    let piece = |index| Ok(Bytes::from(vec![index; 1 << 16]));
    (0..48).map(piece).collect()
}

async fn a_stream_of_known_length_has_a_length(over: Over) {
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let file = pieces(large()).length(3 << 20);
    over.calling(&server).send(Put { file }).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("content-length").as_deref(), Some("3145728"));
    assert_eq!(request.header("transfer-encoding"), None);
    assert_eq!((request.body.len(), request.body[3 << 19]), (3 << 20, 24));
}

async fn a_stream_of_unknown_length_comes_in_chunks(over: Over) {
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let file = pieces(large());
    over.calling(&server).send(Put { file }).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("content-length"), None);
    assert_eq!(
        request.header("transfer-encoding").as_deref(),
        Some("chunked")
    );
    assert_eq!((request.body.len(), request.body[3 << 19]), (3 << 20, 24));
}

async fn a_stream_may_be_empty(over: Over) {
    let ok = || response("200 OK", "", "");
    let server = WireServer::answering([ok(), ok()]).await;
    let client = over.calling(&server);
    let nothing = || pieces::<Infallible>(Vec::new());
    let file = nothing();
    client.send(Put { file }).await.unwrap();
    let file = nothing().length(0);
    client.send(Put { file }).await.unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].header("transfer-encoding").as_deref(),
        Some("chunked")
    );
    assert_eq!(requests[1].header("content-length").as_deref(), Some("0"));
    assert!(requests.iter().all(|request| request.body.is_empty()));
}

async fn a_stream_that_fails_is_no_lost_connection(over: Over) {
    for length in [None, Some(100)] {
        let server = WireServer::answering([response("200 OK", "", "")]).await;
        let file = pieces(vec![
            Ok(Bytes::from_static(b"half")),
            Err(std::io::Error::other("the disk is gone")),
        ]);
        let file = length.map_or_else(|| file.clone(), |length| file.clone().length(length));
        let error = failed(over.calling(&server).send(Put { file }).await);
        assert_eq!(error.kind(), ErrorKind::Upload, "{error:?}");
        assert!(shown(&error).contains("the disk is gone"), "{error:?}");
        // What came of it is not taken for a whole body.
        server.ended(1).await;
        assert!(server.requests().is_empty());
    }
}

async fn an_answer_may_come_before_the_body_is_whole(over: Over) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = [0; 16];
        stream.read_exact(&mut head).await.unwrap();
        let refusal = response("413 Content Too Large", "Connection: close\r\n", "no");
        stream.write_all(refusal.as_bytes()).await.unwrap();
        // The rest is read as long as it comes.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    let file = Upload::from_stream(Given {
        pieces: large(),
        ends: false,
    });
    let refusal = refused(over.client(&url).send(Put { file }).await);
    assert_eq!(refusal.status().as_u16(), 413);
    assert_eq!(&refusal.bytes()[..], b"no");
}

async fn a_connection_that_is_lost_while_sending_is_told_as_such(over: Over) {
    let server = WireServer::start().await;
    server.reply("", After::Reset);
    let file = pieces(large());
    let error = failed(over.calling(&server).send(Put { file }).await);
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}
