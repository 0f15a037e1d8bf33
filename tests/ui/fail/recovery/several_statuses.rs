use endpoint::{ByStatus, endpoint};

#[derive(ByStatus)]
enum Answer {
    #[status(20)]
    Done(String),
    Pending(String),
    #[status(4XX)]
    Refused { reason: String },
}

#[endpoint(GET "/export" -> Answer)]
struct GetExport;

fn answer(answer: Answer) -> Option<String> {
    match answer {
        Answer::Done(done) | Answer::Pending(done) => Some(done),
        Answer::Refused { .. } => None,
    }
}

fn main() {
    let _ = GetExport::builder().build();
    let _ = answer;
}
