//! A request as it came, and the reply that it got.

use std::borrow::Cow;

use crate::support::WireRequest;

/// A request as it came, and the reply that it got.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// Whose server it was.
    pub(crate) host: &'static str,
    pub(crate) request: WireRequest,
    pub(crate) reply: Vec<u8>,
    /// What the base URL has in front of the paths.
    pub(crate) prefix: &'static str,
}

/// A pair of the query as it stands on the wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair<'e> {
    name: &'e str,
    value: &'e str,
}

/// A part of a multipart body.
#[derive(Debug)]
pub(crate) struct SentPart<'e> {
    pub(crate) name: Cow<'e, str>,
    pub(crate) file_name: Option<Cow<'e, str>>,
    pub(crate) content_type: Option<String>,
    pub(crate) body: &'e [u8],
}

impl Exchange {
    pub(crate) fn method(&self) -> &str {
        self.request.line().split(' ').next().unwrap()
    }

    /// The path behind the base URL's own.
    pub(crate) fn path(&self) -> &str {
        let target = self.request.target();
        let path = target.split('?').next().unwrap();
        path.strip_prefix(self.prefix).expect("the base URL's path")
    }

    pub(crate) fn query(&self) -> Vec<Pair<'_>> {
        let query = self.request.target().split_once('?');
        let pairs = query.map_or("", |(_, query)| query).split('&');
        pairs
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Pair { name, value }
            })
            .collect()
    }

    pub(crate) fn request_header(&self, name: &str) -> Option<String> {
        self.request.header(name)
    }

    /// The media type of what was sent.
    pub(crate) fn content_type(&self) -> String {
        media_type(&self.request_header("content-type").unwrap_or_default())
    }

    /// The parts of a multipart body.
    pub(crate) fn parts(&self) -> Vec<SentPart<'_>> {
        let content_type = self.request_header("content-type").unwrap_or_default();
        let (_, boundary) = content_type.split_once("boundary=").unwrap();
        let delimiter = format!("--{}", boundary.trim_matches('"'));
        let body = &self.request.body;
        let starts: Vec<usize> = body
            .windows(delimiter.len())
            .enumerate()
            .filter(|(_, window)| *window == delimiter.as_bytes())
            .map(|(start, _)| start)
            .collect();
        let parts = starts.windows(2).map(|pair| {
            let part = &body[pair[0] + delimiter.len() + 2..pair[1] - 2];
            SentPart::read(part)
        });
        parts.collect()
    }

    fn reply_head(&self) -> &str {
        std::str::from_utf8(split(&self.reply).0).unwrap()
    }

    pub(crate) fn status(&self) -> u16 {
        let status = self.reply_head().split(' ').nth(1);
        status.unwrap().parse().unwrap()
    }

    pub(crate) fn reply_header(&self, name: &str) -> Option<&str> {
        header(self.reply_head(), name)
    }

    pub(crate) fn reply_type(&self) -> String {
        media_type(self.reply_header("content-type").unwrap_or_default())
    }

    pub(crate) fn reply_body(&self) -> &[u8] {
        split(&self.reply).1
    }
}

impl<'e> Pair<'e> {
    pub(crate) fn name(&self) -> Cow<'e, str> {
        decoded(self.name)
    }

    pub(crate) fn value(&self) -> String {
        decoded(self.value).into_owned()
    }

    /// What the commas separate, unless they are encoded themselves.
    pub(crate) fn items(&self) -> Vec<String> {
        let items = self.value.split(',');
        items.map(|item| decoded(item).into_owned()).collect()
    }
}

impl<'e> SentPart<'e> {
    fn read(part: &'e [u8]) -> Self {
        let (head, body) = split(part);
        let head = std::str::from_utf8(head).unwrap();
        let disposition = header(head, "content-disposition").unwrap();
        let field = |name: &str| {
            let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
            Some(decoded(rest.split('"').next()?))
        };
        Self {
            name: field("name").unwrap(),
            file_name: field("filename"),
            content_type: header(head, "content-type").map(media_type),
            body,
        }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(self.body).unwrap()
    }
}

/// A message's head and body.
fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("a head and a body");
    (&message[..end], &message[end + 4..])
}

fn header<'e>(head: &'e str, name: &str) -> Option<&'e str> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A media type without its parameters.
fn media_type(content_type: &str) -> String {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let (bytes, mut decoded, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at] == b'%' {
            decoded.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    Cow::Owned(String::from_utf8(decoded).unwrap())
}
