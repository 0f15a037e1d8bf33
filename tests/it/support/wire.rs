//! A server that answers with the bytes that it is given, and keeps the bytes that it was sent.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// The server; it ends when it is dropped.
pub(crate) struct WireServer {
    authority: String,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    replies: VecDeque<(Vec<u8>, After)>,
    requests: Vec<WireRequest>,
}

/// What becomes of a connection once the reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// It takes the next request, and says nothing until it comes.
    KeepOpen,
    Close,
    Reset,
}

/// A port that is taken, and where nobody listens.
pub(crate) struct ClosedPort {
    url: String,
    _socket: TcpSocket,
}

impl ClosedPort {
    pub(crate) fn hold() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self {
            url: format!("http://{}", socket.local_addr().unwrap()),
            _socket: socket,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct WireRequest {
    head: String,
    pub(crate) body: Vec<u8>,
}

impl WireServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let state = Arc::<Mutex<State>>::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self {
            authority,
            state,
            accepting,
        }
    }

    /// A server with its first replies, each of which leaves its connection open.
    pub(crate) async fn answering<const N: usize>(replies: [String; N]) -> Self {
        let server = Self::start().await;
        for reply in replies {
            server.reply(reply, After::KeepOpen);
        }
        server
    }

    pub(crate) fn reply(&self, bytes: impl Into<Vec<u8>>, after: After) {
        let mut state = self.state.lock().unwrap();
        state.replies.push_back((bytes.into(), after));
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.authority)
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    pub(crate) fn requests(&self) -> Vec<WireRequest> {
        self.state.lock().unwrap().requests.clone()
    }

    /// The one request that there was.
    pub(crate) fn request(&self) -> WireRequest {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }
}

impl Drop for WireServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl WireRequest {
    /// `GET /users HTTP/1.1`
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    /// Path and query.
    pub(crate) fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap()
    }

    /// All headers, by name.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let mut headers: Vec<_> = self.head.lines().skip(1).map(header).collect();
        headers.sort();
        headers
    }

    /// The one header of this name; one that comes twice is an error.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mut values = self
            .headers()
            .into_iter()
            .filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value);
        assert!(values.next().is_none(), "`{name}` was sent twice");
        value
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// An HTTP/1.1 response with its length.
pub(crate) fn response(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

/// A `302 Found`.
pub(crate) fn redirect_to(location: &str) -> String {
    response("302 Found", &format!("Location: {location}\r\n"), "")
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&state)));
    }
}

/// Answers one request after the other, until the connection or the replies are at their end.
async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    while let Some(request) = read(&mut stream).await {
        let reply = {
            let mut state = state.lock().unwrap();
            state.requests.push(request);
            state.replies.pop_front()
        };
        let Some((bytes, after)) = reply else { return };
        if stream.write_all(&bytes).await.is_err() || after == After::Close {
            return;
        }
        if after == After::Reset {
            let _ = stream.set_zero_linger();
            return;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<WireRequest> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        more(stream, &mut bytes).await?;
    };
    let mut body = bytes.split_off(end + 4);
    bytes.truncate(end);
    let mut request = WireRequest {
        head: String::from_utf8_lossy(&bytes).into_owned(),
        body: Vec::new(),
    };
    let length = request.header("content-length");
    let length = length.map_or(0, |length| length.parse().unwrap());
    while body.len() < length {
        more(stream, &mut body).await?;
    }
    request.body = body;
    Some(request)
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(bytes).await.ok()? > 0).then_some(())
}
