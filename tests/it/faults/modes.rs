//! What a server does wrong.

use std::sync::LazyLock;

/// A way to fail.
pub(super) struct Mode {
    pub(super) name: &'static str,
    /// How the tables of others call it: table and mode.
    pub(super) known_as: &'static [(&'static str, &'static str)],
    pub(super) fault: Fault,
    /// Whether the connection was used before, and kept.
    pub(super) is_kept: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nobody listens.
    Refuses,
    /// The TLS handshake is not answered, but closed.
    Handshake,
    /// The connection is closed as soon as it is there.
    AtStart,
    Http1(Http1),
    Http2(Http2),
}

/// What is done with a request of HTTP/1.1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Http1 {
    pub(super) take: Take,
    pub(super) answer: &'static [u8],
    pub(super) end: End,
}

/// How much of a request is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    All,
    /// Its head is seen, and not taken.
    Nothing,
    /// Its head, and the first byte of its body.
    Part,
}

/// What becomes of the connection behind the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Keep,
    Close,
    Reset,
    /// Nothing more comes, and it is not closed.
    Silent,
    /// As that, where nothing more needs to come.
    Hold,
    /// The answer goes out piece by piece, some seconds apart.
    Drip,
}

/// What is done with a stream of HTTP/2.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Http2 {
    /// `RST_STREAM` with this code.
    Reset(u32),
    /// `GOAWAY`, whose last stream is the one before.
    GoAwayBefore,
    /// `GOAWAY`, whose last stream is this one, and the end of the connection.
    GoAwayBehind,
    /// The head of an answer, with or without the length of its body, and then a `GOAWAY` whose
    /// last stream is the one before.
    GoAwayInAnswer { has_length: bool },
    /// A whole answer, `GOAWAY` and the end of the connection.
    GoAwayIdle,
}

/// `REFUSED_STREAM` and `INTERNAL_ERROR` (RFC 9113 section 7).
const REFUSED_STREAM: u32 = 7;
const INTERNAL_ERROR: u32 = 2;

