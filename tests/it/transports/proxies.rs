//! The standard proxy variables. Each is set for a process of its own.

use endpoint::{Bytes, ErrorKind, endpoint};

use super::Over;
use crate::support::{WireRequest, WireServer, failed, response, run, shown, told};

#[endpoint(GET "/item" -> Bytes)]
struct Get {
    #[query]
    key: u8,
}

const GET: Get = Get { key: 7 };

/// `user:p%40ss` in a URL.
const CREDENTIAL: &str = "Basic dXNlcjpwQHNz";

/// Runs the test once more behind a proxy, and gives what the proxy was sent.
async fn behind(test: &str, replies: [String; 1], variables: &[&str]) -> Vec<WireRequest> {
    let proxy = WireServer::answering(replies).await;
    let url = format!("http://user:p%40ss@{}", proxy.authority());
    let variables: Vec<_> = variables.iter().map(|name| (*name, &*url)).collect();
    run(test, &proxy.url(), &variables).await;
    proxy.requests()
}

async fn plain_http(over: Over, test: &str) {
    if told().is_some() {
        let answer = over.client("http://api.invalid:81/v1").send(GET).await;
        assert_eq!(&answer.unwrap()[..], b"by the proxy");
        return;
    }
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let reply = response("200 OK", "", "by the proxy");
        let requests = behind(test, [reply], &[variable]).await;
        let request = &requests[0];
        assert_eq!(
            request.line(),
            "GET http://api.invalid:81/v1/item?key=7 HTTP/1.1"
        );
        assert_eq!(request.header("host").as_deref(), Some("api.invalid:81"));
        assert_eq!(
            request.header("proxy-authorization").as_deref(),
            Some(CREDENTIAL)
        );
    }
}

async fn https(over: Over, test: &str) {
    if told().is_some() {
        let error = failed(over.client("https://api.invalid").send(GET).await);
        assert_eq!(error.kind(), ErrorKind::Connect);
        let shown = shown(&error);
        assert!(shown.contains("proxy authorization required"), "{shown}");
        assert!(
            !shown.contains("key=7") && !shown.contains("p@ss"),
            "{shown}"
        );
        return;
    }
    let reply = response("407 Proxy Authentication Required", "", "");
    let requests = behind(test, [reply], &["HTTPS_PROXY"]).await;
    let request = &requests[0];
    assert_eq!(request.line(), "CONNECT api.invalid:443 HTTP/1.1");
    assert_eq!(
        request.header("proxy-authorization").as_deref(),
        Some(CREDENTIAL)
    );
    assert_eq!(request.header("user-agent"), None);
}

async fn excepted(over: Over, test: &str) {
    if let Some(url) = told() {
        let answer = over.client(&url).send(GET).await.unwrap();
        assert_eq!(&answer[..], b"by the server");
        return;
    }
    let server = WireServer::answering([response("200 OK", "", "by the server")]).await;
    let nowhere = ("HTTP_PROXY", "http://127.0.0.1:9");
    run(test, &server.url(), &[nowhere, ("NO_PROXY", "127.0.0.1")]).await;
    assert_eq!(server.request().line(), "GET /item?key=7 HTTP/1.1");
}

#[tokio::test]
async fn reqwest_sends_plain_http_to_the_proxy() {
    let test = "transports::proxies::reqwest_sends_plain_http_to_the_proxy";
    plain_http(Over::Reqwest, test).await;
}

#[tokio::test]
async fn hyper_sends_plain_http_to_the_proxy() {
    let test = "transports::proxies::hyper_sends_plain_http_to_the_proxy";
    plain_http(Over::Hyper, test).await;
}

#[tokio::test]
async fn reqwest_tunnels_https() {
    https(Over::Reqwest, "transports::proxies::reqwest_tunnels_https").await;
}

#[tokio::test]
async fn hyper_tunnels_https() {
    https(Over::Hyper, "transports::proxies::hyper_tunnels_https").await;
}

#[tokio::test]
async fn reqwest_goes_round_the_proxy_where_it_is_told_to() {
    let test = "transports::proxies::reqwest_goes_round_the_proxy_where_it_is_told_to";
    excepted(Over::Reqwest, test).await;
}

#[tokio::test]
async fn hyper_goes_round_the_proxy_where_it_is_told_to() {
    let test = "transports::proxies::hyper_goes_round_the_proxy_where_it_is_told_to";
    excepted(Over::Hyper, test).await;
}

#[tokio::test]
async fn hyper_says_that_a_proxy_is_none_of_http() {
    if told().is_some() {
        let error = failed(Over::Hyper.client("http://api.invalid").send(GET).await);
        assert_eq!(error.kind(), ErrorKind::Connect);
        assert!(!error.is_retryable());
        assert!(shown(&error).contains("is none of HTTP"), "{error:?}");
        return;
    }
    let test = "transports::proxies::hyper_says_that_a_proxy_is_none_of_http";
    run(test, "", &[("ALL_PROXY", "socks5://127.0.0.1:9")]).await;
}
