//! The crates that are written, in a workspace of their own under the target folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::run;
use crate::kind::Kind;
use crate::options::Options;
use crate::sources::{document, library, program};
use crate::tools::{self, GENERATOR, Tool};

#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    repository: String,
}

impl Workspace {
    /// Writes the crates that are to be measured, and has cargo choose their dependencies: the
    /// versions of this repository, as far as it has them.
    pub(crate) fn write(options: &Options) -> Self {
        let workspace = Self {
            root: Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile"),
            repository: options.repository.clone(),
        };
        let mut members: Vec<_> = options
            .crates()
            .map(|(kind, size)| name(kind, size))
            .collect();
        for tool in tools::wanted(options) {
            put(
                &workspace.root.join(tool.name).join("Cargo.toml"),
                &tool.manifest(),
            );
            put(
                &workspace.root.join(tool.name).join("src/main.rs"),
                tool.source,
            );
            members.push(tool.name.to_owned());
        }
        put(
            &workspace.root.join("Cargo.toml"),
            &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"),
        );
        for (kind, size) in options.crates() {
            workspace.write_crate(kind, size);
        }
        workspace.lock();
        for size in &options.sizes {
            if options.kinds.contains(&Kind::ProgenitorSource) {
                workspace.generate(*size);
            }
        }
        workspace
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// Makes the crate one that cargo compiles anew.
    pub(crate) fn touch(&self, kind: Kind, size: usize) {
        let path = self.folder(kind, size).join("src/lib.rs");
        let text = fs::read(&path).expect("the library");
        fs::write(&path, text).expect("the library");
    }

    fn folder(&self, kind: Kind, size: usize) -> PathBuf {
        self.root.join(name(kind, size))
    }

    fn write_crate(&self, kind: Kind, size: usize) {
        let folder = self.folder(kind, size);
        let name = name(kind, size);
        let manifest = MANIFEST
            .replace("NAME", &name)
            .replace("DEPENDENCIES", &kind.dependencies(&self.repository));
        put(&folder.join("Cargo.toml"), &manifest);
        put(&folder.join("src/lib.rs"), &library(kind, size));
        let library = name.replace('-', "_");
        put(&folder.join("src/main.rs"), &program(kind, size, &library));
        if kind.is_progenitor() {
            put(&folder.join("openapi.json"), &document(size).to_string());
        }
    }

    fn lock(&self) {
        let lock = self.root.join("Cargo.lock");
        if !lock.exists() {
            let ours = Path::new(&self.repository).join("Cargo.lock");
            fs::copy(ours, lock).expect("this repository's lock file");
        }
        run(&self.root, &["metadata", "--format-version=1"], &[]);
    }

    /// What progenitor generates, as source.
    fn generate(&self, size: usize) {
        let folder = self.folder(Kind::ProgenitorSource, size);
        let document = folder.join("openapi.json");
        let source = folder.join("src/generated.rs");
        let (document, source) = (document.display().to_string(), source.display().to_string());
        self.run_tool(&GENERATOR, &[&document, &source]);
    }

    /// Runs a program of the workspace, and gives what it prints.
    pub(crate) fn run_tool(&self, tool: &Tool, arguments: &[&str]) -> String {
        let program = ["run", "--quiet", "--package", tool.name, "--"];
        run(&self.root, &[&program[..], arguments].concat(), &[]).output
    }
}

pub(crate) fn name(kind: Kind, size: usize) -> String {
    format!("compile-{kind}-{size}")
}

/// Writes a file, if it is not what is there: cargo goes by the time.
fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return;
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).expect("a folder");
    }
    fs::write(path, text).expect("a file");
}

const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", default-features = false, features = ["rt", "net", "time"] }
uuid = { version = "1", features = ["serde"] }
DEPENDENCIES
"#;
