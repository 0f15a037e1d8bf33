//! Decoding an answer in its envelope by `Endpoint::decode`, and its bare payload by
//! `str::from_utf8` and `serde_json::from_str`.
//!
//! Both decode in turn, so that the machine's moods hit both; what is printed is the ratio of each
//! pair, and both times.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use endpoint::json_api::{Resource, ToOne};
use endpoint::{Endpoint, JsonApi, SuccessFlag, endpoint};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[endpoint(GET "/exports" -> Vec<Export> in "exports", envelope = SuccessFlag)]
struct Keyed {}

#[endpoint(GET "/exports" -> Page, envelope = SuccessFlag)]
struct Flat {}

#[endpoint(GET "/exports" -> Vec<Resource<Export, OfExport>>, envelope = JsonApi)]
struct Documents {}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is decoded and no more")]
struct Export {
    id: u64,
    description: String,
    created: String,
    finished: Option<String>,
    formats: Vec<String>,
    progress: f64,
    is_public: bool,
    created_by: Person,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct Person {
    id: u64,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is decoded and no more")]
struct Page {
    exports: Vec<Export>,
    total_count: u64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct OfExport {
    owner: ToOne,
}

/// A resource of the same values, as one writes it by hand for this API alone.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct ByHand {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    attributes: Export,
    relationships: OfExportByHand,
    links: LinksByHand,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct OfExportByHand {
    owner: OwnerByHand,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct OwnerByHand {
    data: Option<IdentifierByHand>,
    links: RelatedByHand,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct IdentifierByHand {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct RelatedByHand {
    related: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded and no more")]
struct LinksByHand {
    #[serde(rename = "self")]
    own: String,
}

fn main() {
    println!(
        "endpoint / bare payload: median of the pairs (tenth – nine tenths), fastest / fastest, medians"
    );
    for (bytes, pairs) in [(100_000, 2000), (10_000_000, 40)] {
        let exports = list(bytes, export);
        let resources = list(bytes, resource);
        let total = exports.matches("isPublic").count();
        let size = format!("{} kB", bytes / 1000);
        compare::<Keyed, Vec<Export>>(
            &format!("keyed, {size}"),
            format!(r#"{{"success":true,"exports":{exports},"other":[1,2,3]}}"#),
            &exports,
            pairs,
        );
        compare::<Flat, Page>(
            &format!("flat, {size}"),
            format!(r#"{{"exports":{exports},"success":true,"totalCount":{total}}}"#),
            &format!(r#"{{"exports":{exports},"totalCount":{total}}}"#),
            pairs,
        );
        let document = format!(
            r#"{{"jsonapi":{{"version":"1.1"}},"data":{resources},"links":{{"next":"/exports?page=2"}},"meta":{{"n":1}}}}"#
        );
        compare::<Documents, Vec<Resource<Export, OfExport>>>(
            &format!("JSON:API, {size}"),
            document.clone(),
            &resources,
            pairs,
        );
        compare::<Documents, Vec<ByHand>>(
            &format!("JSON:API, {size}, structs by hand"),
            document,
            &resources,
            pairs,
        );
    }
}

/// Decodes both in turn and prints what came of it.
fn compare<E: Endpoint, T: DeserializeOwned>(name: &str, body: String, bare: &str, pairs: usize) {
    let (body, bare) = (Bytes::from(body), Bytes::from(bare.to_owned()));
    let endpoint = || timed(|| E::decode(http::Response::new(body.clone())));
    let by_hand = || timed(|| by_hand::<T>(&bare));
    let warm_up = pairs / 10;
    let mut times = Vec::with_capacity(pairs);
    for pair in 0..pairs + warm_up {
        // Neither is always the one that finds the caches warm.
        let both = if pair % 2 == 0 {
            let first = endpoint();
            (first, by_hand())
        } else {
            let first = by_hand();
            (endpoint(), first)
        };
        if pair >= warm_up {
            times.push(both);
        }
    }
    report(name, &times);
}

fn by_hand<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Box<dyn std::error::Error>> {
    Ok(serde_json::from_str(std::str::from_utf8(black_box(
        bytes,
    ))?)?)
}

/// How long it takes to make a value; letting go of it is not counted.
fn timed<T, E>(decode: impl FnOnce() -> Result<T, E>) -> Duration {
    let start = Instant::now();
    let value = black_box(decode());
    let time = start.elapsed();
    assert!(value.is_ok(), "the payload fits");
    time
}

fn report(name: &str, times: &[(Duration, Duration)]) {
    let of = |tenth: usize, mut sorted: Vec<f64>| {
        sorted.sort_by(f64::total_cmp);
        sorted[(sorted.len() - 1) * tenth / 10]
    };
    let seconds = |pick: fn(&(Duration, Duration)) -> Duration| -> Vec<f64> {
        times.iter().map(|both| pick(both).as_secs_f64()).collect()
    };
    let (endpoint, bare) = (seconds(|both| both.0), seconds(|both| both.1));
    let ratios: Vec<f64> = endpoint
        .iter()
        .zip(&bare)
        .map(|(ours, bare)| ours / bare)
        .collect();
    println!(
        "{name:<42} {:.3} ({:.3} – {:.3})  {:.3}  {:>9.1} µs / {:>9.1} µs",
        of(5, ratios.clone()),
        of(1, ratios.clone()),
        of(9, ratios),
        of(0, endpoint.clone()) / of(0, bare.clone()),
        of(5, endpoint) * 1e6,
        of(5, bare) * 1e6,
    );
}

/// A list of items that is at least this long.
fn list(bytes: usize, item: fn(usize) -> String) -> String {
    let mut list = String::from("[");
    for index in 0.. {
        if list.len() >= bytes {
            break;
        }
        if index > 0 {
            list.push(',');
        }
        list.push_str(&item(index));
    }
    list + "]"
}

fn export(index: usize) -> String {
    format!(
        r#"{{"id":{},"description":"Quarterly \"report\" no. {index}, caf\u00e9 and öl","created":"2025-03-11T09:15:00Z","finished":{},"formats":["csv","parquet"],"progress":{}.25,"isPublic":{},"createdBy":{{"id":{index},"name":"Dora Abel","photo":null}},"jobId":{index}}}"#,
        8_589_934_592_usize + index,
        if index.is_multiple_of(3) {
            "null"
        } else {
            r#""2025-03-11T09:20:00Z""#
        },
        index % 100,
        index.is_multiple_of(2),
    )
}

fn resource(index: usize) -> String {
    format!(
        r#"{{"type":"export","id":"00000000-0000-4000-8000-{index:012}","attributes":{},"relationships":{{"owner":{{"data":{{"type":"org","id":"{index}"}},"links":{{"related":"/orgs/{index}"}}}}}},"links":{{"self":"/exports/{index}"}}}}"#,
        export(index),
    )
}
