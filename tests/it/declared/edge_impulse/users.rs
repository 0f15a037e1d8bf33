//! Users, and what proves who one is.

use endpoint::auth::Bearer;
use endpoint::{Secret, endpoint};
use serde::Deserialize;

use super::{ApiKey, EdgeImpulse, JwtCookie, JwtHeader, PROJECT, STUDIO};
use crate::coverage::construct::{
    Answer, Body, Construct, InPath, Json as Kind, Proof, Refusal, Verb,
};
use crate::declared::Wire;
use crate::declared::case::cases;
use crate::support::refused;

cases! { STUDIO;
    a_login_and_one_that_fails(Login<'static>): [
        Construct::Credential(Proof::None),
        Construct::Body(Body::Json),
        Construct::Answer(Answer::Flat),
        Construct::Refused(Refusal::Flag),
        Construct::Sent(Kind::Text),
    ];
    a_user_by_an_address(NeedsPassword<'static>): [
        Construct::Path(InPath::Text),
        Construct::Credential(Proof::None),
        Construct::Read(Kind::Null),
        Construct::Read(Kind::Optional),
    ];
    ones_own_projects_by_either_jwt(ListOwnProjects): [
        Construct::Credential(Proof::JwtOnly),
        Construct::Answer(Answer::KeyedList),
        Construct::Read(Kind::Any),
    ];
    keys_by_any_credential(ListHmacKeys): [
        Construct::Credential(Proof::AnyOf(4)),
        Construct::Read(Kind::Bool),
    ];
    a_user_who_deletes_themselves(DeleteUser): [
        Construct::Method(Verb::Delete),
        Construct::Body(Body::OnDelete),
        Construct::Answer(Answer::Flag),
    ];
    a_password_that_is_changed(ChangePassword): [Construct::Answer(Answer::Flag)];
    a_key_that_is_taken_back(RevokeHmacKey): [Construct::Method(Verb::Delete)];
    an_address_that_is_validated(ValidateEmail<'static>): [
        Construct::Read(Kind::Enum),
        Construct::Read(Kind::Number),
    ];
}

/// Gives a token for a password.
#[endpoint(POST "/api-login" -> Token, api = EdgeImpulse, auth = none, rename_all = "camelCase")]
struct Login<'a> {
    #[json]
    username: &'a str,
    #[json]
    password: Secret,
    #[json]
    totp_token: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Token {
    token: Option<Secret>,
}

async fn a_login_and_one_that_fails(wire: &Wire) {
    const HEAD: &str = "POST /v1/api-login HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        host: studio.edgeimpulse.com
        content-length: 36";
    const BODY: &str = r#"{"username":"jan","password":"s3cr"}"#;
    let login = || Login::builder().username("jan").password("s3cr").build();

    wire.says(r#"{"success":true,"token":"jwt-1"}"#);
    let token = wire.studio().send(login()).await.unwrap();
    assert_eq!(token.token.as_ref().unwrap().expose(), "jwt-1");
    wire.sent(HEAD, BODY);

    wire.says(r#"{"success":false,"error":"Invalid password s3cr"}"#);
    let refusal = refused(wire.studio().send(login()).await);
    assert!(!refusal.to_string().contains("s3cr"), "{refusal}");
    wire.sent(HEAD, BODY);
}

/// Says whether a user has to set a password.
#[endpoint(
    GET "/api-user-need-to-set-password/<username_or_email>" -> UserState,
    api = EdgeImpulse,
    auth = none,
)]
struct NeedsPassword<'a> {
    username_or_email: &'a str,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserState {
    need_password: Option<bool>,
    trials: Vec<Trial>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trial {
    expired_date: Option<String>,
}

