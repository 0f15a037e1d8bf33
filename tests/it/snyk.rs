//! The whole way of an export of Snyk's, against the servers that stand in for it.

mod api;

use std::time::{Duration, SystemTime};

use endpoint::auth::{Bearer, Dynamic};
use endpoint::{Client, ClientBuilder, Deprecation, ErrorKind, HttpDate, RetryAfter};
use stand_in::{Server, StandIn, snyk};
use uuid::Uuid;

use self::api::{
    Attributes, GetExport, GetExportJob, Order, Owners, Snyk, StartExport, Status, Token,
};
use crate::support::{HandClock, failed, refused};

const ORDER: Order = Order {
    kind: "resource",
    attributes: Attributes {
        formats: Vec::new(),
        dataset: "issues",
        columns: None,
        url_expiration_seconds: None,
        surplus: None,
    },
};

fn order() -> Order {
    let attributes = Attributes {
        formats: vec!["csv"],
        ..ORDER.attributes
    };
    Order {
        attributes,
        ..ORDER
    }
}

fn id(owners: Owners) -> Uuid {
    let id = match owners {
        Owners::Orgs => snyk::ORG_ID,
        Owners::Groups => snyk::GROUP_ID,
    };
    id.parse().unwrap()
}

fn start(owners: Owners, data: Order) -> StartExport {
    StartExport::builder()
        .owners(owners)
        .owner_id(id(owners))
        .data(data)
        .build()
}

fn job(owners: Owners, export_id: Uuid) -> GetExportJob {
    GetExportJob {
        owners,
        owner_id: id(owners),
        export_id,
    }
}

fn export(owners: Owners, export_id: Uuid) -> GetExport {
    GetExport {
        owners,
        owner_id: id(owners),
        export_id,
    }
}

fn builder(stand_in: &StandIn) -> ClientBuilder<Snyk, Token> {
    Snyk::client(Token::new(snyk::TOKEN)).base_url(stand_in.snyk_url())
}

fn client(stand_in: &StandIn) -> Client<Snyk, Token> {
    builder(stand_in).build().unwrap()
}

/// From the order to the files: ids and links are those that the server gave.
async fn whole_way(owners: Owners) {
    let stand_in = StandIn::builder()
        .files(2)
        .polls_until_done(2)
        .start()
        .await
        .unwrap();
    let client = client(&stand_in);
    let started = client.send(start(owners, order())).await.unwrap();
    assert_eq!(started.meta.status, 202);
    assert!(started.attributes.created.starts_with("2025-"));
    assert_eq!(
        started.meta.retry_after(),
        Some(RetryAfter::Delay(Duration::from_secs(1)))
    );
    let export_id: Uuid = started.id.parse().unwrap();

    let job_link = started.meta.headers.content_location.as_deref().unwrap();
    let job_url = client.resolve(job_link).unwrap();
    assert!(job_url.is_same_origin());
    let owner = id(owners);
    let path = serde_json::to_string(&owners).unwrap().replace('"', "");
    let expected = format!(
        "{}/{path}/{owner}/jobs/export/{export_id}",
        stand_in.snyk_url()
    );
    assert_eq!(job_url.expose(), expected);

    for status in [Status::Pending, Status::Started, Status::Finished] {
        assert_eq!(
            client.send(job(owners, export_id)).await.unwrap().status,
            status
        );
    }
    let export = client.send(export(owners, export_id)).await.unwrap();
    assert_eq!(
        (&export.status, export.results.len()),
        (&Status::Finished, 2)
    );
    let mut rows = 0;
    for file in &export.results {
        let csv = client.download(&file.url).bytes().await.unwrap();
        assert_eq!(Some(csv.len()), file.file_size);
        let lines = csv
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .count();
        assert_eq!(Some(lines - 1), file.row_count);
        rows += lines - 1;
    }
    assert_eq!(export.row_count, Some(rows as u64));
    assert_credential_stayed(&stand_in);
}

