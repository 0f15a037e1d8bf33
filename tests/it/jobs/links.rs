//! Ways into a job and out of it, and how it is picked up again.

use endpoint::transport::Reply;
use endpoint::{
    ByStatus, Client, Endpoint as _, ErrorKind, Job, JobState, Json, JsonApi, Location, NoContent,
    api, endpoint,
};
use serde::Deserialize;

use super::{Export, GetJob, MINUTE, Status, over, state};
use crate::support::{BASE, failed, memory};

#[endpoint(POST "/exports" -> Json)]
struct StartExport {}

#[derive(ByStatus, Debug)]
enum Progress {
    #[status(200)]
    Running(Export),
    #[status(202)]
    Accepted(NoContent),
    #[status(303)]
    Done(Location),
}

impl Job for Progress {
    fn state(&self) -> JobState {
        match self {
            Self::Running(export) => export.state(),
            Self::Accepted(_) => JobState::PENDING,
            Self::Done(_) => JobState::Done,
        }
    }
}

#[endpoint(GET "/progress/<id>" -> Progress)]
struct GetProgress {
    id: u64,
}

#[endpoint(GET "/results/<id>" -> Export)]
struct GetResults {
    id: u64,
}

#[tokio::test]
async fn a_job_is_entered_by_content_location_and_left_by_location() {
    let started = Reply::json(202, "{}").header("content-location", "/jobs/7?full=yes");
    let see_other = Reply::new(303).header("location", "https://api.test/results/7?part=1");
    let (memory, clock, client) = over([
        started,
        Reply::new(202),
        state("PENDING"),
        see_other,
        state("FINISHED"),
    ]);
    let started = client.send(StartExport {}).await.unwrap();
    let job = GetProgress::at(started.meta.content_location().unwrap());
    let (done, _) = clock.run(client.poll(job).until_done(MINUTE)).await;
    let Progress::Done(results) = done.unwrap().into_inner() else {
        panic!("not done");
    };
    let results = client.send(GetResults::at(results)).await.unwrap();
    assert_eq!(results.status, Status::Finished);
    let targets: Vec<String> = memory
        .sent()
        .iter()
        .map(|request| request.url.clone())
        .collect();
    assert_eq!(targets[1..4], ["https://api.test/jobs/7?full=yes"; 3]);
    assert_eq!(targets[4], "https://api.test/results/7?part=1");
}

#[tokio::test]
async fn a_job_is_picked_up_again_by_its_id() {
    let (_, _, client) = over([state("PENDING")]);
    let kept = 7;
    let late = client
        .poll(GetJob { id: kept })
        .until_done(std::time::Duration::ZERO);
    assert_eq!(failed(late.await).kind(), ErrorKind::Pending);
    drop(client);

    let (memory, _, client) = over([state("FINISHED")]);
    let done = client.poll(GetJob { id: kept }).until_done(MINUTE).await;
    assert_eq!(done.unwrap().status, Status::Finished);
    assert_eq!(memory.sent()[0].url, "https://api.test/jobs/7");
}

#[tokio::test]
async fn a_link_to_another_origin_is_not_asked() {
    let (memory, _, client) = over([]);
    for (link, word) in [
        (
            "https://evil.test/jobs/7?sig=hunter2",
            "another origin than https://api.test",
        ),
        (
            "http://api.test/jobs/7?sig=hunter2",
            "from `https` to `http`",
        ),
        (
            "https://u:hunter2@api.test/jobs/7",
            "a user name or a password",
        ),
        ("", "cannot be read"),
        ("/jobs\\7", "cannot be read"),
        ("https://api.test//jobs/7", "begins with `//`"),
        ("/.//evil.test/x?sig=hunter2", "begins with `//`"),
    ] {
        let error = failed(client.poll(GetJob::at(link)).until_done(MINUTE).await);
        assert_eq!(error.kind(), ErrorKind::Link, "{link}");
        let text = format!("{error} {error:?}");
        assert!(text.contains(word) && !text.contains("hunter2"), "{text}");
    }
    assert!(memory.sent().is_empty());
}

#[api(base_url = "https://api.test/rest", envelope = JsonApi, query(version = "2024-10-15"))]
struct Snyk;

