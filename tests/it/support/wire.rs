//! A server that answers with the bytes that it is given, and keeps the bytes that it was sent.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The server; it ends when it is dropped.
pub(crate) struct WireServer {
    authority: String,
    state: Arc<Mutex<State>>,
    /// How many connections have come to their end.
    ended: watch::Receiver<usize>,
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
    /// Line and headers, byte for byte.
    pub(crate) head: Vec<u8>,
    /// The body, put together again where it came in chunks.
    pub(crate) body: Vec<u8>,
    /// Which connection it came on, counted from 0.
    pub(crate) connection: usize,
}

impl WireServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let state = Arc::<Mutex<State>>::default();
        let (end, ended) = watch::channel(0);
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state), end));
        Self {
            authority,
            state,
            ended,
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

    /// Waits until this many connections have come to their end.
    pub(crate) async fn ended(&self, connections: usize) {
        let mut ended = self.ended.clone();
        ended.wait_for(|count| *count >= connections).await.unwrap();
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
        let line = self.head.split(|byte| *byte == b'\r').next().unwrap();
        std::str::from_utf8(line).unwrap()
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
        let head = String::from_utf8_lossy(&self.head);
        let mut headers: Vec<_> = head.lines().skip(1).map(header).collect();
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

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>, end: watch::Sender<usize>) {
    let mut connections = 0..;
    while let (Ok((stream, _)), Some(connection)) = (listener.accept().await, connections.next()) {
        let (state, end) = (Arc::clone(&state), end.clone());
        tokio::spawn(async move {
            serve(stream, connection, state).await;
            end.send_modify(|count| *count += 1);
        });
    }
}

/// Answers one request after the other, until the connection or the replies are at their end.
async fn serve(mut stream: TcpStream, connection: usize, state: Arc<Mutex<State>>) {
    while let Some(mut request) = read(&mut stream).await {
        request.connection = connection;
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

/// The next request, once it is there as a whole.
pub(crate) async fn read(stream: &mut TcpStream) -> Option<WireRequest> {
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
        head: bytes,
        body: Vec::new(),
        connection: 0,
    };
    if request.header("transfer-encoding").as_deref() == Some("chunked") {
        request.body = chunks(stream, body).await?;
        return Some(request);
    }
    let length = request.header("content-length");
    let length = length.map_or(0, |length| length.parse().unwrap());
    while body.len() < length {
        more(stream, &mut body).await?;
    }
    request.body = body;
    Some(request)
}

/// What a chunked body (RFC 9112 section 7.1) holds, of which the first bytes are there.
async fn chunks(stream: &mut TcpStream, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = loop {
            if let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
                break end;
            }
            more(stream, &mut bytes).await?;
        };
        let size = std::str::from_utf8(&bytes[..line]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let end = line + 2 + size;
        while bytes.len() < end + 2 {
            more(stream, &mut bytes).await?;
        }
        body.extend_from_slice(&bytes[line + 2..end]);
        assert_eq!(&bytes[end..end + 2], b"\r\n");
        bytes.drain(..end + 2);
        if size == 0 {
            return Some(body);
        }
    }
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(bytes).await.ok()? > 0).then_some(())
}
