//! What a body says of a refusal, in one line.

mod plain;

use std::borrow::Cow;

use serde::Deserialize;

use crate::auth::Secret;
use crate::auth::secret::redact;
use crate::response::{Raw, without_bom};

/// The longest message kept, in characters.
const LONGEST: usize = 300;

/// The members in which APIs put what went wrong: GitHub's `message`, flag envelopes' `error`, RFC
/// 9457's `title` and `detail`, JSON:API's `errors`, OAuth's `error_description`.
#[derive(Deserialize)]
struct Known<'a> {
    #[serde(borrow, default)]
    message: Option<Text<'a>>,
    #[serde(borrow, default)]
    error: Option<Text<'a>>,
    #[serde(borrow, default)]
    error_description: Option<Text<'a>>,
    #[serde(borrow, default)]
    detail: Option<Text<'a>>,
    #[serde(borrow, default)]
    title: Option<Text<'a>>,
    #[serde(borrow, default)]
    errors: Option<Errors<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Text<'a> {
    Plain(#[serde(borrow)] Cow<'a, str>),
    Object {
        #[serde(borrow, default)]
        message: Option<Cow<'a, str>>,
    },
    Other(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Errors<'a> {
    List(#[serde(borrow)] Vec<Entry<'a>>),
    Other(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, default)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    detail: Option<Cow<'a, str>>,
}

/// What the body says, without the secrets of the call and without control characters.
pub(crate) fn message(answer: &Raw, secrets: &[Secret]) -> Option<String> {
    let said = match serde_json::from_slice::<Known<'_>>(without_bom(&answer.bytes)) {
        Ok(known) => redact(known.say()?, secrets),
        Err(_) => plain::say(answer, secrets)?,
    };
    Some(shorten(&said))
}

impl Known<'_> {
    fn say(self) -> Option<String> {
        if let Some(Errors::List(entries)) = self.errors
            && let Some(entry) = entries.into_iter().next()
        {
            return join(entry.title, entry.detail);
        }
        let text = |text: Option<Text<'_>>| text.and_then(Text::say);
        text(self.error_description)
            .or_else(|| {
                join(
                    text(self.title).map(Cow::from),
                    text(self.detail).map(Cow::from),
                )
            })
            .or_else(|| text(self.message))
            .or_else(|| text(self.error))
    }
}

impl Text<'_> {
    fn say(self) -> Option<String> {
        match self {
            Text::Plain(text) => Some(text.into_owned()),
            Text::Object { message } => message.map(Cow::into_owned),
            Text::Other(_) => None,
        }
    }
}

fn join(title: Option<Cow<'_, str>>, detail: Option<Cow<'_, str>>) -> Option<String> {
    match (title, detail) {
        (Some(title), Some(detail)) if title != detail => Some(format!("{title}: {detail}")),
        (Some(text), _) | (None, Some(text)) => Some(text.into_owned()),
        (None, None) => None,
    }
}

fn shorten(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Option<String> {
        let answer = http::Response::new(body.to_owned().into());
        message(&answer.into(), &[Secret::new("hunter2")])
    }

    #[test]
    fn the_usual_places_are_read() {
        for (body, expected) in [
            (
                r#"{"message":"Not Found","documentation_url":"x"}"#,
                "Not Found",
            ),
            (
                r#"{"success":false,"error":"no such export"}"#,
                "no such export",
            ),
            (r#"{"error":{"code":1,"message":"deep"}}"#, "deep"),
            (
                r#"{"type":"about:blank","title":"Forbidden","detail":"no access"}"#,
                "Forbidden: no access",
            ),
            (
                r#"{"jsonapi":{},"errors":[{"title":"Bad","detail":"no version"},{"title":"x"}]}"#,
                "Bad: no version",
            ),
            (
                r#"{"error":"invalid_grant","error_description":"expired"}"#,
                "expired",
            ),
        ] {
            assert_eq!(said(body).as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn nothing_is_said_where_nothing_is_known() {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            "3",
            r#"{"errors":{"a":1}}"#,
            r#"{"errors":[]}"#,
            r#"{"error":7}"#,
        ] {
            assert_eq!(said(body), None, "{body}");
        }
    }

    #[test]
    fn secrets_and_control_characters_are_taken_out() {
        assert_eq!(
            said(r#"{"error":"token hunter2\nis bad"}"#).unwrap(),
            "token [redacted] is bad"
        );
    }
}
