//! The server's side: what it wants to be asked, and what it answers.

use std::net::Ipv4Addr;
use std::rc::Rc;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{LocalSet, spawn_local};

use crate::peer::{CALLS, Call};
use crate::values::{
    EDGE_IMPULSE_KEY, EXPORT, GITHUB_KEY, INNER_EXPORT, INNER_ORGANIZATION, ORG, ORGANIZATION,
    OWNER, REPOSITORY, SNYK_KEY, VERSION,
};

/// Answers on one thread, however many connections there are: so it has more to give than the
/// clients can take, and leaves the other core to them.
pub(crate) fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .expect("a runtime");
    runtime.block_on(LocalSet::new().run_until(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a port");
        println!("http://{}", listener.local_addr().expect("an address"));
        let known = Rc::new(CALLS.map(Known::new));
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            spawn_local(answer(stream, Rc::clone(&known)));
        }
    }));
}

/// A call that the server knows.
struct Known {
    target: String,
    credential: String,
    answer: String,
}

impl Known {
    fn new(call: Call) -> Self {
        Self {
            target: target(call),
            credential: credential(call),
            answer: document(call),
        }
    }
}

/// Answers what comes over one connection. The first request is looked at as a whole, those behind
/// it by their first lines, so that there is little to do.
async fn answer(mut stream: TcpStream, known: Rc<[Known; 3]>) {
    let _ = stream.set_nodelay(true);
    let (mut head, mut is_first) = (Vec::with_capacity(4096), true);
    while let Ok(1..) = stream.read_buf(&mut head).await {
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        let call = known
            .iter()
            .find(|call| head.starts_with(call.target.as_bytes()));
        let answer = match call {
            Some(call) if !is_first || has_line(&head, &call.credential) => &call.answer,
            _ => "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        };
        is_first = false;
        head.clear();
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn has_line(head: &[u8], line: &str) -> bool {
    let head = String::from_utf8_lossy(head);
    head.lines().any(|given| {
        let (name, value) = given.split_once(": ").unwrap_or_default();
        format!("{}: {value}", name.to_lowercase()) == line
    })
}

/// The request line.
fn target(call: Call) -> String {
    let target = match call {
        Call::Snyk => format!("/rest/orgs/{ORG}/export/{EXPORT}?version={VERSION}"),
        Call::EdgeImpulse => format!(
            "/v1/api/organizations/{ORGANIZATION}/whitelabel/organizations/{INNER_ORGANIZATION}/exports/{INNER_EXPORT}"
        ),
        Call::List => format!("/repos/{OWNER}/{REPOSITORY}/issues?per_page=100&state=open"),
    };
    format!("GET {target} HTTP/1.1\r\n")
}

fn credential(call: Call) -> String {
    match call {
        Call::Snyk => format!("authorization: token {SNYK_KEY}"),
        Call::EdgeImpulse => format!("x-api-key: {EDGE_IMPULSE_KEY}"),
        Call::List => format!("authorization: Bearer {GITHUB_KEY}"),
    }
}

/// What the clients have to make of it, without what is null.
pub(crate) fn value(call: Call) -> Value {
    let text = body(call);
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    let mut value = match call {
        Call::Snyk => {
            let data = document["data"].take();
            Value::Array(vec![data["id"].clone(), data["attributes"].clone()])
        }
        Call::EdgeImpulse => document["export"].take(),
        Call::List => document,
    };
    strip(&mut value);
    value
}

/// Takes out what is null, which some clients leave out.
pub(crate) fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// A whole answer, with some of the headers that such an API sends.
fn document(call: Call) -> String {
    let headers = match call {
        Call::Snyk => SNYK_HEADERS,
        Call::EdgeImpulse | Call::List => "Content-Type: application/json\r\n",
    };
    let body = body(call);
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nDate: Tue, 15 Oct 2024 09:30:00 GMT\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}

const SNYK_HEADERS: &str = "Content-Type: application/vnd.api+json\r
snyk-request-id: 5b3d7c1e-6a2f-4f0d-8c49-0e7f2b1a9d63\r
snyk-version-requested: 2024-10-15\r
snyk-version-served: 2024-10-15\r
snyk-version-lifecycle-stage: ga\r
";

fn body(call: Call) -> String {
    match call {
        Call::Snyk => export(),
        Call::EdgeImpulse => inner_export(),
        Call::List => issues(),
    }
}

fn export() -> String {
    let files: Vec<String> = (1..=6).map(file).collect();
    let attributes = format!(
        r#"{{"status":"FINISHED","created":"2024-10-15T09:12:44Z","finished":"2024-10-15T09:14:02Z","formats":["csv"],"row_count":7221,"results":[{}]}}"#,
        files.join(",")
    );
    format!(
        r#"{{"jsonapi":{{"version":"1.0"}},"data":{{"type":"export","id":"{EXPORT}","attributes":{attributes}}},"links":{{"self":"/orgs/{ORG}/export/{EXPORT}?version={VERSION}"}}}}"#
    )
}

fn file(number: u32) -> String {
    let (size, rows) = (100_000 + 311 * number, 1200 + number);
    format!(
        r#"{{"url":"https://files.example.com/{EXPORT}/{number}.csv?signature=kq0V9z5tXw3","file_size":{size},"row_count":{rows}}}"#
    )
}

fn inner_export() -> String {
    format!(
        r#"{{"success":true,"export":{{"id":{INNER_EXPORT},"created":"2024-10-15T09:12:44.105Z","createdByUser":{{"id":77,"name":"Dora Abel","username":"dora"}},"jobId":5512301,"jobFinished":true,"jobFinishedSuccessful":true,"description":"Quarterly export","expirationDate":"2024-11-14T09:12:44.105Z","downloadUrl":"https://files.example.com/inner/{INNER_EXPORT}.zip?signature=kq0V9z5tXw3"}}}}"#
    )
}

fn issues() -> String {
    let issues: Vec<String> = (0..100).map(issue).collect();
    format!("[{}]", issues.join(","))
}

fn issue(index: u64) -> String {
    let id = 2_600_000_000 + index * 7919;
    let number = 4800 - index;
    format!(
        r#"{{"id":{id},"number":{number},"title":"Compaction \"stalls\" on segment {index}","state":"open","author":{{"login":"reporter-{index}","id":{index}}},"labels":["bug","storage"],"created_at":"2024-10-15T09:12:44Z","closed_at":null,"comments":{},"locked":false}}"#,
        index % 17
    )
}
