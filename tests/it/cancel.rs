//! Calls that are dropped on their way: wherever they wait, nothing is left behind.

mod doubles;
mod sockets;

use endpoint::{Download, Events, Json, NoContent, Response, Upload, endpoint};

use self::doubles::{Bench, Once, Step};

#[endpoint(GET "/thing" -> Json)]
struct Get;

#[endpoint(GET "/moved" -> Json, redirect = follow)]
struct GetMoved;

#[endpoint(GET "/file" -> Download)]
struct GetFile;

#[endpoint(GET "/events" -> Events<u8>)]
struct GetEvents;

#[endpoint(PUT "/file" -> NoContent)]
struct PutFile {
    #[body]
    file: Upload,
}

/// Drops a call after every number of polls that it takes, and says of what kinds there was one on the
/// way.
macro_rules! dropped_everywhere {
    ($steps:expr, $least:expr, |$bench:ident, $client:ident| $call:expr) => {{
        let mut polls = 0;
        loop {
            let $bench = Bench::new($steps);
            let $client = $bench.client();
            let mut call = Box::pin($call);
            let is_done = doubles::poll(call.as_mut(), polls);
            drop(call);
            $bench.assert_nothing_left(polls);
            $bench.assert_works(&$client);
            drop($client);
            $bench.assert_nobody_holds_on();
            if is_done {
                assert!(polls >= $least, "it waited only {polls} times");
                break $bench.seen();
            }
            polls += 1;
        }
    }};
}

fn thrice() -> Vec<Step> {
    vec![Step::Throttled, Step::Lost, Step::Answer(&["1", "2"])]
}

#[test]
fn a_call_that_is_tried_again() {
    let seen = dropped_everywhere!(thrice(), 20, |bench, client| async {
        let answer = client.send(Get).await.unwrap();
        assert_eq!((answer.text(), answer.meta.attempts), ("12", 3));
    });
    assert_eq!(seen, ["request", "body", "ask", "permit", "sleep"]);
}

#[test]
fn a_call_whose_attempts_are_limited_and_whose_answer_is_not_decoded() {
    let limited = std::time::Duration::from_secs(60);
    dropped_everywhere!(thrice(), 20, |bench, client| async {
        let call = client.send(Get).attempt_timeout(limited).raw();
        assert_eq!(call.await.unwrap().bytes, "12");
    });
}

#[test]
fn a_call_that_is_redirected() {
    let steps = || vec![Step::Moved, Step::Answer(&["1"])];
    let seen = dropped_everywhere!(steps(), 10, |bench, client| async {
        assert_eq!(client.send(GetMoved).await.unwrap().text(), "1");
    });
    assert!(seen.contains(&"permit"));
}

#[test]
fn a_call_that_fails_at_last() {
    let steps = || vec![Step::Lost, Step::Broken(&["1", "2"]), Step::Lost];
    dropped_everywhere!(steps(), 15, |bench, client| async {
        assert_eq!(client.send(Get).await.unwrap_err().attempts(), 3);
    });
}

#[test]
fn a_call_with_a_body_that_is_read_while_it_is_sent() {
    let seen = dropped_everywhere!(vec![Step::Answer(&[])], 8, |bench, client| {
        let file = Upload::from_stream(Once::of(&bench));
        async { drop(client.send(PutFile { file }).await.unwrap()) }
    });
    assert!(seen.contains(&"upload"));
}

#[test]
fn a_file_that_is_taken_as_it_comes() {
    let steps = || vec![Step::Lost, Step::Answer(&["a", "b", "c"])];
    dropped_everywhere!(steps(), 12, |bench, client| async {
        let mut file: Response<Download> = client.send(GetFile).await.unwrap();
        while file.chunk().await.unwrap().is_some() {}
    });
}

#[test]
fn events_that_are_asked_for_again() {
    let steps = || {
        vec![
            Step::Events(&["data: 1\n\n"]),
            Step::Lost,
            Step::Events(&["data: 2\n\n"]),
        ]
    };
    dropped_everywhere!(steps(), 15, |bench, client| async {
        let mut events = client.send(GetEvents).await.unwrap();
        for data in [1, 2] {
            assert_eq!(events.next().await.unwrap().unwrap().data, data);
        }
    });
}

#[test]
fn a_file_behind_a_link() {
    let seen = dropped_everywhere!(thrice(), 10, |bench, client| async {
        assert_eq!(&client.download("/file").bytes().await.unwrap()[..], b"12");
    });
    // It needs no leave.
    assert_eq!(seen, ["request", "body", "sleep"]);
}
