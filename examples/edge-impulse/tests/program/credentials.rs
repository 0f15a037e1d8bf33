//! Who the program says it is.

use stand_in::StandIn;
use stand_in::edge_impulse as ei;

use crate::support::{Folder, asked, done, end, start, stranger};

/// Lists with these variables and arguments; gives the value of a header of the last request.
async fn sent(variables: &[(&str, &str)], arguments: &[&str], header: &str) -> Option<String> {
    let servers = start(StandIn::builder()).await;
    let mut list = stranger(&servers, &["list"]);
    list.args(arguments).envs(variables.iter().copied());
    done(list).await;
    let request = servers.requests().pop().unwrap();
    request.header(header).map(str::to_owned)
}

#[tokio::test]
async fn each_credential_goes_where_it_belongs() {
    let key = sent(&[("EI_API_KEY", ei::API_KEY)], &[], "x-api-key").await;
    assert_eq!(key.as_deref(), Some(ei::API_KEY));

    let jwt = [("EI_JWT", ei::JWT)];
    assert_eq!(
        sent(&jwt, &[], "x-jwt-token").await.as_deref(),
        Some(ei::JWT)
    );
    let cookie = sent(&jwt, &["--auth", "jwt-cookie"], "cookie").await;
    assert_eq!(cookie, Some(format!("jwt={}", ei::JWT)));

    let client = [
        ("EI_CLIENT_ID", ei::CLIENT_ID),
        ("EI_CLIENT_SECRET", ei::CLIENT_SECRET),
    ];
    let token = sent(&client, &[], "authorization").await.unwrap();
    assert!(token.starts_with("Bearer "));

    let user = [("EI_USERNAME", ei::USERNAME), ("EI_PASSWORD", ei::PASSWORD)];
    assert_eq!(
        sent(&user, &[], "x-jwt-token").await.as_deref(),
        Some(ei::JWT)
    );
}

#[tokio::test]
async fn a_file_goes_before_the_environment() {
    let folder = Folder::new();
    let path = folder.path("credential");
    let text = format!("# mine\n\nEI_API_KEY = {}\n", ei::API_KEY)
        + &format!("EI_ORGANIZATION_ID={}\n", ei::ORGANIZATION_ID)
        + &format!("EI_INNER_ORGANIZATION_ID={}\n", ei::INNER_ORGANIZATION_ID);
    std::fs::write(&path, text).unwrap();
    let of_file = ["--credential-file", path.to_str().unwrap()];
    let key = sent(&[("EI_JWT", "another")], &of_file, "x-api-key").await;
    assert_eq!(key.as_deref(), Some(ei::API_KEY));
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_may_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;

    let servers = start(StandIn::builder()).await;
    let folder = Folder::new();
    let path = folder.path("credential");
    let ids = format!(
        "EI_ORGANIZATION_ID={}\nEI_INNER_ORGANIZATION_ID={}",
        ei::ORGANIZATION_ID,
        ei::INNER_ORGANIZATION_ID
    );
    std::fs::write(&path, format!("EI_API_KEY={}\n{ids}", ei::API_KEY)).unwrap();
    for (mode, is_warned) in [(0o640, true), (0o600, false)] {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        let mut list = stranger(&servers, &["list", "--quiet"]);
        list.arg("--credential-file").arg(&path);
        assert_eq!(done(list).await.stderr.contains("chmod 600"), is_warned);
    }
}

#[tokio::test]
async fn a_wrong_credential_is_refused_by_the_api_and_not_repeated() {
    let servers = start(StandIn::builder()).await;
    let mut list = stranger(&servers, &["list"]);
    list.env("EI_API_KEY", "a-wrong-key");
    let refused = end(list).await;
    assert_eq!(refused.code, Some(3));
    assert!(
        refused.stderr.contains("No valid authentication provided"),
        "{refused:?}"
    );
    assert!(!refused.stderr.contains("a-wrong-key"), "{refused:?}");

    let mut list = stranger(&servers, &["list"]);
    list.envs([
        ("EI_USERNAME", ei::USERNAME),
        ("EI_PASSWORD", "a-wrong-one"),
    ]);
    let refused = end(list).await;
    assert_eq!(refused.code, Some(3));
    assert!(
        refused.stderr.contains("Incorrect username or password"),
        "{refused:?}"
    );
    assert!(!refused.stderr.contains("a-wrong-one"), "{refused:?}");
}

#[tokio::test]
async fn none_or_several_are_told_before_anything_is_sent() {
    let servers = start(StandIn::builder()).await;
    let several = [("EI_API_KEY", ei::API_KEY), ("EI_JWT", ei::JWT)];
    let half = [("EI_CLIENT_ID", ei::CLIENT_ID)];
    let cases: [(&[_], &[_], _); 4] = [
        (&[], &[], "there is no credential"),
        (&several, &[], "several credentials: EI_API_KEY, EI_JWT"),
        (
            &half,
            &["--auth", "oauth2"],
            "EI_CLIENT_SECRET is not set in the environment",
        ),
        (&[("EI_API_KEY", " ")], &[], "there is no credential"),
    ];
    for (variables, arguments, fault) in cases {
        let mut list = stranger(&servers, &["list"]);
        list.args(arguments).envs(variables.iter().copied());
        let refused = end(list).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(fault), "{refused:?}");
    }
    let mut chosen = stranger(&servers, &["list", "--auth", "jwt"]);
    chosen.envs(several);
    done(chosen).await;
    assert_eq!(asked(&servers), 1);
}
