//! What calls of other APIs show, of which there is no document here.

use std::collections::BTreeSet;

use endpoint::Operation;
use serde_json::Value;

use super::construct::{Construct, Elsewhere};
use super::exchange::Exchange;

/// All that the calls of one operation show.
pub(super) fn shown(operation: &Operation, exchanges: &[Exchange]) -> BTreeSet<Construct> {
    let of_operation = in_template(operation);
    let of_exchanges = exchanges.iter().flat_map(|exchange| {
        let sent = in_request(operation, exchange);
        sent.into_iter().chain(in_reply(exchange))
    });
    let pages = pages(exchanges);
    let all = of_operation.into_iter().chain(of_exchanges).chain(pages);
    all.map(Construct::Elsewhere).collect()
}

/// Those of the list that hold.
fn holding<const N: usize>(list: [(bool, Elsewhere); N]) -> Vec<Elsewhere> {
    let holding = list.into_iter().filter(|(holds, _)| *holds);
    holding.map(|(_, construct)| construct).collect()
}

fn in_template(operation: &Operation) -> Vec<Elsewhere> {
    let segments = || operation.template().split('/');
    let has_two = segments().any(|segment| segment.matches('<').count() == 2);
    let has_extension = segments().any(|segment| {
        let (before, _) = segment.split_once(".<").unwrap_or_default();
        !before.is_empty() && !before.contains('<')
    });
    holding([
        (has_two, Elsewhere::TwoPlaceholdersInASegment),
        (has_extension, Elsewhere::PlaceholderWithExtension),
    ])
}

fn in_request(operation: &Operation, exchange: &Exchange) -> Vec<Elsewhere> {
    let sent = |name: &str| exchange.request_header(name).is_some();
    let content_type = exchange.content_type();
    let segments = |path: &str| path.split('/').count();
    let has_more = exchange.host != "storage.test"
        && segments(exchange.path()) > segments(operation.template());
    let is_multipart = content_type == "multipart/form-data";
    let has_json_part = || {
        let parts = exchange.parts();
        let types = parts.iter().map(|part| part.content_type.as_deref());
        types.flatten().any(|ty| ty == "application/json")
    };
    let query = exchange.query();
    let has_json = query.iter().any(|pair| is_object(pair.value().as_bytes()));
    holding([
        (has_more, Elsewhere::SlashesInAParameter),
        (exchange.host == "storage.test", Elsewhere::OtherHost),
        (sent("if-match"), Elsewhere::IfMatch),
        (sent("range") && exchange.status() == 206, Elsewhere::Range),
        (
            content_type == "application/x-www-form-urlencoded",
            Elsewhere::UrlencodedForm,
        ),
        (
            content_type == "application/merge-patch+json",
            Elsewhere::MergePatch,
        ),
        (
            content_type == "application/json-patch+json",
            Elsewhere::JsonPatch,
        ),
        (is_multipart && has_json_part(), Elsewhere::JsonPart),
        (sent("transfer-encoding"), Elsewhere::StreamedBody),
        (has_json, Elsewhere::JsonQuery),
    ])
}

fn in_reply(exchange: &Exchange) -> Vec<Elsewhere> {
    let status = exchange.status();
    let has = |name: &str| exchange.reply_header(name).is_some();
    let body = exchange.reply_body();
    let document: Option<Value> = serde_json::from_slice(body).ok();
    let document = document.as_ref();
    let member = |name: &str| document.and_then(|document| document.get(name));
    let is_json = exchange.reply_type() == "application/json";
    let is_refusal = status >= 400;
    let has_key = member("data").or(member("success")).is_none()
        && document.and_then(Value::as_object).is_some_and(|object| {
            let first = object.values().next();
            first.is_some_and(Value::is_object)
        });
    holding([
        (has("link"), Elsewhere::LinkHeader),
        (
            document.is_some_and(Value::is_array),
            Elsewhere::TopLevelList,
        ),
        (status == 304, Elsewhere::NotModified),
        (
            status < 400 && has("retry-after"),
            Elsewhere::RetryAfterOnSuccess,
        ),
        (member("errorType").is_some(), Elsewhere::OwnEnvelope),
        (
            is_refusal && exchange.reply_type() == "text/plain",
            Elsewhere::TextInsteadOfJson,
        ),
        (
            is_refusal && is_json && document.is_none(),
            Elsewhere::NotTheJsonThatItSays,
        ),
        (status == 201 && has("location"), Elsewhere::CreatedAt),
        (
            status == 202 && !body.is_empty(),
            Elsewhere::AcceptedWithABody,
        ),
        (
            member("data").is_some() && member("status").is_none(),
            Elsewhere::Data,
        ),
        (has_key, Elsewhere::KeyedWithoutFlag),
    ])
}

/// A marker that an answer gave, and that the next call brought back.
fn pages(exchanges: &[Exchange]) -> Option<Elsewhere> {
    let given = |exchange: &Exchange| {
        let document: Value = serde_json::from_slice(exchange.reply_body()).ok()?;
        Some(document.get("next_marker")?.as_str()?.to_owned())
    };
    let is_brought_back = |pair: &[Exchange]| {
        given(&pair[0]).is_some_and(|marker| {
            let query = pair[1].query();
            query.iter().any(|sent| sent.value() == marker)
        })
    };
    let has_pages = exchanges.windows(2).any(is_brought_back);
    has_pages.then_some(Elsewhere::MarkerPages)
}

fn is_object(text: &[u8]) -> bool {
    serde_json::from_slice::<Value>(text).is_ok_and(|value| value.is_object())
}
