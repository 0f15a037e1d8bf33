//! Where a policy comes from: the call, its endpoint, the client, the API.

use endpoint::transport::Reply;
use endpoint::{Client, ClientBuilder, Json, Retry, api, endpoint};

use super::Get;
use crate::support::{BASE, HandClock, memory};

const FIVE: Retry = Retry::standard().attempts(5);

#[endpoint(GET "/thing" -> Json, retry = FIVE)]
struct GetFiveTimes;

#[endpoint(GET "/thing" -> Json, retry = never)]
struct GetOnce;

#[api(base_url = "https://api.test", retry = Retry::standard().attempts(4))]
struct Patient;

#[endpoint(GET "/thing" -> Json, api = Patient)]
struct GetOfPatient;

#[endpoint(GET "/thing" -> Json, api = Patient, retry = FIVE)]
struct GetFiveTimesOfPatient;

#[api(base_url = "https://api.test", retry = never)]
struct Impatient;

#[endpoint(GET "/thing" -> Json, api = Impatient)]
struct GetOfImpatient;

/// How often a call is sent that never succeeds.
macro_rules! attempts {
    ($builder:expr, $endpoint:expr $(, $policy:expr)?) => {{
        let clock = HandClock::default();
        let memory = memory([(); 9].map(|()| Reply::new(500)));
        let client = $builder
            .transport(memory.clone())
            .clock(clock.clone())
            .build()
            .unwrap();
        let (result, _) = clock.run(client.send($endpoint)$(.retry($policy))?).await;
        let attempts = result.unwrap_err().attempts();
        assert_eq!(memory.sent().len(), attempts as usize);
        attempts
    }};
}

fn undescribed() -> ClientBuilder {
    Client::builder(BASE)
}

#[tokio::test]
async fn three_attempts_unless_said() {
    assert_eq!(attempts!(undescribed(), Get), 3);
    assert_eq!(attempts!(undescribed(), Get, Retry::default()), 3);
}

#[tokio::test]
async fn the_calls_policy_goes_before_the_endpoints_and_that_before_the_clients() {
    let twice = || undescribed().retry(Retry::standard().attempts(2));
    assert_eq!(attempts!(twice(), Get), 2);
    assert_eq!(attempts!(twice(), GetFiveTimes), 5);
    assert_eq!(attempts!(twice(), GetOnce), 1);
    assert_eq!(
        attempts!(twice(), GetOnce, Retry::standard().attempts(7)),
        7
    );
    assert_eq!(attempts!(twice(), GetFiveTimes, Retry::never()), 1);
}

#[tokio::test]
async fn the_clients_policy_goes_before_the_apis() {
    assert_eq!(attempts!(Patient::client(), GetOfPatient), 4);
    assert_eq!(attempts!(Patient::client(), GetFiveTimesOfPatient), 5);
    assert_eq!(attempts!(Impatient::client(), GetOfImpatient), 1);
    let never = || Patient::client().retry(Retry::never());
    assert_eq!(attempts!(never(), GetOfPatient), 1);
    assert_eq!(attempts!(never(), GetFiveTimesOfPatient), 5);
    assert_eq!(
        attempts!(Impatient::client().retry(FIVE), GetOfImpatient),
        5
    );
}

#[tokio::test]
async fn never_is_never() {
    for reply in [
        Reply::fails(endpoint::transport::Failure::Connect),
        Reply::new(503).header("retry-after", "1"),
        Reply::new(429),
    ] {
        let clock = HandClock::default();
        let memory = memory([reply]);
        let client = undescribed()
            .transport(memory.clone())
            .clock(clock.clone())
            .build()
            .unwrap();
        let (result, waits) = clock.run(client.send(Get).retry(Retry::never())).await;
        let error = result.unwrap_err();
        assert_eq!(
            (error.attempts(), error.retried().len(), waits.len()),
            (1, 0, 0)
        );
        assert!(error.is_retryable());
        assert!(!error.to_string().contains("tried"), "{error}");
        assert_eq!(memory.sent().len(), 1);
    }
}
