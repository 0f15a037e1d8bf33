//! The whole way of an export of Edge Impulse's, against the servers that stand in for it.

mod tokens;

use std::time::Duration;

use endpoint::auth::Bearer;
use endpoint::{Accepts, Bytes, Client, Credential, ErrorKind, auth, endpoint};
use stand_in::edge_impulse::{
    self as ei, ACCESS_TOKEN, API_KEY, INNER_ORGANIZATION_ID, JWT, ORGANIZATION_ID,
};
use stand_in::{Server, StandIn};

use crate::support::{failed, refused};
use ei_export::api::{
    ApiKey, CreateInnerExport, DeleteInnerExport, DownloadExport, EdgeImpulse, GetExport,
    GetInnerExport, GetJobStatus, JwtCookie, JwtHeader, ListExports, ListInnerExports, Login,
    UpdateInnerExport,
};

/// The download as it is without following the redirect.
#[endpoint(
    GET "/api/organizations/<organization_id>/exports/<export_id>/download" -> Bytes,
    api = EdgeImpulse,
)]
struct LocateExport {
    organization_id: i64,
    export_id: i64,
}

const LIST: ListInnerExports = ListInnerExports {
    organization_id: ORGANIZATION_ID,
    inner_organization_id: INNER_ORGANIZATION_ID,
    limit: None,
    offset: None,
};

fn create(description: &str) -> CreateInnerExport {
    CreateInnerExport::builder()
        .organization_id(ORGANIZATION_ID)
        .inner_organization_id(INNER_ORGANIZATION_ID)
        .description(description)
        .build()
}

fn get(export_id: i64) -> GetInnerExport {
    GetInnerExport {
        organization_id: ORGANIZATION_ID,
        inner_organization_id: INNER_ORGANIZATION_ID,
        export_id,
    }
}

fn delete(export_id: i64) -> DeleteInnerExport {
    DeleteInnerExport {
        organization_id: ORGANIZATION_ID,
        inner_organization_id: INNER_ORGANIZATION_ID,
        export_id,
    }
}

async fn started(polls_until_done: u32) -> StandIn {
    StandIn::builder()
        .polls_until_done(polls_until_done)
        .start()
        .await
        .unwrap()
}

fn client<C: Credential>(stand_in: &StandIn, credential: C) -> Client<EdgeImpulse, C> {
    let builder = EdgeImpulse::client(credential).base_url(stand_in.edge_impulse_url());
    builder.build().unwrap()
}

fn keyed(stand_in: &StandIn) -> Client<EdgeImpulse, ApiKey> {
    client(stand_in, ApiKey::new(API_KEY))
}

/// An export, and the id of it.
async fn exported(stand_in: &StandIn) -> i64 {
    let client = keyed(stand_in);
    let job_id = client.send(create("mine")).await.unwrap().into_inner();
    let page = client.send(LIST).await.unwrap();
    page.exports
        .iter()
        .find(|export| export.job_id == job_id)
        .unwrap()
        .id
}

#[tokio::test]
async fn a_white_labels_export_is_followed_to_its_file() {
    let stand_in = started(2).await;
    let client = keyed(&stand_in);
    let export_id = exported(&stand_in).await;
    let mut polls = 1;
    let export = loop {
        let export = client.send(get(export_id)).await.unwrap();
        if export.job_finished {
            break export;
        }
        assert!(export.download_url.is_none());
        polls += 1;
    };
    assert_eq!(polls, 3);
    let file = client
        .download(export.download_url.as_ref().unwrap().expose())
        .bytes()
        .await
        .unwrap();
    assert!(file.starts_with(b"PK"));
    assert_credential_stayed(&stand_in, "x-api-key");
}