fn assert_credential_stayed(stand_in: &StandIn) {
    for request in stand_in.requests() {
        let authorization = request.header("authorization");
        let expected = (request.server == Server::Snyk).then(|| format!("token {}", snyk::TOKEN));
        assert_eq!(authorization, expected.as_deref(), "{}", request.target);
    }
}

#[tokio::test]
async fn an_organizations_export_is_followed_to_its_files() {
    whole_way(Owners::Orgs).await;
}

#[tokio::test]
async fn a_groups_export_is_followed_to_its_files() {
    whole_way(Owners::Groups).await;
}

#[tokio::test]
async fn the_order_is_sent_as_the_api_wants_it() {
    let stand_in = StandIn::start().await.unwrap();
    let mut order = order();
    order.attributes.columns = Some(vec!["ISSUE_SEVERITY"]);
    let _ = client(&stand_in).send(start(Owners::Orgs, order)).await;
    let request = &stand_in.requests()[0];
    let org = snyk::ORG_ID;
    assert_eq!(
        request.target,
        format!("/rest/orgs/{org}/export?version=2024-10-15")
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/vnd.api+json")
    );
    assert_eq!(request.header("accept"), Some("application/vnd.api+json"));
    let body = r#"{"data":{"type":"resource","attributes":{"formats":["csv"],"dataset":"issues","columns":["ISSUE_SEVERITY"]}}}"#;
    assert_eq!(String::from_utf8_lossy(&request.body), body);
}

#[tokio::test]
async fn either_credential_will_do_and_so_does_one_chosen_at_run_time() {
    let stand_in = StandIn::start().await.unwrap();
    let bearer = Snyk::client(Bearer::new(snyk::BEARER)).base_url(stand_in.snyk_url());
    bearer
        .build()
        .unwrap()
        .send(start(Owners::Orgs, order()))
        .await
        .unwrap();
    let dynamic = Dynamic::new(Token::new(snyk::TOKEN));
    let dynamic = Snyk::client(dynamic)
        .base_url(stand_in.snyk_url())
        .build()
        .unwrap();
    dynamic.send(start(Owners::Groups, order())).await.unwrap();
}

#[tokio::test]
async fn a_wrong_credential_is_a_typed_refusal() {
    let stand_in = StandIn::start().await.unwrap();
    let client = Snyk::client(Token::new("wrong"))
        .base_url(stand_in.snyk_url())
        .build()
        .unwrap();
    let refusal = refused(client.send(start(Owners::Orgs, order())).await);
    assert_eq!(refusal.status(), 401);
    assert_eq!(
        refusal.body().unwrap().errors[0].status.as_deref(),
        Some("401")
    );
    assert!(refusal.request_id().unwrap().parse::<Uuid>().is_ok());
    assert!(
        refusal.to_string().contains("check the credential"),
        "{refusal}"
    );
}

#[tokio::test]
async fn what_is_wrong_in_the_order_is_pointed_at() {
    let stand_in = StandIn::start().await.unwrap();
    let mut order = order();
    order.attributes.surplus = Some(true);
    let refusal = refused(client(&stand_in).send(start(Owners::Orgs, order)).await);
    assert_eq!(refusal.status(), 400);
    let source = refusal.body().unwrap().errors[0].source.as_ref().unwrap();
    assert_eq!(source.pointer.as_deref(), Some("/data/attributes/surplus"));
}

#[tokio::test]
async fn what_is_not_there_is_a_404() {
    let stand_in = StandIn::start().await.unwrap();
    let refusal = refused(
        client(&stand_in)
            .send(export(Owners::Orgs, Uuid::nil()))
            .await,
    );
    assert_eq!(refusal.status(), 404);
    assert!(
        refusal.message().unwrap().contains("no such export"),
        "{refusal}"
    );
}

