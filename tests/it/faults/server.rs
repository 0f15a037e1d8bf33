//! A server that fails as it is told to, a number of times, and is well then.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use endpoint::Clock as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::modes::{End, Fault, Http1, Mode, Take, WHOLE};
use crate::support::{HandClock, WireRequest, read};

/// The time between two pieces of an answer that drips.
const DRIP: Duration = Duration::from_secs(5);

/// The server; it ends when it is dropped.
pub(super) struct Server {
    authority: String,
    state: Arc<State>,
    ended: watch::Receiver<usize>,
    accepting: JoinHandle<()>,
}

/// What its connections share.
pub(super) struct State {
    pub(super) mode: &'static Mode,
    clock: HandClock,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    /// The keys of the requests that came.
    keys: Vec<Option<String>>,
    /// How often it will still fail.
    left: usize,
    /// Whether the connection that is to be kept is there already.
    is_warm: bool,
    silences: usize,
}

/// What is done with the next request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is answered, so that its connection is kept.
    Warm,
    Fault,
    Well,
}

impl Server {
    pub(super) async fn start(mode: &'static Mode, times: usize, clock: HandClock) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let state = Arc::new(State {
            mode,
            clock,
            log: Mutex::new(Log {
                left: times,
                is_warm: !mode.is_kept,
                ..Log::default()
            }),
        });
        let (end, ended) = watch::channel(0);
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state), end));
        Self {
            authority,
            state,
            ended,
            accepting,
        }
    }

    pub(super) fn url(&self) -> String {
        let scheme = match self.state.mode.fault {
            Fault::Handshake => "https",
            _ => "http",
        };
        format!("{scheme}://{}", self.authority)
    }

    /// The keys of all requests that came, but for the one that was to be kept for.
    pub(super) fn keys(&self) -> Vec<Option<String>> {
        self.state.log().keys.clone()
    }

    /// How often it has come to a halt.
    pub(super) fn silences(&self) -> usize {
        self.state.log().silences
    }

    /// Waits until a connection has come to its end.
    pub(super) async fn ended(&self) {
        self.ended
            .clone()
            .wait_for(|count| *count > 0)
            .await
            .unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl State {
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap()
    }

    pub(super) fn turn(&self) -> Turn {
        let mut log = self.log();
        if !std::mem::replace(&mut log.is_warm, true) {
            return Turn::Warm;
        }
        match log.left.checked_sub(1) {
            Some(left) => {
                log.left = left;
                Turn::Fault
            }
            None => Turn::Well,
        }
    }

    /// Notes a request that has come, by its key.
    pub(super) fn came(&self, key: Option<String>) {
        self.log().keys.push(key);
    }

    /// Says nothing more.
    async fn fall_silent<T>(&self) -> T {
        self.log().silences += 1;
        std::future::pending().await
    }
}

async fn accept(listener: TcpListener, state: Arc<State>, end: watch::Sender<usize>) {
    while let Ok((stream, _)) = listener.accept().await {
        if matches!(state.mode.fault, Fault::AtStart) && state.turn() == Turn::Fault {
            continue;
        }
        stream.set_nodelay(true).unwrap();
        let (state, end) = (Arc::clone(&state), end.clone());
        tokio::spawn(async move {
            match state.mode.fault {
                Fault::Http2(fault) => super::http2::serve(stream, fault, &state).await,
                _ => serve(stream, &state).await,
            }
            end.send_modify(|count| *count += 1);
        });
    }
}

async fn serve(mut stream: TcpStream, state: &State) {
    while stream.peek(&mut [0]).await.is_ok_and(|count| count > 0) {
        let turn = state.turn();
        let fault = match (state.mode.fault, turn) {
            (Fault::Http1(fault), Turn::Fault) => fault,
            (Fault::Handshake, Turn::Fault) => return,
            _ => well(state.mode, turn),
        };
        let Some(request) = take(&mut stream, fault.take).await else {
            return;
        };
        if turn != Turn::Warm {
            state.came(request.header("idempotency-key"));
        }
        if answer(&mut stream, fault, state).await.is_none() {
            return;
        }
    }
}

/// A connection that is to be closed while it is idle is so behind its first answer.
fn well(mode: &Mode, turn: Turn) -> Http1 {
    let is_last = turn == Turn::Warm && mode.is_idle();
    Http1 {
        take: Take::All,
        answer: WHOLE,
        end: if is_last { End::Close } else { End::Keep },
    }
}

async fn take(stream: &mut TcpStream, take: Take) -> Option<WireRequest> {
    if take == Take::All {
        return read(stream).await;
    }
    let request = see(stream).await?;
    let has_body = request.header("transfer-encoding").is_some()
        || request
            .header("content-length")
            .is_some_and(|length| length != "0");
    if take == Take::Part && has_body {
        let mut part = vec![0; request.head.len() + b"\r\n\r\n".len() + 1];
        stream.read_exact(&mut part).await.ok()?;
    }
    Some(request)
}

/// The head of a request that is left where it is.
async fn see(stream: &mut TcpStream) -> Option<WireRequest> {
    let mut bytes = vec![0; 1 << 14];
    loop {
        let count = stream
            .peek(&mut bytes)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        let mut head = &bytes[..count];
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            head = &head[..end];
            return Some(WireRequest {
                head: head.to_vec(),
                body: Vec::new(),
                connection: 0,
            });
        }
        tokio::task::yield_now().await;
    }
}

/// Writes an answer; `None` where the connection is over then.
async fn answer(stream: &mut TcpStream, fault: Http1, state: &State) -> Option<()> {
    let size = match fault.end {
        End::Drip => fault.answer.len() / 6,
        _ => usize::MAX,
    };
    for (at, piece) in fault.answer.chunks(size).enumerate() {
        if at > 0 {
            state.clock.sleep(DRIP).await;
        }
        stream.write_all(piece).await.ok()?;
    }
    match fault.end {
        End::Keep | End::Drip => Some(()),
        End::Close => None,
        End::Reset => {
            let _ = stream.set_zero_linger();
            None
        }
        End::Silent => state.fall_silent().await,
        End::Hold => std::future::pending().await,
    }
}
