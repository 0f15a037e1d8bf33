//! Decoding an answer in its envelope by `Endpoint::decode`, and its bare payload by
//! `serde_json::from_slice`. How to run it, and what came of it, is in `README.md`.
//!
//! Both decode in turn, so that the machine's moods hit both; what is printed is the ratio of each
//! pair. With `count <shape> <side> <size> <times>` one of them decodes so often, for tools that
//! count.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use endpoint::json_api::{Resource, ToOne};
use endpoint::{Data, Endpoint, JsonApi, Plain, SuccessFlag, endpoint};
use endpoint_benches::{instructions, median, spread};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[endpoint(GET "/exports" -> Vec<Export>, envelope = Plain)]
struct Bare {}

#[endpoint(GET "/exports" -> Vec<Export>, envelope = Data)]
struct InData {}

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

/// An answer and how both sides decode it.
struct Shape {
    name: &'static str,
    /// The answer, and the payload alone, which is at least as long as given.
    texts: fn(usize) -> [String; 2],
    endpoint: fn(&Bytes) -> Duration,
    bare: fn(&Bytes) -> Duration,
}

impl Shape {
    const fn of<E: Endpoint, T: DeserializeOwned>(
        name: &'static str,
        texts: fn(usize) -> [String; 2],
    ) -> Self {
        Self {
            name,
            texts,
            endpoint: by_endpoint::<E>,
            bare: by_hand::<T>,
        }
    }
}

const SHAPES: [Shape; 6] = [
    Shape::of::<Bare, Vec<Export>>("plain", |bytes| {
        let exports = list(bytes, export);
        [exports.clone(), exports]
    }),
    Shape::of::<InData, Vec<Export>>("data", |bytes| {
        let exports = list(bytes, export);
        [format!(r#"{{"data":{exports}}}"#), exports]
    }),
    Shape::of::<Keyed, Vec<Export>>("keyed", |bytes| {
        let exports = list(bytes, export);
        let answer = format!(r#"{{"success":true,"exports":{exports},"other":[1,2,3]}}"#);
        [answer, exports]
    }),
    Shape::of::<Flat, Page>("flat", |bytes| {
        let exports = list(bytes, export);
        let total = exports.matches("isPublic").count();
        [r#""success":true,"#, ""]
            .map(|flag| format!(r#"{{"exports":{exports},{flag}"totalCount":{total}}}"#))
    }),
    Shape::of::<Documents, Vec<Resource<Export, OfExport>>>("JSON:API", document),
    Shape::of::<Documents, Vec<ByHand>>("JSON:API, structs by hand", document),
];

fn document(bytes: usize) -> [String; 2] {
    let resources = list(bytes, resource);
    let answer = format!(
        r#"{{"jsonapi":{{"version":"1.1"}},"data":{resources},"links":{{"next":"/exports?page=2"}},"meta":{{"n":1}}}}"#
    );
    [answer, resources]
}

/// Bytes, how many pairs are timed, and how many are counted.
const SIZES: [(usize, usize, u32); 3] = [
    (1000, 20_000, 1000),
    (100_000, 2000, 10),
    (10_000_000, 40, 1),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["count", name, side, bytes, times] => {
            let shape = SHAPES.iter().find(|shape| shape.name == name);
            let shape = shape.expect("the name of a shape");
            let texts = (shape.texts)(bytes.parse().expect("a size"));
            let [answer, payload] = texts.map(Bytes::from);
            for _ in 0..times.parse().expect("a number") {
                match side {
                    "endpoint" => (shape.endpoint)(&answer),
                    _ => (shape.bare)(&payload),
                };
            }
        }
        _ => report(),
    }
}

fn report() {
    println!("\n| endpoint / bare `from_slice` | 1 kB | 100 kB | 10 MB |\n|---|---|---|---|");
    for shape in &SHAPES {
        let cells = SIZES.map(|(size, _, times)| counted(shape, size, times));
        println!("| {}, instructions | {} |", shape.name, cells.join(" | "));
        let cells = SIZES.map(|(size, pairs, _)| timed_pairs(shape, size, pairs));
        println!("| {}, time | {} |", shape.name, cells.join(" | "));
    }
}

fn counted(shape: &Shape, size: usize, times: u32) -> String {
    let this = std::env::current_exe().expect("this program");
    let size = size.to_string();
    let [endpoint, bare] = ["endpoint", "bare"]
        .map(|side| instructions(&this, &["count", shape.name, side, &size], times));
    match (endpoint, bare) {
        (Some(endpoint), Some(bare)) => format!("{:.3}", endpoint / bare),
        _ => "–".to_owned(),
    }
}

/// Decodes both in turn.
fn timed_pairs(shape: &Shape, size: usize, pairs: usize) -> String {
    let [answer, payload] = (shape.texts)(size).map(Bytes::from);
    let (mut ratios, mut times) = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    for pair in 0..pairs + pairs / 10 {
        // Neither is always the one that finds the caches warm.
        let (endpoint, bare) = if pair % 2 == 0 {
            let first = (shape.endpoint)(&answer);
            (first, (shape.bare)(&payload))
        } else {
            let first = (shape.bare)(&payload);
            ((shape.endpoint)(&answer), first)
        };
        // The first ones warm up.
        if pair >= pairs / 10 {
            ratios.push(endpoint.as_secs_f64() / bare.as_secs_f64());
            times.push(bare.as_secs_f64() * 1e6);
        }
    }
    let bare = median(times.into_iter());
    format!("{}, of {bare:.1} µs", spread(ratios.into_iter()))
}

fn by_endpoint<E: Endpoint>(body: &Bytes) -> Duration {
    timed(|| E::decode(http::Response::new(body.clone())))
}

fn by_hand<T: DeserializeOwned>(bytes: &Bytes) -> Duration {
    timed(|| serde_json::from_slice::<T>(black_box(bytes)))
}

/// How long it takes to make a value; letting go of it is not timed.
fn timed<T, E>(decode: impl FnOnce() -> Result<T, E>) -> Duration {
    let start = Instant::now();
    let value = black_box(decode());
    let time = start.elapsed();
    assert!(value.is_ok(), "the payload fits");
    time
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
