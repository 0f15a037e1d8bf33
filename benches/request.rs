//! Building a request without sending it: by `#[endpoint]`, and by reqwest as one writes it by
//! hand.

use std::hint::black_box;

use divan::Bencher;
use endpoint::auth::Anonymous;
use endpoint::transport::Memory;
use endpoint::{BaseUrl, Client, Endpoint, Json, endpoint};
use uuid::Uuid;

const ORG: Uuid = Uuid::from_u128(0x825e_79b7_0073_44c3_a5ea_e0aa_8a3d_bf38);
const EXPORT: Uuid = Uuid::from_u128(0xd6b6_40e5_d88c_4c17_9bf0_9359_7b7a_1ce2);
const KEY: &str = "token 6f2a1c1e-7d3c-4d8e-9b53-1f1c4b8f0a77";

fn main() {
    divan::main();
}

#[endpoint(GET "/orgs/<org_id>/export/<export_id>?version=2024-10-15" -> Json)]
struct GetExport<'a> {
    org_id: Uuid,
    export_id: Uuid,
    #[query]
    limit: Option<u32>,
    #[query]
    starting_after: Option<&'a str>,
    #[header("authorization")]
    key: &'a str,
}

fn endpoint() -> GetExport<'static> {
    GetExport {
        org_id: black_box(ORG),
        export_id: black_box(EXPORT),
        limit: Some(100),
        starting_after: Some("v1.eyJpZCI6MX0"),
        key: KEY,
    }
}

/// `Endpoint::request`: an `http::Request`, ready to be sent by any means.
#[divan::bench(sample_count = 200, sample_size = 200)]
fn by_endpoint(bencher: Bencher<'_, '_>) {
    let base: BaseUrl = "https://api.snyk.io/rest".parse().expect("a base URL");
    bencher.bench(|| black_box(endpoint()).request(&base));
}

/// The same through the builder.
#[divan::bench(sample_count = 200, sample_size = 200)]
fn by_endpoint_builder(bencher: Bencher<'_, '_>) {
    let base: BaseUrl = "https://api.snyk.io/rest".parse().expect("a base URL");
    bencher.bench(|| {
        GetExport::builder()
            .org_id(black_box(ORG))
            .export_id(black_box(EXPORT))
            .limit(100)
            .starting_after("v1.eyJpZCI6MX0")
            .key(KEY)
            .build()
            .request(&base)
    });
}

/// All that `Client::send` does before the transport: client headers, `User-Agent`, credential
/// checks, the call's future.
#[divan::bench(sample_count = 200, sample_size = 200)]
fn by_client(bencher: Bencher<'_, '_>) {
    let client = Client::builder("https://api.snyk.io/rest")
        .credential(Anonymous)
        .transport(Memory::new())
        .build()
        .expect("a client");
    bencher.bench(|| IntoFuture::into_future(client.send(endpoint())));
}

/// What is written by hand: `format!`, `query`, `header`, `build`.
#[divan::bench(sample_count = 200, sample_size = 200)]
fn by_reqwest(bencher: Bencher<'_, '_>) {
    let client = reqwest::Client::new();
    let base = "https://api.snyk.io/rest";
    bencher.bench(|| {
        client
            .get(format!(
                "{base}/orgs/{}/export/{}",
                black_box(ORG),
                black_box(EXPORT)
            ))
            .query(&[
                ("version", "2024-10-15"),
                ("limit", "100"),
                ("starting_after", "v1.eyJpZCI6MX0"),
            ])
            .header("authorization", KEY)
            .header("accept", "application/json")
            .build()
    });
}
