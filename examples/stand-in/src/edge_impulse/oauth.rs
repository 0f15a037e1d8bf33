//! OAuth 2.0: tokens for all of its grants, as RFC 6749 has them, and PKCE (RFC 7636).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, EdgeImpulse, PASSWORD, USERNAME};
use crate::lock::lock;

/// How long an access token lasts, in seconds.
const LIFETIME: u64 = 3600;

type Pairs = HashMap<String, String>;

/// What has been given out, and still holds.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// Counts all that was given: nothing is given twice.
    given: u64,
    access: HashSet<String>,
    refresh: HashSet<String>,
    codes: HashMap<String, Code>,
}

/// A code that waits to be exchanged.
#[derive(Debug)]
struct Code {
    redirect_uri: String,
    challenge: String,
}

impl Tokens {
    pub(super) fn is_live(&self, access: &str) -> bool {
        access == ACCESS_TOKEN || self.access.contains(access)
    }

    fn next(&mut self, what: &str) -> String {
        self.given += 1;
        format!("stand-in-ei-{what}-{}", self.given)
    }
}

/// A refusal by RFC 6749 section 5.2.
struct Refused(StatusCode, &'static str, &'static str);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(status, error, description) = self;
        let body = json!({ "error": error, "error_description": description });
        let mut response = (status, json_body(&body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let basic = http::HeaderValue::from_static("Basic realm=\"stand-in\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, basic);
        }
        response
    }
}

fn json_body(body: &Value) -> impl IntoResponse + use<> {
    (
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-store"),
        ],
        body.to_string(),
    )
}

fn refused(error: &'static str, description: &'static str) -> Refused {
    Refused(StatusCode::BAD_REQUEST, error, description)
}

/// Says yes for the user, and sends the browser back with a code.
pub(super) async fn authorize(
    State(server): State<Arc<EdgeImpulse>>,
    Query(query): Query<Pairs>,
) -> Response {
    let value = |name: &str| query.get(name).cloned().unwrap_or_default();
    let is_known = value("client_id") == CLIENT_ID && value("response_type") == "code";
    if !is_known || value("code_challenge_method") != "S256" {
        return refused("invalid_request", "Not a client, or no challenge by S256").into_response();
    }
    let redirect_uri = value("redirect_uri");
    let mut tokens = lock(&server.tokens);
    let code = tokens.next("code");
    let location = format!("{redirect_uri}?code={code}&state={}", value("state"));
    let challenge = value("code_challenge");
    tokens.codes.insert(
        code,
        Code {
            redirect_uri,
            challenge,
        },
    );
    (StatusCode::FOUND, [(LOCATION, location)]).into_response()
}

/// Gives a token for what a grant proves.
pub(super) async fn token(
    State(server): State<Arc<EdgeImpulse>>,
    headers: HeaderMap,
    Form(form): Form<Pairs>,
) -> Response {
    let mut tokens = lock(&server.tokens);
    match grant(&mut tokens, &headers, &form) {
        Ok(has_refresh) => json_body(&answer(&mut tokens, has_refresh)).into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// Whether the grant comes with a refresh token.
fn grant(tokens: &mut Tokens, headers: &HeaderMap, form: &Pairs) -> Result<bool, Refused> {
    let value = |name: &str| form.get(name).map_or("", String::as_str);
    let grant = value("grant_type");
    // A program that its users install keeps no secret, and so none is asked of it for a code.
    let is_public = value("client_id") == CLIENT_ID && matches!(grant, "authorization_code");
    if !is_public && !is_client(headers, form) {
        let description = "Not a client, or a wrong secret";
        return Err(Refused(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            description,
        ));
    }
    match grant {
        "client_credentials" => Ok(false),
        "password" if value("username") == USERNAME && value("password") == PASSWORD => Ok(true),
        "password" => Err(refused("invalid_grant", "Incorrect username or password")),
        "refresh_token" if tokens.refresh.remove(value("refresh_token")) => Ok(true),
        "refresh_token" => Err(refused("invalid_grant", "The refresh token has been used")),
        "authorization_code" => {
            let code = tokens.codes.remove(value("code"));
            let is_right = code.is_some_and(|code| {
                code.redirect_uri == value("redirect_uri")
                    && code.challenge == challenge(value("code_verifier"))
            });
            let wrong = || {
                refused(
                    "invalid_grant",
                    "Not the code, its verifier or its way back",
                )
            };
            is_right.then_some(true).ok_or_else(wrong)
        }
        _ => Err(refused("unsupported_grant_type", "No such grant")),
    }
}

fn answer(tokens: &mut Tokens, has_refresh: bool) -> Value {
    let access = tokens.next("access-token");
    let mut body =
        json!({ "access_token": access, "token_type": "bearer", "expires_in": LIFETIME });
    tokens.access.insert(access);
    if has_refresh {
        let refresh = tokens.next("refresh-token");
        body["refresh_token"] = refresh.clone().into();
        tokens.refresh.insert(refresh);
    }
    body
}

/// RFC 7636 section 4.6.
fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// By Basic or in the body, RFC 6749 section 2.3.1.
fn is_client(headers: &HeaderMap, form: &Pairs) -> bool {
    let in_body = form.get("client_id").zip(form.get("client_secret"));
    in_body.is_some_and(|(id, secret)| id == CLIENT_ID && secret == CLIENT_SECRET)
        || basic(headers).is_some_and(|text| text == format!("{CLIENT_ID}:{CLIENT_SECRET}"))
}

fn basic(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let bytes = BASE64_STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
    String::from_utf8(bytes).ok()
}
