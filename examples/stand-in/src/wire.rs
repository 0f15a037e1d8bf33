//! A client that sends what it is told, for this crate's own tests.

use std::fmt::Write as _;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) struct Request {
    address: String,
    text: String,
    body: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    head: String,
}

impl Request {
    pub(crate) fn get(base: &str, target: &str) -> Self {
        Self::new("GET", base, target)
    }

    pub(crate) fn post(base: &str, target: &str) -> Self {
        Self::new("POST", base, target)
    }

    pub(crate) fn new(method: &str, base: &str, target: &str) -> Self {
        let rest = base.trim_start_matches("http://");
        let (address, prefix) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let text = format!(
            "{method} {prefix}{target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n"
        );
        Self {
            address: address.to_owned(),
            text,
            body: String::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        let _ = write!(self.text, "{name}: {value}\r\n");
        self
    }

    pub(crate) fn json(self, body: &str) -> Self {
        self.body("application/json", body)
    }

    pub(crate) fn body(self, content_type: &str, body: &str) -> Self {
        let length = body.len().to_string();
        Self {
            body: body.to_owned(),
            ..self
                .header("content-type", content_type)
                .header("content-length", &length)
        }
    }

    pub(crate) async fn send(self) -> Answer {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream
            .write_all(format!("{}\r\n{}", self.text, self.body).as_bytes())
            .await
            .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        Answer::parse(&bytes)
    }
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        Self {
            status: head[9..12].parse().unwrap(),
            body: bytes[end + 4..].to_vec(),
            head,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Lets other tasks run until `is_so`.
pub(crate) async fn settle(is_so: impl Fn() -> bool) {
    for _ in 0..1000 {
        if is_so() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it never came to be so");
}