pub(super) const BODY: &str = r#"{"id":1,"name":"Ada"}"#;
pub(super) const WHOLE: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{\"id\":1,\"name\":\"Ada\"}";
const HALF_HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Le";
pub(super) const HALF_BODY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{\"id\":1,";
const HALF_ENDED: &[u8] =
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"id\":1,\r\n0\r\n\r\n";
const BAD_CHUNK: &[u8] =
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"id\":1,\r\nlskdu018973t09sylgasjkfg1][]'./.sdlv";
const RANDOM: &[u8] = b"\x8f\x02k\xd5\x13\x99\0\x1b\xe0!\xf7\n\x05\xaa\r\n\r\n\xcc\x07";
const ERROR: &[u8] = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
const BUSY_FOR: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n";
const TOO_MANY: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n";

const AZURE: &str = "azure_http_fault_injector";
const WIREMOCK: &str = "wiremock";
const OKHTTP: &str = "okhttp_mockwebserver";
const TOXIPROXY: &str = "toxiproxy";

/// All of them, in the order of the page.
pub(super) static MODES: LazyLock<Vec<Mode>> = LazyLock::new(|| {
    let mut modes = connections();
    modes.extend(silences());
    modes.extend(answers());
    modes.extend(bodies());
    modes.extend(kept());
    modes.extend(http2());
    modes
});

/// The request is read, and this is answered.
fn answering(name: &'static str, answer: &'static [u8], end: End) -> Mode {
    let take = Take::All;
    Mode::new(name, Fault::Http1(Http1 { take, answer, end }))
}

/// Some of the request is left unread.
fn leaving(name: &'static str, take: Take, answer: &'static [u8], end: End) -> Mode {
    Mode::new(name, Fault::Http1(Http1 { take, answer, end }))
}

impl Mode {
    pub(super) fn new(name: &'static str, fault: Fault) -> Self {
        Self {
            name,
            known_as: &[],
            fault,
            is_kept: false,
        }
    }

    const fn known_as(mut self, names: &'static [(&'static str, &'static str)]) -> Self {
        self.known_as = names;
        self
    }

    fn kept(mut self) -> Self {
        self.is_kept = true;
        self
    }

    /// Whether there is no connection for as long as it lasts.
    pub(super) fn is_handshake(&self) -> bool {
        matches!(self.fault, Fault::Refuses | Fault::Handshake)
    }

    /// Whether the fault is that the connection is closed while it is idle.
    pub(super) fn is_idle(&self) -> bool {
        self.is_kept
            && match self.fault {
                Fault::Http1(fault) => fault.answer == WHOLE,
                fault => fault == Fault::Http2(Http2::GoAwayIdle),
            }
    }

    /// Whether the server says that it did nothing with the request.
    pub(super) fn is_undone(&self) -> bool {
        match self.fault {
            Fault::Http1(fault) => fault.answer == BUSY_FOR || fault.answer == TOO_MANY,
            Fault::Http2(fault) => {
                [Http2::Reset(REFUSED_STREAM), Http2::GoAwayBefore].contains(&fault)
            }
            _ => false,
        }
    }

    pub(super) fn is_http2(&self) -> bool {
        matches!(self.fault, Fault::Http2(_))
    }
}

fn connections() -> Vec<Mode> {
    vec![
        Mode::new("no connection: nobody listens", Fault::Refuses),
        Mode::new(
            "no connection: closed in the TLS handshake",
            Fault::Handshake,
        )
        .known_as(&[(OKHTTP, "FAIL_HANDSHAKE")]),
        Mode::new("connection closed at once", Fault::AtStart)
            .known_as(&[(OKHTTP, "DISCONNECT_AT_START")]),
    ]
}

fn silences() -> Vec<Mode> {
    vec![
        answering("no answer, silence", b"", End::Silent).known_as(&[
            (AZURE, "n"),
            (TOXIPROXY, "timeout"),
            (OKHTTP, "NO_RESPONSE"),
            (OKHTTP, "STALL_SOCKET_AT_START"),
        ]),
        answering("no answer, closed", b"", End::Close).known_as(&[
            (AZURE, "nc"),
            (WIREMOCK, "EMPTY_RESPONSE"),
            (OKHTTP, "DISCONNECT_AFTER_REQUEST"),
        ]),
        answering("no answer, reset", b"", End::Reset).known_as(&[
            (AZURE, "na"),
            (WIREMOCK, "CONNECTION_RESET_BY_PEER"),
            (TOXIPROXY, "reset_peer"),
        ]),
        answering("half a head, silence", HALF_HEAD, End::Silent),
        answering("half a head, closed", HALF_HEAD, End::Close),
        answering("half a head, reset", HALF_HEAD, End::Reset),
        answering("half a body, silence", HALF_BODY, End::Silent).known_as(&[(AZURE, "p")]),
        answering("half a body, closed", HALF_BODY, End::Close).known_as(&[
            (AZURE, "pc"),
            (OKHTTP, "DISCONNECT_DURING_RESPONSE_BODY"),
            (TOXIPROXY, "limit_data"),
        ]),
        answering("half a body, reset", HALF_BODY, End::Reset).known_as(&[(AZURE, "pa")]),
        answering("half a body, ended as if whole", HALF_ENDED, End::Keep)
            .known_as(&[(AZURE, "pn")]),
    ]
}

fn answers() -> Vec<Mode> {
    vec![
        answering("half a body, then a malformed chunk", BAD_CHUNK, End::Close)
            .known_as(&[(WIREMOCK, "MALFORMED_RESPONSE_CHUNK")]),
        answering("random bytes, closed", RANDOM, End::Close)
            .known_as(&[(WIREMOCK, "RANDOM_DATA_THEN_CLOSE")]),
        answering("a whole answer, in drips", WHOLE, End::Drip)
            .known_as(&[(WIREMOCK, "chunkedDribbleDelay")]),
        answering("a whole answer", WHOLE, End::Keep)
            .known_as(&[(AZURE, "f"), (OKHTTP, "KEEP_OPEN")]),
        answering("500", ERROR, End::Keep),
        answering("503", BUSY, End::Keep),
        answering("503 with `Retry-After`", BUSY_FOR, End::Keep),
        answering("429 with `Retry-After`", TOO_MANY, End::Keep),
    ]
}

fn bodies() -> Vec<Mode> {
    vec![
        leaving(
            "reset before the request is read",
            Take::Nothing,
            b"",
            End::Reset,
        ),
        leaving("reset amid the request's body", Take::Part, b"", End::Reset)
            .known_as(&[(OKHTTP, "DISCONNECT_DURING_REQUEST_BODY")]),
        leaving(
            "a whole answer, the request unread",
            Take::Nothing,
            WHOLE,
            End::Hold,
        )
        .known_as(&[(OKHTTP, "DO_NOT_READ_REQUEST_BODY")]),
    ]
}

fn kept() -> Vec<Mode> {
    vec![
        answering("kept connection, closed while idle", WHOLE, End::Close)
            .kept()
            .known_as(&[
                (OKHTTP, "DISCONNECT_AT_END"),
                (OKHTTP, "SHUTDOWN_OUTPUT_AT_END"),
            ]),
        leaving(
            "kept connection, reset as the request comes",
            Take::Nothing,
            b"",
            End::Reset,
        )
        .kept(),
        answering(
            "kept connection, closed instead of an answer",
            b"",
            End::Close,
        )
        .kept(),
    ]
}

fn http2() -> Vec<Mode> {
    let mode = |name, fault| Mode::new(name, Fault::Http2(fault));
    vec![
        mode("HTTP/2: `REFUSED_STREAM`", Http2::Reset(REFUSED_STREAM)),
        mode("HTTP/2: another `RST_STREAM`", Http2::Reset(INTERNAL_ERROR))
            .known_as(&[(OKHTTP, "RESET_STREAM_AT_START")]),
        mode("HTTP/2: `GOAWAY` without the request", Http2::GoAwayBefore),
        mode(
            "HTTP/2: `GOAWAY` with the request, closed",
            Http2::GoAwayBehind,
        ),
        mode(
            "HTTP/2: `GOAWAY` amid the answer",
            Http2::GoAwayInAnswer { has_length: true },
        ),
        mode("HTTP/2: `GOAWAY` while idle", Http2::GoAwayIdle).kept(),
    ]
}
