//! Constructs of Prometheus' API.

use endpoint::{Client, Envelope, OpenError, api, endpoint};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::coverage::construct::{Construct, Elsewhere};
use crate::declared::case::cases;
use crate::declared::{Target, Wire};
use crate::support::{refused, response};

const PROMETHEUS: &Target = &Target {
    host: "prometheus.test",
    prefix: "/api/v1",
};

cases! { PROMETHEUS;
    a_query_and_one_that_is_none(Query<'static>): [
        Construct::Elsewhere(Elsewhere::OwnEnvelope),
        Construct::Elsewhere(Elsewhere::UrlencodedForm),
    ];
    series_by_several_selectors(ListSeries<'static>): [
        Construct::Elsewhere(Elsewhere::TextInsteadOfJson),
    ];
}

/// `{"status": "success", "data": ..}` or `{"status": "error", "errorType": "..", "error": ".."}`
struct StatusData;

#[derive(Debug, Deserialize)]
struct Document<T> {
    status: Status,
    data: Option<T>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Success,
    Error,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
    error_type: String,
    error: String,
}

impl Envelope for StatusData {
    type Open<T> = T;
    type Error = Refusal;

    fn open<T: DeserializeOwned>(body: &str, _: Option<&'static str>) -> Result<T, OpenError> {
        let document: Document<T> = serde_json::from_str(body)?;
        match document.status {
            Status::Success => document.data.ok_or_else(|| OpenError::missing("data")),
            Status::Error => Err(OpenError::refused()),
        }
    }

    fn wrap<T>(value: T) -> T {
        value
    }
}

/// Prometheus' API.
#[api(base_url = "http://localhost:9090/api/v1", envelope = StatusData)]
struct Prometheus;

impl Wire {
    fn prometheus(&self) -> Client<Prometheus> {
        self.client(Prometheus::client())
    }
}

fn json(status: &str, body: &str) -> String {
    response(status, "Content-Type: application/json\r\n", body)
}

/// Evaluates an expression. It goes in the body, since it may be longer than a URL.
#[endpoint(POST "/query" -> Vector, api = Prometheus, idempotent)]
struct Query<'a> {
    #[form]
    query: &'a str,
    #[form]
    time: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    result_type: String,
    result: Vec<Sample>,
}

#[derive(Debug, Deserialize)]
struct Sample {
    value: (f64, String),
}

async fn a_query_and_one_that_is_none(wire: &Wire) {
    const HEAD: &str = "POST /api/v1/query HTTP/1.1
        accept: application/json
        content-type: application/x-www-form-urlencoded
        user-agent: probe/1.0 endpoint/*
        host: prometheus.test";
    wire.answers(json(
        "200 OK",
        r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1435781451.781,"1"]}]}}"#,
    ));
    let query = Query::builder()
        .query("sum(up{job=\"a\"}) > 0")
        .time(1_435_781_451.5)
        .build();
    let vector = wire.prometheus().send(query).await.unwrap();
    assert_eq!(
        (&*vector.result_type, &*vector.result[0].value.1),
        ("vector", "1")
    );
    wire.sent(
        &format!("{HEAD}\ncontent-length: 60"),
        "query=sum%28up%7Bjob%3D%22a%22%7D%29+%3E+0&time=1435781451.5",
    );

    for status in ["400 Bad Request", "200 OK"] {
        let no = r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#;
        wire.answers(json(status, no));
        let query = Query {
            query: "up{",
            time: None,
        };
        let refusal = refused(wire.prometheus().send(query).await);
        let said = refusal.body().unwrap();
        assert_eq!(
            (&*said.error_type, &*said.error),
            ("bad_data", "parse error")
        );
        wire.sent(&format!("{HEAD}\ncontent-length: 11"), "query=up%7B");
    }
}

/// Lists the series that any of the selectors picks.
#[endpoint(GET "/series" -> Vec<endpoint::Json>, api = Prometheus)]
struct ListSeries<'a> {
    #[query(rename = "match[]")]
    selectors: &'a [&'a str],
}

async fn series_by_several_selectors(wire: &Wire) {
    const HEAD: &str = "GET /api/v1/series?match%5B%5D=up&match%5B%5D=a%7Bb%3D%22c%22%7D HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        host: prometheus.test";
    let list = ListSeries {
        selectors: &["up", "a{b=\"c\"}"],
    };
    wire.answers(json(
        "200 OK",
        r#"{"status":"success","data":[{"job":"a"}]}"#,
    ));
    let series = wire.prometheus().send(&list).await.unwrap();
    assert_eq!(series[0].text(), r#"{"job":"a"}"#);
    wire.sent(HEAD, "");

    let text = "Content-Type: text/plain; charset=utf-8\r\n";
    wire.answers(response("404 Not Found", text, "404 page not found\n"));
    let refusal = refused(wire.prometheus().send(&list).await);
    assert_eq!(
        (refusal.status().as_u16(), refusal.body().is_none()),
        (404, true)
    );
    assert_eq!(refusal.message(), Some("404 page not found"));
    wire.sent(HEAD, "");
}
