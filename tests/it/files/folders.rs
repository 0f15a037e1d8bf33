//! Files whose name the server says.

use std::fs;

use endpoint::transport::Reply;
use endpoint::{Download, ErrorKind, endpoint};

use super::{Answer, MIB, Place, Storage, client, content};
use crate::support::{answering, failed};

/// The name under which a file is saved that the server calls so.
async fn name_of(disposition: &str, link: &str) -> String {
    let place = Place::new();
    let reply = Reply::new(200).header("etag", "\"1\"").body("new");
    let reply = match disposition {
        "" => reply,
        said => reply.header("content-disposition", said),
    };
    let client = answering([reply]);
    let saved = client.download(link).to_folder(place.folder.path()).await;
    let saved = saved.unwrap();
    let [name] = &place.names()[..] else {
        panic!("{:?}", place.names())
    };
    assert_eq!(saved.path, place.path(name));
    name.clone()
}

#[tokio::test]
async fn the_server_says_the_name() {
    let said = "attachment; filename=\"report 7.csv\"";
    assert_eq!(name_of(said, "/a/b.csv").await, "report 7.csv");
}

#[tokio::test]
async fn else_it_is_the_last_segment_of_the_link() {
    assert_eq!(name_of("", "/a/b%20c.csv?sig=x").await, "b c.csv");
    assert_eq!(name_of("attachment", "/a/b.csv").await, "b.csv");
    assert_eq!(name_of("", "/a/..%2f..%2Fetc%2Fpasswd").await, "passwd");
    assert_eq!(name_of("", "/").await, "download");
    assert_eq!(name_of("", "/a/%00").await, "download");
}

#[tokio::test]
async fn a_name_is_never_a_path() {
    for (said, name) in [
        ("attachment; filename=\"../../etc/passwd\"", "passwd"),
        ("attachment; filename=\"/etc/passwd\"", "passwd"),
        ("attachment; filename*=UTF-8''a%00b.csv", "ab.csv"),
        ("attachment; filename*=UTF-8''..%2F..%2Fb", "b"),
        ("attachment; filename=\"..\"", "link.csv"),
    ] {
        assert_eq!(name_of(said, "/link.csv").await, name, "{said}");
    }
}

#[tokio::test]
async fn a_long_name_is_cut_so_that_there_is_room_for_its_part() {
    let said = format!("attachment; filename=\"{}.csv\"", "x".repeat(296));
    let name = name_of(&said, "/a").await;
    assert!(name.ends_with("x.csv") && name.len() == 233, "{name}");
    let link = format!("/{}.csv", "x".repeat(296));
    assert_eq!(name_of("", &link).await.len(), 233);
}

#[tokio::test]
async fn a_name_that_is_taken_is_an_error_and_nothing_is_replaced() {
    let (place, storage) = (Place::new(), Storage::of(b"new", "\"1\"").await);
    fs::write(place.path("a"), "old").unwrap();
    let call = client(storage.url())
        .download("/a")
        .to_folder(place.folder.path());
    let error = failed(call.await);
    assert_eq!(error.kind(), ErrorKind::Write);
    assert!(error.to_string().contains("is there already"), "{error}");
    assert_eq!(fs::read(place.path("a")).unwrap(), b"old");
    assert_eq!(place.names(), ["a"]);

    let call = client(storage.url())
        .download("/a")
        .to_folder(place.folder.path());
    call.overwrite().await.unwrap();
    assert_eq!(fs::read(place.path("a")).unwrap(), b"new");
}

#[tokio::test]
async fn a_folder_that_will_not_do_is_said_before_anything_is_sent() {
    let (place, storage) = (Place::new(), Storage::of(b"new", "\"1\"").await);
    fs::write(place.path("plain"), "").unwrap();
    for (folder, what) in [("none", "make it first"), ("plain", "is no folder")] {
        let call = client(storage.url())
            .download("/a")
            .to_folder(place.path(folder));
        let error = failed(call.await);
        assert!(error.to_string().contains(what), "{error}");
    }
    assert!(storage.asked().is_empty());
}

#[tokio::test]
async fn a_part_of_that_name_is_gone_on_with() {
    let (place, all) = (Place::new(), content(2 * MIB));
    let body = all.clone();
    let storage = Storage::start(move |asked| match asked.number {
        0 => asked.of(&body, "\"1\"").cut_at(MIB),
        1 => Answer::new("404 Not Found", "", b""),
        _ => asked.of(&body, "\"1\""),
    })
    .await;
    let call = || {
        client(storage.url())
            .download("/file")
            .to_folder(place.folder.path())
    };
    failed(call().await);
    place.assert_part(&all[..MIB]);
    let saved = call().await.unwrap();
    assert_eq!(saved.resumed_from, MIB as u64);
    // Once for the name, once for the rest.
    assert_eq!(storage.starts(), [0, MIB, 0, MIB]);
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_part_of_another_content_is_replaced_by_what_comes() {
    let (place, old, new) = (Place::new(), content(2 * MIB), content(MIB));
    place.leave_part(&old, "\"1\"", MIB).await;
    let storage = Storage::of(&new, "\"2\"").await;
    let call = client(storage.url())
        .download("/file")
        .to_folder(place.folder.path());
    assert_eq!(call.await.unwrap().resumed_from, 0);
    assert_eq!(storage.starts(), [0]);
    place.assert_whole(&new);
}

#[endpoint(GET "/exports/<id>/download" -> Download)]
struct GetExport {
    id: u32,
}

#[tokio::test]
async fn what_an_endpoint_gives_has_its_name_too() {
    let place = Place::new();
    let client = answering([Reply::new(200)
        .header("content-disposition", "attachment; filename=\"e.zip\"")
        .body("zip")]);
    let call = client
        .send(GetExport { id: 7 })
        .to_folder(place.folder.path());
    assert_eq!(call.await.unwrap().path, place.path("e.zip"));
}
