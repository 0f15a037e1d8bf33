//! What each command does, and what it prints.

use stand_in::StandIn;
use stand_in::edge_impulse as ei;

use crate::support::{Folder, archive, asked, assert_is, done, end, keyed, start, stranger};

const EXPORT: [&str; 7] = [
    "created",
    "created_by",
    "description",
    "expires",
    "id",
    "job_id",
    "state",
];

#[tokio::test]
async fn a_list_is_a_table() {
    let servers = start(StandIn::builder().edge_impulse_exports(2)).await;
    let listed = done(keyed(&servers, &["list"])).await;
    assert_eq!(
        listed.stdout,
        " ID          JOB  STATE  CREATED     EXPIRES     BY             DESCRIPTION\n\
         501  12900000001  done   2025-01-15  2025-02-14  stand-in-user  Export 501\n\
         502  12900000002  done   2025-01-15  2025-02-14  stand-in-user  Export 502\n"
    );
}

#[tokio::test]
async fn a_list_is_asked_for_page_by_page() {
    let servers = start(StandIn::builder().edge_impulse_exports(23)).await;
    let listed = done(keyed(&servers, &["list", "--json", "--page-size", "10"])).await;
    let document = listed.json();
    let exports = document["exports"].as_array().unwrap();
    let ids: Vec<_> = exports
        .iter()
        .filter_map(|export| export["id"].as_i64())
        .collect();
    let all: Vec<_> = (ei::FIRST_EXPORT_ID..).take(23).collect();
    assert_eq!(ids, all);
    assert_eq!(asked(&servers), 3);
    assert!(exports[0].as_object().unwrap().keys().eq(EXPORT));
    assert!(
        document
            .as_object()
            .unwrap()
            .keys()
            .eq(["error", "exit_code", "exports", "status"])
    );

    let begun = ["list", "--json", "--page-size", "10", "--limit", "10"];
    let begun = done(keyed(&servers, &begun)).await.json();
    assert_eq!(begun["exports"].as_array().unwrap().len(), 10);
    assert_eq!(asked(&servers), 4);
}

#[tokio::test]
async fn an_export_is_shown_and_kept_for_longer() {
    let servers = start(StandIn::builder().edge_impulse_exports(1)).await;
    let shown = done(keyed(&servers, &["show", "501"])).await;
    assert!(
        shown
            .stdout
            .contains("\nexpires      2025-02-14T09:30:00.000Z\n"),
        "{shown:?}"
    );
    let extended = ["extend", "501", "2025-03-01", "--json"];
    let extended = done(keyed(&servers, &extended)).await.json();
    assert_eq!(extended["export"]["expires"], "2025-03-01T00:00:00Z");
    assert_eq!(extended["export"]["description"], "Export 501");
    let put = servers
        .requests()
        .into_iter()
        .find(|request| request.method == "PUT");
    assert_eq!(
        put.unwrap().body,
        br#"{"expirationDate":"2025-03-01T00:00:00Z"}"#
    );
}

#[tokio::test]
async fn an_export_is_deleted_by_who_has_a_jwt() {
    let servers = start(StandIn::builder().edge_impulse_exports(1)).await;
    let refused = end(keyed(&servers, &["delete", "501"])).await;
    assert_eq!(refused.code, Some(3));
    assert!(
        refused.stderr.contains("next: deleting takes a JWT"),
        "{refused:?}"
    );
    assert_eq!(asked(&servers), 0, "something was sent");

    let mut user = stranger(&servers, &["delete", "501", "--json"]);
    user.env("EI_JWT", ei::JWT);
    assert_eq!(done(user).await.json()["deleted"], 501);
    let gone = end(keyed(&servers, &["show", "501", "--json"])).await;
    assert_eq!(gone.code, Some(3));
    let error = &gone.json()["error"];
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("Export not found"),
        "{error}"
    );
    assert!(
        error["help"].is_string() && error["causes"].is_array(),
        "{error}"
    );
}

#[tokio::test]
async fn an_organization_looks_at_its_own_exports_and_fetches_them() {
    let servers = start(StandIn::builder().edge_impulse_exports(1)).await;
    let (folder, id) = (Folder::new(), ei::INNER_ORGANIZATION_ID.to_string());
    let own = |command: &[&str]| {
        let mut own = keyed(&servers, command);
        own.args(["--organization", &id]);
        own
    };
    assert!(
        done(own(&["list"]))
            .await
            .stdout
            .contains("501  12900000001  done")
    );
    assert!(
        done(own(&["show", "501"]))
            .await
            .stdout
            .contains("state        done")
    );
    done(own(&["download", "501", "--out", folder.text()])).await;
    assert_is(&folder.path("export-501.zip"), &archive(&servers, 501));

    let before = asked(&servers);
    let others: [&[&str]; 4] = [
        &["run", "--out", folder.text()],
        &["create"],
        &["extend", "501", "2025-03-01"],
        &["delete", "501"],
    ];
    for command in others {
        let refused = end(own(command)).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(
            refused.stderr.contains("for a white label only"),
            "{refused:?}"
        );
    }
    assert_eq!(asked(&servers), before, "something was sent");
}