#[endpoint(GET "/jobs/<id>?beta=1" -> endpoint::json_api::Resource<Attributes>, api = Snyk)]
struct GetSnykJob {
    id: u64,
}

#[derive(Deserialize)]
struct Attributes {
    done: bool,
}

impl Job for Attributes {
    fn state(&self) -> JobState {
        if self.done {
            JobState::Done
        } else {
            JobState::PENDING
        }
    }
}

#[tokio::test]
async fn a_link_means_the_same_in_both_forms_and_gets_back_what_goes_with_every_call() {
    let body = r#"{"data": {"type": "job", "id": "7", "attributes": {"done": true}}}"#;
    for (link, query) in [
        ("/jobs/7", "beta=1&version=2024-10-15"),
        ("/rest/jobs/7", "beta=1&version=2024-10-15"),
        (
            "https://api.test/rest/jobs/7?a=b",
            "a=b&beta=1&version=2024-10-15",
        ),
        (
            "jobs/7?version=2023-01-01&beta=2",
            "version=2023-01-01&beta=2",
        ),
        (
            "/jobs/7?%76ersion=2023-01-01&beta",
            "%76ersion=2023-01-01&beta",
        ),
    ] {
        let reply = Reply::new(200)
            .header("content-type", "application/vnd.api+json")
            .body(body);
        let memory = memory([reply]);
        let client = Snyk::client().transport(memory.clone()).build().unwrap();
        let job = client.poll(GetSnykJob::at(link)).until_done(MINUTE).await;
        assert_eq!(job.unwrap().id, "7");
        let request = &memory.sent()[0];
        assert_eq!(
            request.url,
            format!("https://api.test/rest/jobs/7?{query}"),
            "{link}"
        );
        assert_eq!(request.headers["accept"], "application/vnd.api+json");
    }
}

#[tokio::test]
async fn what_the_call_says_goes_before_the_link() {
    let memory = memory([state("FINISHED")]);
    let client = Client::builder(BASE).transport(memory.clone());
    let client = client.query("team", "a").build().unwrap();
    let call = client
        .send(GetJob::at("/jobs/7?full=no&page=2"))
        .query("full", "yes");
    assert!(call.await.is_ok());
    assert_eq!(
        memory.sent()[0].url,
        "https://api.test/jobs/7?page=2&team=a&full=yes"
    );
}

#[tokio::test]
async fn a_name_is_the_same_however_the_link_escapes_it() {
    let memory = memory([state("FINISHED"), state("FINISHED")]);
    let client = Client::builder(BASE).transport(memory.clone());
    let client = client.query("page[size]", "50").build().unwrap();
    for link in ["/jobs/7?page[size]=10&b=1", "/jobs/7?page%5bsize%5D=10&b=1"] {
        let call = client.send(GetJob::at(link)).query("page[size]", "20");
        assert!(call.await.is_ok());
    }
    for sent in memory.sent() {
        assert_eq!(sent.url, "https://api.test/jobs/7?b=1&page%5Bsize%5D=20");
    }
}

#[test]
fn the_templates_query_goes_back_as_it_is_sent() {
    #[endpoint(GET "/c?f=<<all>>&v=1" -> Json)]
    struct GetAll {}
    let base = BASE.parse().unwrap();
    let request = GetAll::at("/c?v=2").request(&base).unwrap();
    assert_eq!(request.uri(), "https://api.test/c?v=2&f=%3Call%3E");
    let first = GetAll {}.request(&base).unwrap();
    assert_eq!(first.uri(), "https://api.test/c?f=%3Call%3E&v=1");
}

#[test]
fn without_a_client_a_link_makes_a_request_too() {
    let base = "https://api.test/rest".parse().unwrap();
    let request = GetSnykJob::at("/jobs/7").request(&base).unwrap();
    assert_eq!(
        request.uri(),
        "https://api.test/rest/jobs/7?beta=1&version=2024-10-15"
    );
    let shown = format!("{:?}", GetSnykJob::at("/jobs/7?sig=hunter2"));
    assert_eq!(
        shown,
        "At(GetSnykJob (GET /jobs/<id>?beta=1), /jobs/7?[redacted])"
    );
}
