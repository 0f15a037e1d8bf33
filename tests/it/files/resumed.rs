//! Parts of an earlier run, which are gone on with where that is sure to be right.

use std::fs;

use super::{Answer, MIB, Place, Storage, client, content};
use crate::support::{failed, refused};

#[tokio::test]
async fn a_part_is_gone_on_with_where_it_ends() {
    let (place, all) = (Place::new(), content(3 * MIB));
    place.leave_part(&all, "\"1\"", MIB + 77).await;
    let storage = Storage::of(&all, "\"1\"").await;
    let saved = place.fetch(&storage).await.unwrap();
    assert_eq!((saved.bytes, saved.resumed_from), (3 << 20, (1 << 20) + 77));
    let [asked] = &storage.asked()[..] else {
        panic!()
    };
    assert_eq!(asked.range, Some((MIB + 77, None)));
    assert_eq!(asked.if_match.as_deref(), Some("\"1\""));
    place.assert_whole(&all);
}

#[tokio::test]
async fn the_state_tells_nothing_of_the_link() {
    let (place, all) = (Place::new(), content(MIB));
    let body = all.clone();
    let storage = Storage::start(move |asked| match asked.number {
        0 => asked.of(&body, "\"1\"").cut_at(1000),
        _ => Answer::new("404 Not Found", "", b""),
    })
    .await;
    let call = client(storage.url()).download("/planted/a?sig=planted");
    failed(call.to_file(place.target()).await);
    let state = fs::read_to_string(place.state()).unwrap();
    assert!(
        state.contains(r#""etag":"\"1\"""#) && state.contains("1048576"),
        "{state}"
    );
    assert!(
        !state.contains("planted") && !state.contains("127.0.0.1"),
        "{state}"
    );
}

#[tokio::test]
async fn what_is_whole_already_only_gets_its_name() {
    let (place, all) = (Place::new(), content(MIB));
    let target = place.target();
    let body = all.clone();
    let storage = Storage::start(move |asked| {
        if asked.number == 0 {
            fs::write(&target, "in the way").unwrap();
        }
        asked.of(&body, "\"1\"")
    })
    .await;
    failed(place.fetch(&storage).await);
    fs::remove_file(place.target()).unwrap();
    place.assert_part(&all);
    assert_eq!(place.fetch(&storage).await.unwrap().bytes, MIB as u64);
    assert_eq!(storage.starts(), [0, MIB]);
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_file_that_has_changed_is_begun_anew() {
    let (place, old, new) = (
        Place::new(),
        content(2 * MIB),
        content(MIB + 9).split_off(9),
    );
    place.leave_part(&old, "\"1\"", MIB + 1).await;
    let storage = Storage::of(&new, "\"2\"").await;
    let saved = place.fetch(&storage).await.unwrap();
    assert_eq!((saved.bytes, saved.resumed_from), (MIB as u64, 0));
    assert_eq!(storage.starts(), [MIB + 1, 0]);
    place.assert_whole(&new);
}

#[tokio::test]
async fn a_server_that_gives_no_parts_gives_all_of_it() {
    let (place, all) = (Place::new(), content(2 * MIB));
    place.leave_part(&all, "\"1\"", MIB).await;
    let body = all.clone();
    let storage = Storage::start(move |_| Answer::new("200 OK", "ETag: \"1\"\r\n", &body)).await;
    assert_eq!(place.fetch(&storage).await.unwrap().resumed_from, 0);
    assert_eq!(storage.starts(), [MIB]);
    place.assert_whole(&all);
}

#[tokio::test]
async fn it_is_begun_anew_where_that_is_said() {
    let (place, all) = (Place::new(), content(2 * MIB));
    place.leave_part(&all, "\"1\"", MIB).await;
    let storage = Storage::start(|_| Answer::new("404 Not Found", "", b"")).await;
    let call = client(storage.url()).download("/a").to_file(place.target());
    refused(call.restart().await);
    // Until the server answers, nothing is thrown away.
    place.assert_part(&all[..MIB]);
    let storage = Storage::of(&all, "\"1\"").await;
    let call = client(storage.url()).download("/a").to_file(place.target());
    assert_eq!(call.restart().await.unwrap().resumed_from, 0);
    assert_eq!(storage.starts(), [0]);
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_part_that_is_gone_on_with_may_break_off_again() {
    let (place, all) = (Place::new(), content(3 * MIB));
    let mut length = 0;
    for more in [1, 70_000, MIB, 12] {
        length += more;
        let body = all.clone();
        let storage = Storage::start(move |asked| match asked.number {
            0 => asked.of(&body, "\"1\"").cut_at(more),
            _ => Answer::new("404 Not Found", "", b""),
        })
        .await;
        failed(place.fetch(&storage).await);
        place.assert_part(&all[..length]);
    }
    let storage = Storage::of(&all, "\"1\"").await;
    assert_eq!(
        place.fetch(&storage).await.unwrap().resumed_from,
        length as u64
    );
    place.assert_whole(&all);
}

/// What may stand beside a part, and is not to be believed.
fn damaged(state: &str) -> Vec<String> {
    let with = |from: &str, to: &str| {
        assert!(state.contains(from), "{state}");
        state.replacen(from, to, 1)
    };
    vec![
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[1, 2]".to_owned(),
        state[..state.len() / 2].to_owned(),
        with("\"version\":1", "\"version\":2"),
        with("{", "{\"more\":1,"),
        with("2097152", "1000"),
        with("2097152", "-1"),
        with("[[0,1048576]]", "[[0,2097152]]"),
        with("[[0,1048576]]", "[[5,3]]"),
        with("\"etag\":\"\\\"1\\\"\"", "\"etag\":\"W/\\\"1\\\"\""),
        with("\"etag\":\"\\\"1\\\"\"", "\"etag\":\"1\\r\\nX: y\""),
        "\u{0}".repeat(100),
        format!("{}{state}", " ".repeat(2 << 20)),
    ]
}

#[tokio::test]
async fn a_state_that_is_damaged_is_as_good_as_none() {
    let (place, all) = (Place::new(), content(2 * MIB));
    let storage = Storage::of(&all, "\"1\"").await;
    for number in 0.. {
        place.leave_part(&all, "\"1\"", MIB).await;
        let state = fs::read_to_string(place.state()).unwrap();
        let Some(state) = damaged(&state).into_iter().nth(number) else {
            break;
        };
        fs::write(place.state(), &state).unwrap();
        let saved = place.fetch(&storage).await.unwrap();
        assert_eq!(saved.resumed_from, 0, "{number}");
        place.assert_whole(&all);
        fs::remove_file(place.target()).unwrap();
    }
    assert!(storage.starts().iter().all(|start| *start == 0));
}

#[tokio::test]
async fn a_part_of_other_origin_is_replaced() {
    let (place, all) = (Place::new(), content(2 * MIB));
    let storage = Storage::of(&all, "\"1\"").await;
    // Without a state.
    fs::write(place.part(), "of a browser").unwrap();
    assert_eq!(place.fetch(&storage).await.unwrap().resumed_from, 0);
    place.assert_whole(&all);
    fs::remove_file(place.target()).unwrap();

    // Longer than the file.
    place.leave_part(&all, "\"1\"", MIB).await;
    let part = fs::File::options().append(true).open(place.part()).unwrap();
    part.set_len(3 << 20).unwrap();
    assert_eq!(place.fetch(&storage).await.unwrap().resumed_from, 0);
    place.assert_whole(&all);
    fs::remove_file(place.target()).unwrap();

    // Another file in its place, as far as that can be told.
    if cfg!(unix) {
        place.leave_part(&all, "\"1\"", MIB).await;
        fs::write(place.path("new"), vec![0; MIB]).unwrap();
        fs::rename(place.path("new"), place.part()).unwrap();
        assert_eq!(place.fetch(&storage).await.unwrap().resumed_from, 0);
        place.assert_whole(&all);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_machine_may_have_lost_is_fetched_again() {
    let (place, all) = (Place::new(), content(2 * MIB));
    place.leave_part(&all, "\"1\"", MIB).await;
    let state = fs::read_to_string(place.state()).unwrap();
    // It was left in order, so a restart of the machine is no loss.
    assert!(state.contains("\"boot\":null"), "{state}");
    let other = state.replace("\"boot\":null", "\"boot\":\"of an earlier run\"");
    fs::write(place.state(), other).unwrap();
    let storage = Storage::of(&all, "\"1\"").await;
    assert_eq!(place.fetch(&storage).await.unwrap().resumed_from, 0);
    place.assert_whole(&all);
}

#[cfg(unix)]
#[tokio::test]
async fn a_state_that_leads_elsewhere_is_not_read_nor_written_to() {
    let (place, all) = (Place::new(), content(2 * MIB));
    place.leave_part(&all, "\"1\"", MIB).await;
    fs::rename(place.state(), place.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere"), place.state()).unwrap();
    let before = fs::read(place.path("elsewhere")).unwrap();
    let storage = Storage::of(&all, "\"1\"").await;
    assert_eq!(place.fetch(&storage).await.unwrap().resumed_from, 0);
    assert_eq!(fs::read(place.path("elsewhere")).unwrap(), before);
    assert_eq!(place.names(), ["elsewhere", "file"]);
}
