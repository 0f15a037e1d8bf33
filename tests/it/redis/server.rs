//! A Redis server for one test.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use redis::FromRedisValue;
use redis::aio::MultiplexedConnection;

/// A `redis-server` on a port of its own, that keeps nothing; it ends when this is dropped.
pub(super) struct RedisServer {
    process: Child,
    port: u16,
    folder: PathBuf,
    arguments: Vec<String>,
    /// What its URL has before the host.
    user: String,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl RedisServer {
    pub(super) async fn start() -> Self {
        Self::start_with("", &[]).await
    }

    /// A server that wants this password.
    pub(super) async fn start_locked(password: &str) -> Self {
        let user = format!(":{password}@");
        Self::start_with(&user, &["--requirepass", password]).await
    }

    /// A server with more arguments.
    pub(super) async fn start_with(user: &str, more: &[&str]) -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("endpoint-redis-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let port = free_port();
        let always = "--bind 127.0.0.1 --appendonly no --logfile log --port";
        let mut arguments: Vec<String> = always.split(' ').map(str::to_owned).collect();
        arguments.extend([port.to_string(), "--save".to_owned(), String::new()]);
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        let server = Self {
            process: spawn(&folder, &arguments),
            port,
            folder,
            arguments,
            user: user.to_owned(),
        };
        server.is_up().await;
        server
    }

    pub(super) fn place(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(super) fn url(&self) -> String {
        format!("redis://{}{}", self.user, self.place())
    }

    /// Kills it, as if its machine had gone.
    pub(super) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it anew; it has forgotten everything.
    pub(super) async fn restart(&mut self) {
        self.process = spawn(&self.folder, &self.arguments);
        self.is_up().await;
    }

    /// What it says to a command.
    pub(super) async fn say<T: FromRedisValue>(&self, words: &[&str]) -> T {
        let mut connection = self.connection().await.unwrap();
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.query_async(&mut connection).await.unwrap()
    }

    async fn connection(&self) -> redis::RedisResult<MultiplexedConnection> {
        let client = redis::Client::open(self.url())?;
        client.get_multiplexed_async_connection().await
    }

    async fn is_up(&self) {
        let start = Instant::now();
        while let Err(error) = self.connection().await {
            if start.elapsed() > Duration::from_secs(5) {
                let log = std::fs::read_to_string(self.folder.join("log"));
                panic!("redis-server does not answer: {error}\n{log:?}");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn spawn(folder: &Path, arguments: &[String]) -> Child {
    let mut command = Command::new("redis-server");
    command.args(arguments).arg("--dir").arg(folder);
    command.stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| {
        panic!("`redis-server` cannot be started: {error}; install it, on Debian by `apt-get install redis-server`")
    })
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}
