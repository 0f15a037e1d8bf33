//! The names of fields, headers and cookies on the wire.

use syn::LitStr;

use super::field::Field;
use super::rename::Case;
use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::{IDEMPOTENCY_KEY, attribute};
use crate::wire::{is_token, nearest_token};

/// Where a name is written.
struct Written {
    fault: Fault,
    /// What has the name.
    what: &'static str,
    /// What stands around the name.
    around: (&'static str, &'static str),
    example: &'static str,
}

const HEADER: Written = Written {
    fault: Fault::BadHeaderName,
    what: attribute::HEADER,
    around: ("#[header(", ")]"),
    example: "if-match",
};
const COOKIE: Written = Written {
    fault: Fault::BadCookieName,
    what: attribute::COOKIE,
    around: ("#[cookie(", ")]"),
    example: "session",
};
const KEY: Written = Written {
    fault: Fault::BadKeyName,
    what: attribute::HEADER,
    around: ("idempotency_key = ", ""),
    example: "Idempotency-Key",
};

/// The name that a field has by `rename`, or else by the case of all names.
pub(super) fn wire_name(
    field: &Field<'_>,
    rename: Option<&LitStr>,
    case: Case,
    faults: &mut Faults,
) -> Result<String, Reported> {
    let Some(rename) = rename else {
        return Ok(case.apply(&field.name));
    };
    if !rename.value().is_empty() {
        return Ok(rename.value());
    }
    let message = say("a name on the wire cannot be empty")
        .help("leave out `rename` to keep the name of the field");
    Err(faults.report(Fault::EmptyRename, rename, message))
}

pub(super) fn header_name(text: &LitStr, faults: &mut Faults) -> Result<String, Reported> {
    let name = HEADER.token(text, faults)?.to_ascii_lowercase();
    let Some(help) = reserved_header(&name) else {
        return Ok(name);
    };
    let message = say(format!(
        "the header `{}` is written by the client",
        text.value()
    ))
    .help(help);
    Err(faults.report(Fault::ReservedHeader, text, message))
}

pub(super) fn cookie_name(text: &LitStr, faults: &mut Faults) -> Result<String, Reported> {
    COOKIE.token(text, faults)
}

/// The header that carries the key by which a server knows a call again. It is one that nothing
/// else is ever written into.
pub(super) fn key_name(text: &LitStr, faults: &mut Faults) -> Result<String, Reported> {
    let name = KEY.token(text, faults)?.to_ascii_lowercase();
    let taken = match name.as_str() {
        "authorization" | "proxy-authorization" => "holds a credential",
        "user-agent" => "is written by the client",
        other if reserved_header(other).is_some() => "is written by the client",
        _ => return Ok(name),
    };
    let message = say(format!("the header `{}` {taken}", text.value())).help(format!(
        "name the header from which the API reads the key, as in `{}`",
        IDEMPOTENCY_KEY.example
    ));
    Err(faults.report(Fault::ReservedKeyName, text, message))
}

impl Written {
    /// The name, if HTTP allows it.
    fn token(&self, text: &LitStr, faults: &mut Faults) -> Result<String, Reported> {
        let name = text.value();
        if is_token(&name) {
            return Ok(name);
        }
        let message = if name.is_empty() {
            say(format!("the name of the {} is empty", self.what))
        } else {
            say(format!(
                "`{}` cannot be the name of a {}",
                name.escape_debug(),
                self.what
            ))
        };
        let (before, behind) = self.around;
        let write = |name: &str| format!("write `{before}{name:?}{behind}`");
        let help = match nearest_token(&name) {
            _ if name.is_empty() => write(self.example),
            Some(nearest) => write(&nearest),
            None => "names are made of ASCII letters, digits and `-`".to_owned(),
        };
        Err(faults.report(self.fault, text, message.help(help)))
    }
}

/// Headers that follow from something else: from the URL, from the body, or from an option.
fn reserved_header(name: &str) -> Option<&'static str> {
    match name {
        "accept" => Some("write it as an option of the endpoint: `accept = \"text/csv\"`"),
        "content-type" => {
            Some("write it as an option of the endpoint: `content_type = \"application/json\"`")
        }
        "cookie" => Some("send one cookie with `#[cookie(\"name\")]`"),
        "host" => Some(
            "send the call to another host with the option `base_url = \"https://api.example.com\"`",
        ),
        "connection" | "content-length" | "transfer-encoding" => {
            Some("leave out the field: its value follows from the body and the connection")
        }
        _ => None,
    }
}
