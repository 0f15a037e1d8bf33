//! What is kept, for how long, and who gets it.

use hyper_util::client::proxy::matcher::Matcher;
use tokio::net::TcpListener;

use super::*;

/// A pool, and the origin of a server that takes connections and says nothing.
async fn pool() -> (Pool, Origin, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let proxies = Arc::new(Matcher::builder().build());
    let pool = Pool::new(Connector::new(None, proxies, Duration::from_secs(5)));
    (pool, Origin(url.parse().unwrap()), listener)
}

#[tokio::test]
async fn what_was_idle_for_too_long_is_let_go() {
    let (pool, origin, _listener) = pool().await;
    let sender = pool.clone().connected(origin.clone()).await.unwrap();
    pool.keep(sender, origin.clone());
    let now = Instant::now();
    assert!(pool.0.lock().sweep(now + IDLE / 2));
    assert!(!pool.0.lock().sweep(now + IDLE * 2));
    assert!(pool.0.take(&origin).is_err());
}

#[tokio::test]
async fn who_waits_gets_the_next_connection_that_is_free() {
    let (pool, origin, _listener) = pool().await;
    let free = pool.clone().connected(origin.clone()).await.unwrap();
    let gone = pool.0.take(&origin).err().unwrap();
    let next = pool.0.take(&origin).err().unwrap();
    drop(gone);
    pool.keep(free, origin.clone());
    let (sender, is_new) = pool.connect(&origin, next).await.unwrap();
    assert!(sender.is_ready() && !is_new);
    pool.keep(sender, origin.clone());
    assert!(pool.0.take(&origin).is_ok());
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_not_used() {
    let (pool, origin, listener) = pool().await;
    let mut sender = pool.clone().connected(origin.clone()).await.unwrap();
    let (accepted, _) = listener.accept().await.unwrap();
    drop(accepted);
    while sender.ready().await {
        tokio::task::yield_now().await;
    }
    pool.keep(sender, origin.clone());
    assert!(pool.0.take(&origin).is_err());
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    let of = |url: &str| Origin(url.parse().unwrap());
    assert!(of("https://api.test/a") == of("https://api.test:443/b"));
    for other in ["http://api.test", "https://api.test:444", "https://b.test"] {
        assert!(of("https://api.test") != of(other), "{other}");
    }
}

/// The number of the runtime's tasks.
fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

async fn tasks_come_to(count: usize) {
    while tasks() != count {
        tokio::task::yield_now().await;
    }
}

/// Polls a future once, which is to wait.
async fn begin<F: Future + Unpin>(future: &mut F) {
    let waits = poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context).is_pending()));
    assert!(waits.await);
}

#[tokio::test]
async fn who_gives_up_while_it_connects_leaves_nothing_behind() {
    let (pool, origin, _listener) = pool().await;
    let next = pool.0.take(&origin).err().unwrap();
    let mut connecting = Box::pin(pool.connect(&origin, next));
    begin(&mut connecting).await;
    drop(connecting);
    assert!(!pool.0.lock().sweep(Instant::now()));
    tasks_come_to(0).await;
}

#[tokio::test]
async fn a_connection_for_someone_who_gives_up_is_for_the_next() {
    let (pool, origin, _listener) = pool().await;
    let free = pool.clone().connected(origin.clone()).await.unwrap();
    let next = pool.0.take(&origin).err().unwrap();
    let mut connecting = Box::pin(pool.connect(&origin, next));
    begin(&mut connecting).await;
    pool.keep(free, origin.clone());
    assert!(pool.0.lock().all[&origin].idle.is_empty());
    drop(connecting);
    assert!(pool.0.take(&origin).is_ok());
}

#[tokio::test]
async fn what_was_begun_in_vain_is_kept() {
    let (pool, origin, _listener) = pool().await;
    let free = pool.clone().connected(origin.clone()).await.unwrap();
    let next = pool.0.take(&origin).err().unwrap();
    let mut connecting = Box::pin(pool.connect(&origin, next));
    begin(&mut connecting).await;
    pool.keep(free, origin.clone());
    let (_in_use, is_new) = connecting.await.unwrap();
    assert!(!is_new);
    while pool.0.take(&origin).is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nothing_is_left_of_a_pool_that_is_gone() {
    let (pool, origin, _listener) = pool().await;
    let sender = pool.clone().connected(origin.clone()).await.unwrap();
    pool.keep(sender, origin);
    assert_eq!(tasks(), 2);
    drop(pool);
    tasks_come_to(0).await;
}

#[tokio::test]
async fn what_is_kept_when_all_was_let_go_is_looked_after_again() {
    let (pool, origin, _listener) = pool().await;
    let connect = || pool.clone().connected(origin.clone());
    pool.keep(connect().await.unwrap(), origin.clone());
    assert!(!pool.0.lock().sweep(Instant::now() + IDLE * 2));
    tokio::time::pause();
    while tasks() > 0 {
        tokio::time::advance(IDLE).await;
    }
    tokio::time::resume();
    pool.keep(connect().await.unwrap(), origin.clone());
    assert_eq!(tasks(), 2);
}

#[test]
fn connections_end_with_their_runtime_and_the_next_looks_after_its_own() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let first = runtime();
    let (pool, origin, listener) = first.block_on(pool());
    let connect = || pool.clone().connected(origin.clone());
    let sender = first.block_on(connect()).unwrap();
    let in_use = first.block_on(connect()).unwrap();
    first.block_on(async { pool.keep(sender, origin.clone()) });
    let listener = listener.into_std().unwrap();
    drop(first);
    // Where there is no runtime at all, it is kept or not, but nothing panics.
    pool.keep(in_use, origin.clone());
    assert!(pool.0.take(&origin).is_err());
    runtime().block_on(async {
        let _listener = TcpListener::from_std(listener).unwrap();
        pool.keep(connect().await.unwrap(), origin.clone());
        assert_eq!(tasks(), 2);
        assert!(pool.0.take(&origin).is_ok());
    });
}

#[tokio::test]
async fn what_another_connection_wanted_of_a_head_is_taken_back() {
    let (pool, origin, _listener) = pool().await;
    let sender = pool.clone().connected(origin.clone()).await.unwrap();
    let whole = origin.0.uri("/a?b=1".into()).unwrap();
    let mut request = Request::new(RequestBody::none());
    *request.uri_mut() = whole;
    sender.address(&mut request, &origin.0);
    assert_eq!(request.uri(), "/a?b=1");
}
