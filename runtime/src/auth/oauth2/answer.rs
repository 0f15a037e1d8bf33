//! What a token endpoint answers ([RFC 6749 sections 5.1 and 5.2]).
//!
//! [RFC 6749 sections 5.1 and 5.2]: https://www.rfc-editor.org/rfc/rfc6749#section-5

use std::time::SystemTime;

use http::HeaderValue;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::failure::Failure;
use super::grant::{Ask, Grant, Settings};
use super::{Token, lifetime};
use crate::auth::Secret;
use crate::auth::secret::redact;
use crate::error::said;
use crate::response::{Incoming, MediaType, Raw, without_bom};

/// An answer's members, each of which may be anything.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Members {
    access_token: Member,
    token_type: Member,
    expires_in: Member,
    refresh_token: Member,
    scope: Member,
    error: Member,
}

type Member = Option<Box<RawValue>>;

/// The token in an answer. One without a refresh token leaves the old one in force.
pub(super) fn read(
    answer: Incoming,
    settings: &Settings,
    ask: &Ask,
    date: SystemTime,
) -> Result<Token, Failure> {
    let body = without_bom(&answer.raw.bytes);
    // A list would do for serde, and its texts would be taken for what they are not.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    let members = serde_json::from_slice::<Members>(body).ok();
    let members = members.filter(|_| is_object);
    let about = About {
        settings,
        ask,
        is_json: members.is_some(),
    };
    let members = members.unwrap_or_default();
    let access = text(&members.access_token).filter(|access| !access.is_empty());
    let (Some(access), true) = (access, answer.status().is_success()) else {
        return Err(about.refusal(&members, answer));
    };
    if let Some(fault) = fault(&access, &members, &answer) {
        return Err(about.failure(&fault, answer, None));
    }
    let mut token = Token::new(access);
    let life = members.expires_in.as_deref().map(RawValue::get);
    if let Some(life) = life.and_then(lifetime::read) {
        token.issued_at = Some(date);
        token.expires_at = lifetime::end(date, life);
    }
    token.refresh = text(&members.refresh_token)
        .filter(|refresh| !refresh.is_empty())
        .map(Secret::new);
    if let (None, Ask::Refresh(old)) = (&token.refresh, ask) {
        token.refresh = Some(old.clone());
    }
    token.scope = text(&members.scope);
    Ok(token)
}

/// Why a token that came is of no use.
fn fault(access: &str, members: &Members, answer: &Incoming) -> Option<String> {
    let ty = text(&members.token_type).unwrap_or_else(|| "bearer".to_owned());
    if !ty.trim().eq_ignore_ascii_case("bearer") {
        let ty = shown(&ty, answer);
        return Some(format!(
            "gave a token of type `{ty}`, and only `Bearer` can be sent; ask the server for that"
        ));
    }
    HeaderValue::from_str(access).is_err().then(|| {
        "gave an access token with a character that no header can hold; check the token URL"
            .to_owned()
    })
}

/// What an answer without a token is to be called.
struct About<'a> {
    settings: &'a Settings,
    ask: &'a Ask,
    is_json: bool,
}

impl About<'_> {
    fn refusal(&self, members: &Members, answer: Incoming) -> Failure {
        let code = text(&members.error).map(|code| shown(&code, &answer));
        // Some servers give tokens as a form, and those are not to be shown.
        let is_told = self.is_json || is_page(&answer.raw) || !answer.status().is_success();
        let said = is_told.then(|| said(&answer.raw, &answer.origin.secrets));
        let what = match (&code, said.flatten()) {
            (Some(code), Some(said)) if *code != said => format!("said no: `{code}`: {said}"),
            (Some(code), _) => format!("said no: `{code}`"),
            (None, Some(said)) => format!("gave no token: {said}"),
            (None, None) => "gave no token".to_owned(),
        };
        let help = self.help(code.as_deref(), &answer.raw);
        self.failure(&format!("{what}; {help}"), answer, code)
    }

    fn failure(&self, what: &str, answer: Incoming, code: Option<String>) -> Failure {
        let message = format!("the token endpoint {} {what}", self.settings.token_url);
        Failure::answered(message, answer.raw, code)
    }

    fn help(&self, code: Option<&str>, answer: &Raw) -> &'static str {
        if let Some(help) = code.and_then(|code| self.help_by_code(code)) {
            return help;
        }
        let status = answer.status;
        if status.is_redirection() {
            "its answer is a redirect, and secrets are not sent on; give the URL that it leads to"
        } else if status.is_server_error() || matches!(status.as_u16(), 408 | 429) {
            "it may do so later, so try again"
        } else if is_page(answer) || !self.is_json {
            "its answer is no JSON, so check the token URL"
        } else if status.is_success() {
            "there is no `access_token` in its answer, so check the token URL"
        } else {
            "check the token URL, the client's id and its secret"
        }
    }

    /// By [RFC 6749 section 5.2].
    ///
    /// [RFC 6749 section 5.2]: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
    fn help_by_code(&self, code: &str) -> Option<&'static str> {
        Some(match code {
            "invalid_grant" => match (self.ask, &self.settings.grant) {
                (Ask::Own, Grant::Password { .. }) => "check the user's name and password",
                (Ask::Own, Grant::Code(_)) => {
                    "the code has been used or is too old, so sign in again"
                }
                _ => "the refresh token is used up, too old or withdrawn, so sign in again",
            },
            "invalid_client" => {
                "check the client's id and secret; some servers want them by `client_in_body()`"
            }
            "unauthorized_client" | "unsupported_grant_type" => {
                "see in the server's settings which grants the client may use"
            }
            "invalid_scope" => "check the scope",
            "invalid_target" => "check the parameters `resource` and `audience`",
            "invalid_request" => "see in the server's manual which parameters it wants",
            "temporarily_unavailable" | "server_error" => "try again later",
            _ => return None,
        })
    }
}

fn is_page(answer: &Raw) -> bool {
    MediaType::of(&answer.headers).is_some_and(|ty| ty.is_html())
}

fn text(member: &Member) -> Option<String> {
    serde_json::from_str(member.as_deref()?.get()).ok()
}

/// A word of the server's, fit to be shown.
fn shown(word: &str, answer: &Incoming) -> String {
    // A secret is known by the whole of it, so it goes first.
    let word = redact(word.to_owned(), &answer.origin.secrets);
    let short: String = word.chars().take(80).collect();
    short.escape_debug().to_string()
}
