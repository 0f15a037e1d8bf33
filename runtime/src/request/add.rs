//! What is added to a request that has been written: by the client, a call, a hook, a credential.

use http::{HeaderName, HeaderValue};

use super::{is_credential, is_framing, is_named, percent_encoded};

/// A header from what can be made one; a header that proves who one is counts as secret, whoever
/// sets it.
pub(crate) fn header<N, V>(name: N, value: V) -> Result<(HeaderName, HeaderValue), String>
where
    N: TryInto<HeaderName>,
    V: TryInto<HeaderValue>,
{
    let name = name.try_into().map_err(|_| {
        "a header's name is not one that HTTP allows; use letters, digits and `-`".to_owned()
    })?;
    if is_framing(&name) {
        return Err(format!(
            "the header `{name}` follows from the URL, the body and the connection; leave it out"
        ));
    }
    let mut value =
        value.try_into().map_err(|_| format!("the value of the header `{name}` holds a line break or another control character; take it out"))?;
    if is_credential(&name) {
        value.set_sensitive(true);
    }
    Ok((name, value))
}

pub(crate) fn encoded_pair(name: &str, value: &str) -> (String, String) {
    (percent_encoded(name), percent_encoded(value))
}

/// Adds encoded pairs to a path and query, in place of others of their names.
pub(crate) fn put_query(target: &mut String, added: &str) {
    if added.is_empty() {
        return;
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_replaced = |pair: &str| {
        let mut names = added.split('&').filter_map(|pair| pair.split('=').next());
        names.any(|name| is_named(pair, name))
    };
    let others = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_replaced(pair));
    let pairs: Vec<&str> = others.chain([added]).collect();
    *target = format!("{path}?{}", pairs.join("&"));
}
