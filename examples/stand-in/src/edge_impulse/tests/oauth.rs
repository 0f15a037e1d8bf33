use crate::StandIn;
use crate::edge_impulse::{CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME};
use crate::wire::{Answer, Request};

async fn token(stand_in: &StandIn, form: &str) -> Answer {
    Request::new("POST", stand_in.edge_impulse_url(), "/oauth/token")
        .body("application/x-www-form-urlencoded", form)
        .send()
        .await
}

fn of_client(form: &str) -> String {
    format!("{form}&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}")
}

#[tokio::test]
async fn a_token_opens_the_api_and_its_successor_is_given_once() {
    let stand_in = StandIn::start().await.unwrap();
    let form = format!("grant_type=password&username={USERNAME}&password={PASSWORD}");
    let given = token(&stand_in, &of_client(&form)).await.value();
    let target = super::organization();
    let listed = Request::new("GET", stand_in.edge_impulse_url(), &target)
        .header(
            "authorization",
            &format!("Bearer {}", given["access_token"].as_str().unwrap()),
        )
        .send()
        .await;
    assert_eq!(listed.value()["success"], true);
    let refresh = given["refresh_token"].as_str().unwrap();
    let form = of_client(&format!("grant_type=refresh_token&refresh_token={refresh}"));
    assert_ne!(
        token(&stand_in, &form).await.value()["access_token"],
        given["access_token"]
    );
    let again = token(&stand_in, &form).await;
    assert_eq!(
        (again.status, &again.value()["error"]),
        (400, &"invalid_grant".into())
    );
}

#[tokio::test]
async fn who_is_no_client_gets_no_token() {
    let stand_in = StandIn::start().await.unwrap();
    let refused = token(&stand_in, "grant_type=client_credentials").await;
    assert_eq!(
        (refused.status, &refused.value()["error"]),
        (401, &"invalid_client".into())
    );
    let form = of_client("grant_type=password&username=x&password=y");
    assert_eq!(token(&stand_in, &form).await.status, 400);
    let form = of_client("grant_type=authorization_code&code=x");
    assert_eq!(token(&stand_in, &form).await.status, 400);
}
