//! The server's HTTP/2, frame by frame (RFC 9113 section 6).

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::modes::{BODY, Http2};
use super::server::{State, Turn};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The types of frames that matter here.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 200`, the eighth of HPACK's static table (RFC 7541 appendix A).
const OK: &[u8] = b"\x88";
/// The same, and `content-length: 21`, whose name is the 28th.
const OK_21: &[u8] = b"\x88\x0f\x0d\x0221";

struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
}

/// A connection, and what is being asked on it.
struct Connection<'a> {
    io: TcpStream,
    state: &'a State,
    turn: Turn,
}

/// Serves until the connection is over, or fails.
pub(super) async fn serve(io: TcpStream, fault: Http2, state: &State) {
    let turn = Turn::Well;
    let mut connection = Connection { io, state, turn };
    let _ = connection.run(fault).await;
}

impl Connection<'_> {
    /// `None` where the connection is over.
    async fn run(&mut self, fault: Http2) -> Option<()> {
        self.io.read_exact(&mut [0; PREFACE.len()]).await.ok()?;
        self.write(SETTINGS, 0, 0, &[]).await?;
        loop {
            let frame = self.frame().await?;
            match frame.kind {
                SETTINGS if frame.flags & ACK == 0 => self.write(SETTINGS, ACK, 0, &[]).await?,
                HEADERS => self.begun(fault, frame.stream).await?,
                _ => {}
            }
            if matches!(frame.kind, HEADERS | DATA) && frame.flags & END_STREAM != 0 {
                self.asked(fault, frame.stream).await?;
            }
        }
    }

    /// The head of a request has come.
    async fn begun(&mut self, fault: Http2, stream: u32) -> Option<()> {
        self.turn = self.state.turn();
        if self.turn != Turn::Warm {
            self.state.came(None);
        }
        match (self.turn, fault) {
            (Turn::Fault, Http2::Reset(code)) => {
                self.write(RST_STREAM, 0, stream, &code.to_be_bytes()).await
            }
            (Turn::Fault, Http2::GoAwayBefore) => self.go_away(stream - 1).await,
            _ => Some(()),
        }
    }

    /// The whole of a request has come.
    async fn asked(&mut self, fault: Http2, stream: u32) -> Option<()> {
        match (self.turn, fault) {
            (Turn::Fault, Http2::Reset(_) | Http2::GoAwayBefore) => Some(()),
            (Turn::Fault, Http2::GoAwayBehind) => {
                self.go_away(stream).await?;
                None
            }
            (Turn::Fault, Http2::GoAwayInAnswer { has_length }) => {
                let head = if has_length { OK_21 } else { OK };
                self.write(HEADERS, END_HEADERS, stream, head).await?;
                self.go_away(stream - 1).await
            }
            (Turn::Warm, Http2::GoAwayIdle) => {
                self.answer(stream).await?;
                self.go_away(stream).await?;
                None
            }
            _ => self.answer(stream).await,
        }
    }

    async fn answer(&mut self, stream: u32) -> Option<()> {
        self.write(HEADERS, END_HEADERS, stream, OK_21).await?;
        self.write(DATA, END_STREAM, stream, BODY.as_bytes()).await
    }

    /// Says which stream is the last that it has taken up, and no error.
    async fn go_away(&mut self, last: u32) -> Option<()> {
        let payload = [last.to_be_bytes(), [0; 4]].concat();
        self.write(GOAWAY, 0, 0, &payload).await
    }

    async fn frame(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.io.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let length = u32::from_be_bytes([0, a, b, c]);
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        self.io.read_exact(&mut payload).await.ok()?;
        Some(Frame {
            kind,
            flags,
            stream: u32::from_be_bytes(stream),
        })
    }

    async fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Option<()> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let head = [length[1], length[2], length[3], kind, flags];
        let frame = [&head[..], &stream.to_be_bytes(), payload].concat();
        self.io.write_all(&frame).await.ok()
    }
}
