//! The servers that a case talks to, and what they got against what it ought to have been.

use std::cell::{Cell, RefCell};

use endpoint::transport::Reqwest;
use endpoint::{Api, Client, ClientBuilder, Credential, Retry};

use super::Target;
use crate::coverage::exchange::Exchange;
use crate::support::{After, WireRequest, WireServer};

/// The server of the API, and another on a host of its own.
pub(crate) struct Wire {
    target: &'static Target,
    transport: Reqwest,
    api: Host,
    storage: Host,
}

/// A server, what it answers, and how much of what it got has been compared.
pub(crate) struct Host {
    name: &'static str,
    server: WireServer,
    replies: RefCell<Vec<Vec<u8>>>,
    compared: Cell<usize>,
}

impl Wire {
    pub(crate) async fn start(target: &'static Target, transport: Reqwest) -> Self {
        Self {
            target,
            transport,
            api: Host::start(target.host).await,
            storage: Host::start("storage.test").await,
        }
    }

    /// A client of the API, which is here.
    pub(crate) fn client<A: Api, C: Credential>(
        &self,
        builder: ClientBuilder<A, C>,
    ) -> Client<A, C> {
        builder
            .base_url(&(self.api.server.url() + self.target.prefix))
            .user_agent("probe/1.0")
            .retry(Retry::never())
            .transport(self.transport.clone())
            .build()
            .unwrap()
    }

    /// The API answers the next request with this.
    pub(crate) fn answers(&self, reply: impl Into<Vec<u8>>) {
        self.api.answers(reply);
    }

    /// Compares the next request that the API got with its head and body. What is indented is not
    /// meant so, and a boundary is called `boundary`.
    #[track_caller]
    pub(crate) fn sent(&self, head: &str, body: &str) {
        self.api.sent(head, body);
    }

    /// The host that links lead to.
    pub(crate) fn storage(&self) -> &Host {
        &self.storage
    }

    /// All requests and replies, once they have been compared.
    pub(crate) fn finish(self, case: &str) -> Vec<Exchange> {
        for host in [&self.api, &self.storage] {
            let sent = host.server.requests().len();
            assert_eq!(host.compared.get(), sent, "{case}: all is compared");
            assert_eq!(host.replies.borrow().len(), sent, "{case}: all is answered");
        }
        let of_api = self.api.exchanges(self.target.prefix);
        let of_storage = self.storage.exchanges("");
        of_api.into_iter().chain(of_storage).collect()
    }
}

impl Host {
    async fn start(name: &'static str) -> Self {
        Self {
            name,
            server: WireServer::start().await,
            replies: RefCell::default(),
            compared: Cell::new(0),
        }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    fn exchanges(&self, prefix: &'static str) -> Vec<Exchange> {
        let requests = self.server.requests().into_iter();
        let pairs = requests.zip(self.replies.take());
        let exchange = |(request, reply)| Exchange {
            host: self.name,
            request,
            reply,
            prefix,
        };
        pairs.map(exchange).collect()
    }

    pub(crate) fn answers(&self, reply: impl Into<Vec<u8>>) {
        let reply = reply.into();
        self.replies.borrow_mut().push(reply.clone());
        self.server.reply(reply, After::KeepOpen);
    }

    #[track_caller]
    pub(crate) fn sent(&self, head: &str, body: &str) {
        let index = self.compared.get();
        self.compared.set(index + 1);
        let request = self.server.requests().into_iter().nth(index);
        let request = request.expect("a request that has not been compared");
        let (sent_head, sent_body) = self.normal(&request);
        assert_eq!(sent_head, lines(head));
        let is_multipart = sent_head.contains("multipart/");
        let body = if is_multipart {
            lines(body)
        } else {
            body.to_owned()
        };
        assert_eq!(sent_body, body);
    }

    /// Head and body, without what is another in each run.
    fn normal(&self, request: &WireRequest) -> (String, String) {
        let version = concat!("endpoint/", env!("CARGO_PKG_VERSION"));
        let sent = String::from_utf8(request.head.clone()).unwrap();
        let mut head = sent
            .replace(self.server.authority(), self.name)
            .replace(version, "endpoint/*");
        let mut body = String::from_utf8(request.body.clone()).unwrap();
        if let Some((_, boundary)) = sent.split_once("boundary=") {
            let boundary = boundary.lines().next().unwrap();
            head = head.replace(boundary, "boundary");
            let length = format!("content-length: {}", body.len());
            body = body.replace(boundary, "boundary");
            head = head.replace(&length, &format!("content-length: {}", body.len()));
        }
        (head, body)
    }
}

/// Lines as HTTP ends them.
fn lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    lines.join("\r\n")
}