#[tokio::test]
async fn an_organizations_export_is_followed_over_its_redirect() {
    let stand_in = started(1).await;
    let client = keyed(&stand_in);
    let (organization_id, export_id) = (INNER_ORGANIZATION_ID, exported(&stand_in).await);
    let page = client
        .send(ListExports {
            organization_id,
            limit: None,
            offset: None,
        })
        .await
        .unwrap();
    assert_eq!((page.total_count, page.exports[0].id), (1, export_id));
    let job_id = page.exports[0].job_id;

    let job = client
        .send(GetJobStatus {
            organization_id,
            job_id,
        })
        .await
        .unwrap();
    assert_eq!(
        (job.id, job.finished.is_some(), job.finished_successful),
        (job_id, false, None)
    );
    let export = client
        .send(GetExport {
            organization_id,
            export_id,
        })
        .await
        .unwrap();
    assert!(export.job_finished);
    let mut file = client
        .send(DownloadExport {
            organization_id,
            export_id,
        })
        .await
        .unwrap();
    assert_eq!(file.file_name(), Some("export-501.zip"));
    let file = file.bytes(1 << 20).await.unwrap();
    assert!(file.starts_with(b"PK"));

    let located = client
        .send(LocateExport {
            organization_id,
            export_id,
        })
        .await;
    let refusal = refused(located);
    assert_eq!(refusal.status(), 302);
    let same = client
        .download(refusal.location().unwrap())
        .bytes()
        .await
        .unwrap();
    assert_eq!(*same.value, file);
    assert_credential_stayed(&stand_in, "x-api-key");
}

fn assert_credential_stayed(stand_in: &StandIn, header: &str) {
    let requests = stand_in.requests();
    assert!(
        requests
            .iter()
            .any(|request| request.server == Server::Storage)
    );
    for request in requests {
        let is_api = request.server == Server::EdgeImpulse;
        assert_eq!(
            request.header(header).is_some(),
            is_api,
            "{}",
            request.target
        );
        assert_eq!(request.header("referer"), None);
    }
}

#[tokio::test]
async fn a_refusal_is_not_taken_for_a_file() {
    let stand_in = started(1).await;
    let (organization_id, export_id) = (INNER_ORGANIZATION_ID, exported(&stand_in).await);
    let download = DownloadExport {
        organization_id,
        export_id,
    };
    let refusal = refused(keyed(&stand_in).send(download).await);
    assert_eq!(refusal.status(), 200);
    assert_eq!(refusal.message(), Some("Export is not finished yet"));
}

#[tokio::test]
async fn a_job_is_followed_to_its_end() {
    let stand_in = started(0).await;
    let client = keyed(&stand_in);
    let job_id = client.send(create("mine")).await.unwrap().into_inner();
    assert!(job_id > i64::from(u32::MAX));
    let job = client
        .send(GetJobStatus {
            organization_id: ORGANIZATION_ID,
            job_id,
        })
        .await
        .unwrap();
    assert_eq!((job.id, job.finished_successful), (job_id, Some(true)));
}

