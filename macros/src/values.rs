//! What the text of an option's value means.

use syn::LitStr;

use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::{BASE_URL, Keyword, LIMIT, TIMEOUT};
use crate::options::IntOrStr;
use crate::wire::is_token;

/// A time in milliseconds: `"500ms"`, `"30s"`, `"2m"`.
pub(crate) fn duration(text: &LitStr, faults: &mut Faults) -> Result<u64, Reported> {
    milliseconds(&text.value()).ok_or_else(|| {
        let message = say(format!("`{}` is not a time", text.value())).help(format!(
            "write a whole number of `ms`, `s` or `m`, as in `{}`",
            TIMEOUT.example
        ));
        faults.report(Fault::BadDuration, text, message)
    })
}

/// A number of bytes: `1048576`, `"64 KiB"`, `"8 MiB"`.
pub(crate) fn size(value: &IntOrStr, faults: &mut Faults) -> Result<u64, Reported> {
    let (bytes, written) = match value {
        IntOrStr::Int(int) => (int.base10_parse().ok(), int.to_string()),
        IntOrStr::Str(text) => (bytes(&text.value()), text.value()),
    };
    bytes.filter(|bytes| *bytes > 0).ok_or_else(|| {
        let message = say(format!("`{written}` is not a size")).help(format!(
            "write a whole number of `B`, `KiB`, `MiB` or `GiB`, as in `{}`",
            LIMIT.example
        ));
        match value {
            IntOrStr::Int(int) => faults.report(Fault::BadSize, int, message),
            IntOrStr::Str(text) => faults.report(Fault::BadSize, text, message),
        }
    })
}

/// One media type: `application/json; charset=utf-8`.
pub(crate) fn media_type(
    option: &Keyword,
    text: &LitStr,
    faults: &mut Faults,
) -> Result<String, Reported> {
    media(option, text, is_media_type(&text.value()), faults)
}

/// Media types as `Accept` lists them: `text/csv, */*;q=0.1`.
pub(crate) fn media_ranges(
    option: &Keyword,
    text: &LitStr,
    faults: &mut Faults,
) -> Result<String, Reported> {
    media(
        option,
        text,
        text.value().split(',').all(is_media_type),
        faults,
    )
}

/// The URL that paths are put after, as far as it can be judged without a URL parser.
pub(crate) fn base_url(
    fault: Fault,
    text: &LitStr,
    faults: &mut Faults,
) -> Result<String, Reported> {
    let url = text.value();
    let Some((what, help)) = base_url_fault(&url) else {
        return Ok(url);
    };
    let message = say(format!("the base URL `{}` {what}", url.escape_debug())).help(help);
    Err(faults.report(fault, text, message))
}

fn milliseconds(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text)?;
    let factor = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return None,
    };
    number
        .checked_mul(factor)
        .filter(|milliseconds| *milliseconds > 0)
}

fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text)?;
    let shift = match unit {
        "B" => 0,
        "KiB" => 10,
        "MiB" => 20,
        "GiB" => 30,
        _ => return None,
    };
    number.checked_mul(1 << shift)
}

fn number_and_unit(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim_start()))
}

fn media(
    option: &Keyword,
    text: &LitStr,
    valid: bool,
    faults: &mut Faults,
) -> Result<String, Reported> {
    if valid {
        return Ok(text.value());
    }
    let message = say(format!(
        "`{}` is not a media type",
        text.value().escape_debug()
    ))
    .help(format!(
        "write a type and a subtype, as in `{}`",
        option.example
    ));
    Err(faults.report(Fault::BadMediaType, text, message))
}

fn is_media_type(text: &str) -> bool {
    let mut parts = text.split(';');
    let essence = parts.next().unwrap_or_default().trim();
    let named = essence
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    named && parts.all(is_media_parameter)
}

fn is_media_parameter(text: &str) -> bool {
    let Some((name, value)) = text.trim().split_once('=') else {
        return false;
    };
    let quoted = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let quotable = |value: &str| {
        value
            .chars()
            .all(|c| (c == ' ' || c.is_ascii_graphic()) && c != '"' && c != '\\')
    };
    is_token(name) && quoted.map_or_else(|| is_token(value), quotable)
}

/// What is wrong with a base URL, and what would be right.
fn base_url_fault(url: &str) -> Option<(&'static str, String)> {
    let example = || format!("write it as in `{}`", BASE_URL.example);
    let Some(rest) = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
    else {
        let bare = !url.is_empty()
            && !url.contains("//")
            && base_url_fault(&format!("https://{url}")).is_none();
        let help = if bare {
            format!("write `\"https://{url}\"`")
        } else {
            example()
        };
        return Some(("does not begin with `https://` or `http://`", help));
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.starts_with(':') {
        return Some(("has no host", example()));
    }
    if authority.contains('@') {
        return Some((
            "holds user info",
            "leave out what stands before the `@`, and give the client a credential".into(),
        ));
    }
    if let Some((before, _)) = url.split_once('#') {
        return Some(("holds a fragment", format!("write `\"{before}\"`")));
    }
    if let Some((before, _)) = url.split_once('?') {
        return Some((
            "holds a query",
            format!("write `\"{before}\"`, and send parameters with `query(..)` or `#[query]`"),
        ));
    }
    let illegal = |c: char| !c.is_ascii_graphic() || "\\<>\"{}|^`".contains(c);
    url.contains(illegal)
        .then(|| ("holds a character that no URL can hold", example()))
}

#[cfg(test)]
mod tests {
    use super::{base_url_fault, bytes, is_media_type, milliseconds};

    #[test]
    fn times() {
        assert_eq!(milliseconds("30s"), Some(30_000));
        assert_eq!(milliseconds("500ms"), Some(500));
        assert_eq!(milliseconds("2 m"), Some(120_000));
        for wrong in [
            "",
            "30",
            "s",
            "0s",
            "1.5s",
            "1h",
            "-1s",
            "99999999999999999999s",
            "18446744073709551615m",
        ] {
            assert_eq!(milliseconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(bytes("8 MiB"), Some(8 << 20));
        assert_eq!(bytes("64KiB"), Some(64 << 10));
        assert_eq!(bytes("17 B"), Some(17));
        for wrong in ["", "8", "8 MB", "8 mib", "1e3 B", "99999999999 GiB"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn media_types() {
        for right in [
            "application/vnd.api+json",
            "text/plain; charset=utf-8",
            "*/*;q=0.1",
            "a/b; c=\"d e\"",
        ] {
            assert!(is_media_type(right), "{right}");
        }
        for wrong in [
            "",
            "json",
            "application/",
            "/json",
            "a/b/c",
            "a/b; c",
            "a/b;",
            "a b/c",
            "a/b; c=\"\n\"",
        ] {
            assert!(!is_media_type(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn base_urls() {
        for right in [
            "https://api.snyk.io/rest",
            "http://127.0.0.1:80/",
            "https://[::1]:8443",
        ] {
            assert_eq!(base_url_fault(right), None, "{right}");
        }
        for wrong in [
            "",
            "api.snyk.io",
            "ftp://a",
            "https://",
            "https:///a",
            "https://u:p@a",
            "https://a?b",
            "https://a#b",
            "https://a b",
            "https://a\\b",
            "https://é",
        ] {
            assert!(base_url_fault(wrong).is_some(), "{wrong}");
        }
    }
}
