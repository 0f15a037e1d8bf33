//! Who may.

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

use super::{API_KEY, JWT};

/// Whether any of the four is there and right.
pub(super) fn is_accepted(headers: &HeaderMap, is_live: impl Fn(&str) -> bool) -> bool {
    is_jwt(headers) || header_is(headers, "x-api-key", API_KEY) || is_access_token(headers, is_live)
}

/// Whether there is a JWT that is right, in the cookie or in the header.
pub(super) fn is_jwt(headers: &HeaderMap) -> bool {
    header_is(headers, "x-jwt-token", JWT) || cookies(headers).any(|cookie| cookie == ("jwt", JWT))
}

fn is_access_token(headers: &HeaderMap, is_live: impl Fn(&str) -> bool) -> bool {
    let value = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let parts = value.and_then(|value| value.split_once(' '));
    parts.is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && is_live(token))
}

fn header_is(headers: &HeaderMap, name: &str, wanted: &str) -> bool {
    headers.get(name).is_some_and(|value| value == wanted)
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
}
