//! Disks that take no more.

use endpoint::ErrorKind;

use super::{MIB, Place, Storage, client, content};
use crate::support::{failed, run_behind, told};

/// What a process must not write behind, in blocks of 512 bytes: 2 MiB. That it does is an error like
/// that of a full disk, and no signal.
const LIMIT: &str = "trap '' XFSZ; ulimit -f 4096";

#[tokio::test]
async fn where_the_disk_is_full_the_part_stays_and_is_gone_on_with() {
    const TEST: &str = "files::disk::where_the_disk_is_full_the_part_stays_and_is_gone_on_with";

    if let Some(told) = told() {
        return fill(&told).await;
    }
    let all = content(4 * MIB);
    let storage = Storage::of(&all, "\"1\"").await;
    for connections in ["1", "2"] {
        let place = Place::new();
        let target = place.target();
        let told = format!("{}|{}|{connections}", storage.url(), target.display());
        run_behind(LIMIT, TEST, &told).await;
        assert_eq!(place.names(), ["file.part", "file.part.json"]);
        let saved = place.fetch(&storage).await.unwrap();
        // Over many connections, ranges behind the limit may have been the first.
        assert!(
            saved.resumed_from == 2 << 20 || connections == "2",
            "{saved:?}"
        );
        place.assert_whole(&all);
    }
}

/// Comes to the end of the disk.
async fn fill(told: &str) {
    let mut told = told.split('|');
    let mut next = || told.next().unwrap();
    let (url, path, connections) = (next(), next(), next());
    let call = client(url).download("/a").to_file(path);
    let error = failed(call.parallel(connections.parse().unwrap()).await);
    assert_eq!(error.kind(), ErrorKind::Write);
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(
        text.contains("file.part cannot be used") && text.contains("room on the disk"),
        "{text}"
    );
    let source = std::error::Error::source(&error).unwrap();
    let source = source.downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(source.kind(), std::io::ErrorKind::FileTooLarge);
}
