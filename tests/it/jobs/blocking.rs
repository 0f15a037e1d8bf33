//! The same without `async`.

use endpoint::transport::Reply;
use endpoint::{Error, ErrorKind, Job as _, JobState, Retry, blocking};

use super::{GetJob, MINUTE, Status, state};
use crate::support::{BASE, failed, memory};

fn over<const N: usize>(replies: [Reply; N]) -> blocking::Client {
    let builder = blocking::Client::builder(BASE).transport(memory(replies));
    builder.retry(Retry::never()).build_blocking().unwrap()
}

#[test]
fn a_job_is_waited_for_on_this_thread() {
    let client = over([state("FINISHED")]);
    let done = client.poll(GetJob { id: 7 }).until_done(MINUTE).wait();
    assert_eq!(done.unwrap().status, Status::Finished);
}

#[test]
fn the_states_are_an_iterator() {
    let client = over([state("PENDING")]);
    let call = client.send(GetJob { id: 7 }).poll().every(MINUTE);
    let mut states = call.states(std::time::Duration::ZERO);
    let first = states.next().unwrap().unwrap();
    assert_eq!(first.state(), JobState::PENDING);
    let late = failed(states.next().unwrap());
    assert_eq!(late.kind(), ErrorKind::Pending);
    assert!(states.next().is_none());
}

#[tokio::test]
async fn inside_an_async_function_it_is_an_error() {
    let client = over([state("FINISHED")]);
    let polling = client.poll(GetJob { id: 7 });
    let error = failed(polling.until_done(MINUTE).wait());
    assert_eq!(error.kind(), ErrorKind::Blocking);
    let mut states = client.poll(GetJob { id: 7 }).states(MINUTE);
    assert!(
        matches!(states.next(), Some(Err(Error::Call(error))) if error.kind() == ErrorKind::Blocking)
    );
    assert!(states.next().is_none());
}