#[tokio::test]
async fn an_export_is_changed_and_deleted() {
    let stand_in = started(0).await;
    let client = client(&stand_in, JwtHeader::new(JWT));
    let export_id = exported(&stand_in).await;
    let update = UpdateInnerExport {
        organization_id: ORGANIZATION_ID,
        inner_organization_id: INNER_ORGANIZATION_ID,
        export_id,
        description: Some("yours".into()),
        expiration_date: None,
    };
    client.send(update).await.unwrap();
    let request = stand_in.requests().pop().unwrap();
    assert_eq!(request.body, br#"{"description":"yours"}"#);
    let export = client.send(get(export_id)).await.unwrap();
    assert_eq!(export.description.as_deref(), Some("yours"));
    assert!(export.expiration_date.starts_with("2025-"));
    client.send(delete(export_id)).await.unwrap();
    let refusal = refused(client.send(get(export_id)).await);
    assert_eq!(
        (refusal.status().as_u16(), refusal.message()),
        (200, Some("Export not found"))
    );
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let stand_in = started(0).await;
    let client = keyed(&stand_in);
    for description in ["a", "b", "c"] {
        client.send(create(description)).await.unwrap();
    }
    let page = client
        .send(ListInnerExports {
            limit: Some(2),
            offset: Some(1),
            ..LIST
        })
        .await
        .unwrap();
    let descriptions: Vec<_> = page
        .exports
        .iter()
        .filter_map(|export| export.description.as_deref())
        .collect();
    assert_eq!((page.total_count, descriptions), (3, vec!["b", "c"]));

    let mut items = client.items(LIST).page_size(2);
    let mut descriptions = Vec::new();
    while let Some(export) = items.next().await {
        descriptions.extend(export.unwrap().description);
    }
    assert_eq!(descriptions, ["a", "b", "c"]);
    let asked = stand_in.requests();
    let offsets = asked
        .iter()
        .map(|request| request.target.contains("offset=2"));
    assert!(offsets.rev().take(2).eq([true, false]));
}

#[tokio::test]
async fn an_export_is_polled_to_its_good_or_bad_end() {
    let longest = Duration::from_secs(60);
    let stand_in = started(3).await;
    let export_id = exported(&stand_in).await;
    let poll = keyed(&stand_in).poll(get(export_id)).every(Duration::ZERO);
    let export = poll.until_done(longest).await.unwrap();
    assert!(export.download_url.is_some());

    let builder = StandIn::builder().polls_until_done(1).exports_fail();
    let stand_in = builder.start().await.unwrap();
    let export_id = exported(&stand_in).await;
    let poll = keyed(&stand_in).poll(get(export_id)).every(Duration::ZERO);
    let error = failed(poll.until_done(longest).await);
    assert_eq!(error.kind(), ErrorKind::Job);
    assert!(error.to_string().contains("did not end well"), "{error}");
}

/// Calls with a credential, which is sent as it should be.
async fn works_with<C: Credential>(credential: C, header: &str, value: String)
where
    ListInnerExports: Accepts<C>,
{
    let stand_in = started(0).await;
    client(&stand_in, credential).send(LIST).await.unwrap();
    assert_eq!(stand_in.requests()[0].header(header), Some(&*value));
}

#[tokio::test]
async fn each_of_the_four_credentials_will_do() {
    works_with(ApiKey::new(API_KEY), "x-api-key", API_KEY.to_owned()).await;
    works_with(JwtCookie::new(JWT), "cookie", format!("jwt={JWT}")).await;
    works_with(JwtHeader::new(JWT), "x-jwt-token", JWT.to_owned()).await;
    works_with(
        Bearer::new(ACCESS_TOKEN),
        "authorization",
        format!("Bearer {ACCESS_TOKEN}"),
    )
    .await;
}

#[tokio::test]
async fn a_login_carries_no_credential_and_gives_one() {
    let stand_in = started(0).await;
    let login = Login {
        username: ei::USERNAME.into(),
        password: ei::PASSWORD.into(),
    };
    let token = keyed(&stand_in).send(login).await.unwrap().into_inner();
    let request = &stand_in.requests()[0];
    assert_eq!(request.header("x-api-key"), None);
    let body = format!(
        r#"{{"username":"{}","password":"{}"}}"#,
        ei::USERNAME,
        ei::PASSWORD
    );
    assert_eq!(String::from_utf8_lossy(&request.body), body);
    client(&stand_in, JwtCookie::new(token))
        .send(LIST)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_wrong_credential_or_password_is_a_refusal_on_a_200() {
    let stand_in = started(0).await;
    let refusal = refused(client(&stand_in, ApiKey::new("wrong")).send(LIST).await);
    assert_eq!(refusal.status(), 200);
    assert_eq!(
        refusal.body().unwrap().error.as_deref(),
        Some("No valid authentication provided")
    );
    let login = Login {
        username: ei::USERNAME.into(),
        password: "wrong".into(),
    };
    let refusal = refused(keyed(&stand_in).send(login).await);
    assert_eq!(refusal.message(), Some("Incorrect username or password"));
}

#[tokio::test]
async fn a_credential_that_will_not_do_is_refused_before_it_is_sent() {
    let stand_in = started(0).await;
    let dynamic = client(&stand_in, auth::Dynamic::new(ApiKey::new(API_KEY)));
    assert_eq!(
        failed(dynamic.send(delete(1)).await).kind(),
        ErrorKind::Auth
    );
    assert!(stand_in.requests().is_empty());
    dynamic.send(LIST).await.unwrap();
}

#[tokio::test]
async fn a_date_that_is_none_is_refused_and_an_absent_one_left_out() {
    let stand_in = started(0).await;
    let mut create = create("mine");
    create.expiration_date = Some("tomorrow".into());
    let refusal = refused(keyed(&stand_in).send(&create).await);
    assert!(
        refusal.message().unwrap().contains("expirationDate"),
        "{refusal}"
    );
    create.expiration_date = None;
    keyed(&stand_in).send(&create).await.unwrap();
    assert_eq!(stand_in.requests()[1].body, br#"{"description":"mine"}"#);
}
