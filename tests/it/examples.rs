//! The example programs, from start to file.

use std::path::PathBuf;

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

#[tokio::test]
async fn snyks_export_ends_in_tables() {
    let folder = Folder::new("snyk");
    assert_eq!(snyk_export::demo(&folder.0).await.code(), 0);
    for file in ["issues-1.csv", "issues-2.csv"] {
        let table = std::fs::read_to_string(folder.0.join(file)).unwrap();
        assert!(table.lines().count() > 1);
    }
}

#[tokio::test]
async fn edge_impulses_export_ends_in_an_archive() {
    let folder = Folder::new("edge-impulse");
    assert_eq!(ei_export::demo(&folder.0).await.code(), 0);
    let file = std::fs::read_dir(&folder.0).unwrap().next();
    let file = file.unwrap().unwrap().path();
    assert!(std::fs::read(file).unwrap().starts_with(b"PK"));
}