#[tokio::test]
async fn one_start_too_many_says_when_to_come_again() {
    let stand_in = StandIn::builder().starts(0).start().await.unwrap();
    let error = client(&stand_in)
        .send(start(Owners::Orgs, order()))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 429);
    assert!(error.is_retryable());
    let after = error.retry_after();
    assert_eq!(after, Some(RetryAfter::Delay(Duration::from_secs(3600))));
}

#[tokio::test]
async fn a_version_is_served_and_told() {
    let stand_in = StandIn::start().await.unwrap();
    let meta = client(&stand_in)
        .send(start(Owners::Orgs, order()))
        .await
        .unwrap()
        .meta;
    assert_eq!(meta.headers.requested.as_deref(), Some("2024-10-15"));
    assert_eq!(meta.headers.served.as_deref(), Some(snyk::CURRENT_VERSION));
    assert_eq!(meta.headers.stage.as_deref(), Some("ga"));
    assert_eq!(
        meta.request_id().unwrap(),
        meta.headers.request_id.to_string()
    );
    assert_eq!(meta.lifecycle, endpoint::Lifecycle::default());
}

#[tokio::test]
async fn an_old_version_is_said_to_be_deprecated_and_to_end() {
    let stand_in = StandIn::start().await.unwrap();
    let client = builder(&stand_in)
        .query("version", "2024-01-01~beta")
        .build()
        .unwrap();
    let meta = client
        .send(start(Owners::Orgs, order()))
        .await
        .unwrap()
        .meta;
    assert_eq!(meta.headers.requested.as_deref(), Some("2024-01-01~beta"));
    assert_eq!(meta.headers.stage.as_deref(), Some("deprecated"));
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(1_728_950_400);
    assert_eq!(meta.lifecycle.deprecation, Some(Deprecation::At(since)));
    assert_eq!(
        meta.lifecycle.sunset.map(HttpDate).unwrap().to_string(),
        snyk::SUNSET
    );
}

#[tokio::test]
async fn an_end_that_is_near_is_an_error_for_who_wants_it_so() {
    let stand_in = StandIn::start().await.unwrap();
    let week = Duration::from_secs(7 * 24 * 60 * 60);
    let sunset = snyk::SUNSET.parse::<HttpDate>().unwrap().0;
    let at = |now: SystemTime| {
        let builder = builder(&stand_in)
            .query("version", "2024-01-01")
            .deny_sunset_within(week);
        builder.clock(HandClock::at(now)).build().unwrap()
    };
    let near = at(sunset - week).send(start(Owners::Orgs, order())).await;
    assert_eq!(failed(near).kind(), ErrorKind::Sunset);
    at(sunset - 2 * week)
        .send(start(Owners::Orgs, order()))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_version_that_is_none_is_refused_by_its_parameter() {
    let stand_in = StandIn::start().await.unwrap();
    let call = client(&stand_in)
        .send(start(Owners::Orgs, order()))
        .query("version", "yesterday");
    let refusal = refused(call.await);
    assert_eq!(refusal.status(), 400);
    let source = refusal.body().unwrap().errors[0].source.as_ref().unwrap();
    assert_eq!(source.parameter.as_deref(), Some("version"));
}

#[tokio::test]
async fn a_link_that_has_expired_is_a_refusal_of_the_download() {
    let stand_in = StandIn::builder()
        .polls_until_done(0)
        .start()
        .await
        .unwrap();
    let client = client(&stand_in);
    let mut order = order();
    order.attributes.url_expiration_seconds = Some(0);
    let started = client.send(start(Owners::Orgs, order)).await.unwrap();
    let export = client
        .send(export(Owners::Orgs, started.id.parse().unwrap()))
        .await
        .unwrap();
    assert_eq!(export.status, Status::Finished);
    assert_ne!(export.status, Status::Errored);
    let refusal = refused(client.download(&export.results[0].url).bytes().await);
    assert_eq!(refusal.status(), 403);
    assert!(refusal.bytes().starts_with(b"<?xml"));
}
