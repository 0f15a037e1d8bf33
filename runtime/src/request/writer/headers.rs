//! Headers and cookies.

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, HOST, PROXY_AUTHORIZATION, TRANSFER_ENCODING,
};
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::RequestWriter;
use crate::auth::secret;
use crate::error::{EncodeError, EncodeFault, Place};
use crate::request::value::text_of;

impl RequestWriter<'_> {
    /// A header; `name` is lower case. A [`Secret`](crate::Secret) marks it as sensitive.
    ///
    /// # Errors
    /// Refuses what is not a scalar, and CR, LF and NUL in it.
    pub fn header<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        let fail = |fault| EncodeError::parameter(Place::Header, name, fault);
        let header =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| fail(EncodeFault::HeaderName))?;
        if is_framing(&header) {
            return Err(fail(EncodeFault::Framing));
        }
        let before = secret::count();
        let Some(text) = text_of(value).map_err(fail)? else {
            return Ok(());
        };
        let mut value = HeaderValue::try_from(text).map_err(|_| fail(EncodeFault::HeaderValue))?;
        value.set_sensitive(secret::count() > before || is_credential(&header));
        self.headers.insert(header, value);
        Ok(())
    }

    /// A cookie.
    ///
    /// # Errors
    /// Refuses what is not a scalar, and characters that a cookie cannot hold ([RFC 6265 section
    /// 4.1.1]).
    ///
    /// [RFC 6265 section 4.1.1]: https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1
    pub fn cookie<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        let fail = |fault| EncodeError::parameter(Place::Cookie, name, fault);
        let Some(text) = text_of(value).map_err(fail)? else {
            return Ok(());
        };
        push_cookie(&mut self.cookies, name, &text).map_err(fail)
    }
}

/// Whether a header says how a message is cut or where it goes: another value than the transport's
/// own would cut a body short, or join two requests.
pub(crate) fn is_framing(name: &HeaderName) -> bool {
    [CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING].contains(name)
}

/// Whether a header proves who one is by its very name, and so is a secret whoever sets it.
pub(crate) fn is_credential(name: &HeaderName) -> bool {
    [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name)
}

/// Appends `name=value`, if both can stand in a cookie.
pub(crate) fn push_cookie(
    cookies: &mut String,
    name: &str,
    value: &str,
) -> Result<(), EncodeFault> {
    let is_cookie_octet =
        |byte: u8| matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E);
    // A cookie's name is a token, as a header's is.
    if HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err(EncodeFault::CookieName);
    }
    if !value.bytes().all(is_cookie_octet) {
        return Err(EncodeFault::CookieValue);
    }
    if !cookies.is_empty() {
        cookies.push_str("; ");
    }
    cookies.push_str(name);
    cookies.push('=');
    cookies.push_str(value);
    Ok(())
}
