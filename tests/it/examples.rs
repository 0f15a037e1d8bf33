//! The example programs, from start to file.

use std::path::PathBuf;

use snyk_export::Scope;
use stand_in::StandIn;

/// A folder of the test's own, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("endpoint-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Exports that are done at the first look, so that nobody waits.
async fn stand_in() -> StandIn {
    StandIn::builder()
        .polls_until_done(0)
        .files(2)
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn snyks_export_ends_in_files_for_an_organization_and_for_a_group() {
    let folder = Folder::new("snyk");
    for group in [false, true] {
        let mut place = snyk_export::Place::stand_in(stand_in().await).unwrap();
        if group {
            place = place.of(Scope::Group(stand_in::snyk::GROUP_ID.parse().unwrap()));
        }
        let files = snyk_export::run(&place, &folder.0).await.unwrap();
        assert_eq!(files.len(), 2);
        for file in files {
            assert!(std::fs::read_to_string(file).unwrap().lines().count() > 1);
        }
    }
}

#[tokio::test]
async fn edge_impulses_export_ends_in_an_archive() {
    let folder = Folder::new("edge-impulse");
    let place = ei_export::Place::stand_in(stand_in().await).unwrap();
    let file = ei_export::run(&place, &folder.0).await.unwrap();
    assert!(std::fs::read(file).unwrap().starts_with(b"PK"));
}
