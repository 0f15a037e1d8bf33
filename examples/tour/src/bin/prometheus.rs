//! An envelope of one's own: Prometheus puts `{"status", "data", "errorType", "error"}` around
//! everything that it says.
//!
//! Against a stand-in, or against the server whose URL is given.

use endpoint::{Client, Envelope, Error, OpenError, api, endpoint, from_json};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use stand_in::StandIn;

/// Prometheus' HTTP API.
#[api(base_url = "http://localhost:9090", envelope = Status)]
struct Prometheus;

/// Evaluate an expression at one time.
#[endpoint(GET "/api/v1/query" -> Outcome, api = Prometheus)]
struct Query<'a> {
    #[query]
    query: &'a str,
    /// In seconds since 1970; now, unless said.
    #[query]
    time: Option<f64>,
}

/// The same for an expression that is too long for a URL. It is a `POST` that may be sent twice.
#[endpoint(POST "/api/v1/query" -> Outcome, api = Prometheus, idempotent)]
struct LongQuery<'a> {
    #[form]
    query: &'a str,
    #[form]
    time: Option<f64>,
}

/// Not there: what stands for a wrong URL.
#[endpoint(GET "/prometheus/api/v1/query" -> Outcome, api = Prometheus)]
struct Astray {}

/// `{"status": "success", "data": ..}`, or `{"status": "error", "errorType": "..", "error": ".."}`.
struct Status;

impl Envelope for Status {
    type Open<T> = T;
    type Error = Refusal;

    fn open<T: DeserializeOwned>(body: &str, _: Option<&'static str>) -> Result<T, OpenError> {
        #[derive(Deserialize)]
        struct Document<T> {
            status: String,
            data: Option<T>,
        }

        let document: Document<T> = from_json(body)?;
        if document.status != "success" {
            return Err(OpenError::refused());
        }
        document.data.ok_or_else(|| OpenError::missing("data"))
    }

    fn wrap<T>(value: T) -> T {
        value
    }
}

/// What the envelope holds where Prometheus says no.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
    error_type: String,
    error: String,
}

/// What an expression comes to.
#[derive(Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "lowercase")]
enum Outcome {
    Scalar(Sample),
    String((f64, String)),
    Vector(Vec<Instant>),
    Matrix(Vec<Range>),
}

#[derive(Deserialize)]
struct Instant {
    metric: Labels,
    value: Sample,
}

#[derive(Deserialize)]
struct Range {
    metric: Labels,
    values: Vec<Sample>,
}

#[derive(Deserialize)]
struct Labels {
    instance: String,
}

/// A value and its time. The value is text, since JSON has neither `NaN` nor `+Inf`.
#[derive(Deserialize)]
struct Sample(f64, String);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Some(url) = std::env::args().nth(1) {
        return tour(&Prometheus::client().base_url(&url).build()?).await;
    }
    let stand_in = StandIn::start().await?;
    let prometheus = Prometheus::client().base_url(stand_in.prometheus_url());
    tour(&prometheus.build()?).await
}

async fn tour(prometheus: &Client<Prometheus>) -> Result<(), Box<dyn std::error::Error>> {
    for query in ["up", "up[1m]", "\"as it is\""] {
        println!("{query}");
        let outcome = prometheus.send(Query { query, time: None }).await?;
        show(&outcome);
    }

    let query = "6.75";
    let time = Some(1_736_933_400.0);
    println!("{query}, in a form");
    let outcome = prometheus.send(LongQuery { query, time }).await?;
    show(&outcome);

    for query in ["up{", "up * on(job) up"] {
        println!("{query}");
        explain(prometheus.send(Query { query, time: None }).await)?;
    }

    println!("a path that is not there");
    explain(prometheus.send(Astray {}).await)?;
    Ok(())
}

fn show(outcome: &Outcome) {
    match outcome {
        Outcome::Scalar(Sample(time, value)) => println!("  {value} at {time}"),
        Outcome::String((_, text)) => println!("  {text}"),
        Outcome::Vector(series) => {
            for Instant { metric, value } in series {
                println!("  {:<13} {}", metric.instance, value.1);
            }
        }
        Outcome::Matrix(series) => {
            for Range { metric, values } in series {
                let values: Vec<_> = values.iter().map(|value| &*value.1).collect();
                println!("  {:<13} {}", metric.instance, values.join(", "));
            }
        }
    }
}

/// Prometheus' own words where there are any; an error that is no refusal goes on to the caller.
fn explain<T>(answer: Result<T, Error<Refusal>>) -> Result<(), Error<Refusal>> {
    let refusal = match answer {
        Err(Error::Api(refusal)) => refusal,
        other => return other.map(|_| println!("  no fault here")),
    };
    match refusal.body() {
        Some(Refusal { error_type, error }) => println!("  refused: {error_type}, {error}"),
        None => println!("  refused outside of the envelope: {refusal}"),
    }
    Ok(())
}
