use endpoint::{Events, endpoint};

struct Progress {
    percent: u8,
}

#[endpoint(GET "/events" -> Events<Progress>)]
struct Watch {}

fn main() {}
