//! Whatever a server says again, in whatever answer, and however often it is asked.

use endpoint::{Download, Events, Json, Lines, Secret, endpoint};

use super::find::{plain_secret_of, secret_of};
use super::watch::Watch;
use super::world::{Elsewhere, World, basic, client, credential, sensitive, tenacious};
use super::{ANSWERS, User};

#[endpoint(POST "/everything/<part>" -> User, idempotency_key = "Idempotency-Key")]
struct Everything {
    part: Secret,
    #[header("x-secret")]
    header: Secret,
    #[cookie("session")]
    cookie: Secret,
    #[query]
    token: Secret,
    #[json]
    password: Secret,
}

fn everything() -> Everything {
    Everything {
        part: secret_of("path").into(),
        header: plain_secret_of("header").into(),
        cookie: plain_secret_of("cookie").into(),
        token: secret_of("query").into(),
        password: secret_of("json").into(),
    }
}

#[endpoint(PUT "/form" -> User)]
struct Form {
    #[form]
    password: Secret,
}

#[endpoint(PUT "/parts" -> User)]
struct Parts {
    #[part]
    password: Secret,
}

#[tokio::test]
async fn nothing_of_a_call_comes_out() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        let world = World::new(answer);
        let client = client(&mut watch, credential(), world.clone(), tenacious);
        let call = || {
            client
                .send(everything())
                .header("x-call", sensitive("call"))
        };
        watch.look(&call());
        watch.look(&call().into_future());
        watch.result(call().await);
        watch.look(&call().raw().await);
        let form = secret_of("form").into();
        watch.result(client.send(Form { password: form }).await);
        let part = secret_of("part").into();
        watch.result(client.send(Parts { password: part }).await);
        world.assert_told(&[
            "bearer",
            "header-key",
            "cookie-key",
            "query-key",
            "client-header",
            "call",
            "hook",
            "path",
            "header",
            "cookie",
            "query",
            "json",
            "form",
            "part",
        ]);
    }
    watch.end();
}

#[tokio::test]
async fn nothing_of_basic_authentication_comes_out() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        let client = client(&mut watch, basic(), World::new(answer), tenacious);
        watch.result(client.send(everything()).await);
    }
    watch.end();
}

#[endpoint(GET "/followed" -> Json, redirect = follow)]
struct Followed {
    #[query]
    token: Secret,
}

#[tokio::test]
async fn nothing_comes_out_of_redirects() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        let world = World::new(|echo| (307, echo.to_owned()));
        let others = World::new(answer);
        let client = client(
            &mut watch,
            credential(),
            Elsewhere(world.clone(), others.clone()),
            tenacious,
        );
        let token = || secret_of("followed").into();
        watch.result(client.send(Followed { token: token() }).await);
        watch.result(client.send(Followed { token: token() }).await);
        world.assert_told(&["followed", "bearer"]);
        others.assert_told(&["location"]);
    }
    watch.end();
}

#[tokio::test]
async fn nothing_of_a_signed_link_comes_out() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        let world = World::new(answer);
        let client = client(&mut watch, credential(), world.clone(), tenacious);
        for link in [
            format!("https://files.test/a.csv?sig={}", plain_secret_of("signed")),
            format!("/a.csv?{}", plain_secret_of("signed-whole")),
        ] {
            watch.look(&client.resolve(&link));
            watch.look(&client.download(&link));
            watch.result(client.download(&link).bytes().await);
        }
        world.assert_told(&["signed", "signed-whole"]);
    }
    watch.end();
}

#[endpoint(GET "/lines" -> Lines<User>)]
struct GetLines {
    #[query]
    token: Secret,
}

#[endpoint(GET "/events" -> Events<User>)]
struct GetEvents {
    #[query]
    token: Secret,
}

#[endpoint(GET "/file" -> Download, limit = 16)]
struct GetFile {
    #[query]
    token: Secret,
}

#[tokio::test]
async fn nothing_comes_out_of_streams() {
    let mut watch = Watch::start();
    let token = || Secret::from(secret_of("stream"));
    for answer in ANSWERS {
        let world = World::new(answer).of_type("application/x-ndjson");
        let of_world = client(&mut watch, credential(), world.clone(), tenacious);
        if let Some(mut lines) = watch.value(of_world.send(GetLines { token: token() }).await) {
            watch.look(&lines);
            if let Some(Err(error)) = lines.next().await {
                watch.failure(&error);
            }
        }
        if let Some(mut file) = watch.value(of_world.send(GetFile { token: token() }).await) {
            watch.look(&file);
            if let Err(error) = file.bytes(1 << 10).await {
                watch.failure(&error);
            }
        }
        let events = |echo: &str| (200, format!("id: {echo}\ndata: {{\"id\": \"{echo}\"}}\n\n"));
        let world = World::new(events).of_type("text/event-stream");
        let of_world = client(&mut watch, credential(), world.clone(), tenacious);
        if let Some(mut events) = watch.value(of_world.send(GetEvents { token: token() }).await) {
            watch.look(&events);
            if let Some(Err(error)) = events.next().await {
                watch.failure(&error);
            }
        }
        world.assert_told(&["stream"]);
    }
    watch.end();
}
