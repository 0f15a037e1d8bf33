use super::{EVENTS, LINES, RETRY};
use crate::StandIn;
use crate::wire::{Answer, Request};

async fn get(stand_in: &StandIn, target: &str, seen: Option<&str>) -> Answer {
    let request = Request::get(stand_in.feed_url(), target);
    match seen {
        Some(id) => request.header("last-event-id", id).send().await,
        None => request.send().await,
    }
}

/// What a chunked body holds, and whether its end came.
fn unchunked(answer: &Answer) -> (String, bool) {
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    let (mut rest, mut text) = (&*answer.body, Vec::new());
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&rest[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return (String::from_utf8(text).unwrap(), true);
        }
        text.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 2 + length + 2..];
    }
    (String::from_utf8(text).unwrap(), false)
}

fn ids(text: &str) -> Vec<&str> {
    let lines = text.split(['\r', '\n']);
    lines
        .filter_map(|line| line.strip_prefix("id:"))
        .map(str::trim)
        .collect()
}

#[tokio::test]
async fn the_events_come_in_pieces_and_end() {
    let stand_in = StandIn::start().await.unwrap();
    let answer = get(&stand_in, "/events", None).await;
    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    let (text, is_whole) = unchunked(&answer);
    assert!(is_whole && text.contains(&format!("retry: {RETRY}\n")));
    assert_eq!(ids(&text).len(), EVENTS);
    assert!(answer.body.starts_with(b"A\r\n: readings\r\n"));
}

#[tokio::test]
async fn a_connection_that_is_cut_is_taken_up_where_it_ended() {
    let stand_in = StandIn::start().await.unwrap();
    for (seen, came, ended) in [
        (None, vec!["1", "2", "3"], false),
        (Some("2"), vec!["3", "4", "5"], false),
        (Some("4"), vec!["5"], true),
        (Some("unknown"), vec!["1", "2", "3"], false),
    ] {
        let (text, is_whole) = unchunked(&get(&stand_in, "/events?cut_after=2", seen).await);
        assert_eq!((ids(&text), is_whole), (came, ended), "{seen:?}");
        assert_eq!(text.ends_with("\n\n"), ended);
    }
    assert_eq!(get(&stand_in, "/events", Some("5")).await.status, 204);
}

#[tokio::test]
async fn who_wants_something_else_is_told_so() {
    let stand_in = StandIn::start().await.unwrap();
    let events = Request::get(stand_in.feed_url(), "/events");
    let answer = events.header("accept", "application/json").send().await;
    assert_eq!(answer.status, 406);
}

#[tokio::test]
async fn the_log_is_lines_of_json_but_for_the_broken_one() {
    let stand_in = StandIn::start().await.unwrap();
    for (target, lines, good) in [
        ("/log", LINES, LINES),
        ("/log?broken=true", LINES + 1, LINES),
    ] {
        let (text, is_whole) = unchunked(&get(&stand_in, target, None).await);
        let is_json = |line: &&str| serde_json::from_str::<serde_json::Value>(line).is_ok();
        assert!(is_whole);
        assert_eq!(text.lines().count(), lines);
        assert_eq!(text.lines().filter(is_json).count(), good);
    }
}