async fn a_user_by_an_address(wire: &Wire) {
    wire.says(r#"{"success":true,"needPassword":true,"trials":[{"id":1,"expiredDate":null}]}"#);
    let ask = NeedsPassword {
        username_or_email: "jan+x@edge.test",
    };
    let user = wire.studio().send(ask).await.unwrap();
    assert_eq!(
        (user.need_password, &user.trials[0].expired_date),
        (Some(true), &None)
    );
    wire.sent(
        "GET /v1/api-user-need-to-set-password/jan%2Bx%40edge.test HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Lists the projects of whom the JWT was given to.
#[endpoint(
    GET "/api/user/projects" -> Vec<Project> in "projects",
    api = EdgeImpulse,
    auth = JwtCookie | JwtHeader,
)]
struct ListOwnProjects {}

#[derive(Debug, Deserialize)]
struct Project {
    metadata: endpoint::Json,
}

async fn ones_own_projects_by_either_jwt(wire: &Wire) {
    const PROJECTS: &str = r#"{"success":true,"projects":[{"id":1,"metadata":{"a":[1]}}]}"#;
    wire.says(PROJECTS);
    let client = wire.client(EdgeImpulse::client(JwtCookie::new("jwt-1")));
    let projects = client.send(ListOwnProjects {}).await.unwrap();
    assert_eq!(projects[0].metadata.text(), r#"{"a":[1]}"#);
    wire.sent(
        "GET /v1/api/user/projects HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        cookie: jwt=jwt-1
        host: studio.edgeimpulse.com",
        "",
    );

    wire.says(PROJECTS);
    let client = wire.client(EdgeImpulse::client(JwtHeader::new("jwt-1")));
    assert_eq!(client.send(ListOwnProjects {}).await.unwrap().len(), 1);
    wire.sent(
        "GET /v1/api/user/projects HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-jwt-token: jwt-1
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Lists the keys by which devices sign.
#[endpoint(
    GET "/api/<project_id>/hmackeys" -> Vec<HmacKey> in "hmacKeys",
    api = EdgeImpulse,
)]
struct ListHmacKeys {
    project_id: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HmacKey {
    is_development_key: bool,
}

async fn keys_by_any_credential(wire: &Wire) {
    const KEYS: &str = r#"{"success":true,"hmacKeys":[{"id":1,"isDevelopmentKey":true}]}"#;
    macro_rules! by {
        ($credential:expr, $header:literal) => {
            wire.says(KEYS);
            let client = wire.client(EdgeImpulse::client($credential));
            let list = ListHmacKeys {
                project_id: PROJECT,
            };
            assert!(client.send(list).await.unwrap()[0].is_development_key);
            wire.sent(
                concat!(
                    "GET /v1/api/9000000001/hmackeys HTTP/1.1
                    accept: application/json
                    user-agent: probe/1.0 endpoint/*\n",
                    $header,
                    "\nhost: studio.edgeimpulse.com"
                ),
                "",
            );
        };
    }
    by!(ApiKey::new("ei_1"), "x-api-key: ei_1");
    by!(JwtCookie::new("jwt-1"), "cookie: jwt=jwt-1");
    by!(JwtHeader::new("jwt-1"), "x-jwt-token: jwt-1");
    by!(Bearer::new("access"), "authorization: Bearer access");
}

/// Deletes whom the JWT was given to.
#[endpoint(
    DELETE "/api/user",
    api = EdgeImpulse,
    auth = JwtCookie | JwtHeader,
    rename_all = "camelCase",
)]
struct DeleteUser {
    #[json]
    password: Option<Secret>,
    #[json]
    totp_token: Option<Secret>,
}

async fn a_user_who_deletes_themselves(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let delete = DeleteUser::builder().password("s3cr").build();
    let client = wire.client(EdgeImpulse::client(JwtHeader::new("jwt-1")));
    client.send(delete).await.unwrap();
    wire.sent(
        "DELETE /v1/api/user HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-jwt-token: jwt-1
        host: studio.edgeimpulse.com
        content-length: 19",
        r#"{"password":"s3cr"}"#,
    );
}

/// Changes a user's password.
#[endpoint(
    POST "/api/users/<user_id>/change-password",
    api = EdgeImpulse,
    auth = JwtCookie | JwtHeader,
    rename_all = "camelCase",
)]
struct ChangePassword {
    user_id: i64,
    #[json]
    current_password: Secret,
    #[json]
    new_password: Secret,
}

async fn a_password_that_is_changed(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let change = ChangePassword::builder()
        .user_id(5)
        .current_password("old")
        .new_password("ñew")
        .build();
    let client = wire.client(EdgeImpulse::client(JwtCookie::new("jwt-1")));
    client.send(change).await.unwrap();
    wire.sent(
        "POST /v1/api/users/5/change-password HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        cookie: jwt=jwt-1
        host: studio.edgeimpulse.com
        content-length: 46",
        r#"{"currentPassword":"old","newPassword":"ñew"}"#,
    );
}

/// Takes a key back.
#[endpoint(DELETE "/api/<project_id>/hmackeys/<hmac_id>", api = EdgeImpulse)]
struct RevokeHmacKey {
    project_id: i64,
    hmac_id: i64,
}

async fn a_key_that_is_taken_back(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let revoke = RevokeHmacKey {
        project_id: PROJECT,
        hmac_id: 3,
    };
    wire.studio().send(revoke).await.unwrap();
    wire.sent(
        "DELETE /v1/api/9000000001/hmackeys/3 HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Says whether there is such an address.
#[endpoint(POST "/api/emails/validate" -> Validity, api = EdgeImpulse, auth = none)]
struct ValidateEmail<'a> {
    #[json]
    email: &'a str,
}

#[derive(Debug, Deserialize)]
struct Validity {
    verdict: Verdict,
    score: f64,
}

#[derive(Debug, PartialEq, Deserialize)]
enum Verdict {
    Valid,
    Risky,
}

async fn an_address_that_is_validated(wire: &Wire) {
    wire.says(r#"{"success":true,"email":"a@b.test","verdict":"Risky","score":0.25}"#);
    let validity = wire
        .studio()
        .send(ValidateEmail { email: "a@b.test" })
        .await
        .unwrap();
    assert_ne!(validity.verdict, Verdict::Valid);
    assert!((validity.score - 0.25).abs() < f64::EPSILON);
    wire.sent(
        "POST /v1/api/emails/validate HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        host: studio.edgeimpulse.com
        content-length: 20",
        r#"{"email":"a@b.test"}"#,
    );
}
