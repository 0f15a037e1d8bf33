//! The program in a process of its own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::JoinHandle;

use serde_json::Value;

/// The program while it runs. It is killed when it is dropped.
pub(crate) struct Program {
    child: Child,
    stderr: BufReader<ChildStderr>,
    said: String,
    /// Read as it comes, for a pipe holds only so much.
    stdout: Option<JoinHandle<String>>,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    /// With these arguments, split at spaces, and this token in its environment.
    pub(crate) fn start(token: Option<&str>, arguments: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_snyk-export"));
        command.args(arguments.split_whitespace());
        for (name, _) in std::env::vars_os() {
            let upper = name.to_string_lossy().to_uppercase();
            if upper.starts_with("SNYK_") || upper.ends_with("_PROXY") {
                command.env_remove(name);
            }
        }
        command.envs(token.map(|token| ("SNYK_TOKEN", token)));
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut stdout = child.stdout.take().unwrap();
        let read = move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).unwrap();
            text
        };
        Self {
            child,
            stderr,
            said: String::new(),
            stdout: Some(std::thread::spawn(read)),
        }
    }

    /// Runs it to its end.
    pub(crate) fn run(token: Option<&str>, arguments: &str) -> Ended {
        Self::start(token, arguments).end()
    }

    /// Waits until it says a line that is it.
    pub(crate) fn wait_for(&mut self, is_it: impl Fn(&str) -> bool) {
        loop {
            let mut line = String::new();
            let length = self.stderr.read_line(&mut line).unwrap();
            assert!(length > 0, "it never said so: {}", self.said);
            self.said.push_str(&line);
            if is_it(&line) {
                return;
            }
        }
    }

    /// Waits until a part of this file is there, and not all of it.
    pub(crate) fn wait_for_part_of(&mut self, name: &str) {
        let start = format!("  {name}: ");
        self.wait_for(|line| {
            line.strip_prefix(&start)
                .is_some_and(|rest| !rest.starts_with("0 B"))
        });
    }

    /// Sends it what ctrl-c sends.
    pub(crate) fn interrupt(&self) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-INT", &id]).status();
        assert!(status.unwrap().success());
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        self.stderr.read_to_string(&mut self.said).unwrap();
        let stdout = self.stdout.take().unwrap();
        Ended {
            code: self.child.wait().unwrap().code(),
            stdout: stdout.join().unwrap(),
            stderr: std::mem::take(&mut self.said),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The one document on its standard output.
    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// That it ended with this code, and said this.
    pub(crate) fn is(&self, code: i32, said: &str) {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        assert!(self.stderr.contains(said), "{said:?}: {}", self.stderr);
    }
}
