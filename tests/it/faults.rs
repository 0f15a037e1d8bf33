//! What is done about servers and networks that fail: each kind of call against each way to fail.

mod calls;
mod http2;
mod modes;
mod page;
mod run;
mod server;
mod vectors;

use std::collections::HashSet;
use std::sync::LazyLock;

use self::calls::{CALLS, Call, End};
use self::modes::{Fault, Http2, MODES, Mode};
use self::run::{Outcome, Outcomes, Over, Times};

/// Makes the tests write the page anew.
const BLESS: &str = "ENDPOINT_TESTS_BLESS";

/// What the calls come to, which is found out once for all tests.
static OVER_REQWEST: [LazyLock<Outcomes>; 2] = [
    LazyLock::new(|| run::outcomes(Over::Reqwest, Times::Always)),
    LazyLock::new(|| run::outcomes(Over::Reqwest, Times::Once)),
];
static OVER_HYPER: [LazyLock<Outcomes>; 2] = [
    LazyLock::new(|| run::outcomes(Over::Hyper, Times::Always)),
    LazyLock::new(|| run::outcomes(Over::Hyper, Times::Once)),
];

/// The outcomes of each run, with those of a server that goes on failing first.
fn runs() -> [[&'static Outcomes; 2]; 2] {
    [&OVER_REQWEST, &OVER_HYPER].map(|[always, once]| [&**always, &**once])
}

/// Each mode and call, with its outcome in each run.
fn each(mut check: impl FnMut(&Mode, &Call, &Outcome)) {
    for outcomes in runs().as_flattened() {
        for mode in &*MODES {
            for call in CALLS {
                check(mode, call, &outcomes[&(mode.name, call.name)]);
            }
        }
    }
}

#[test]
fn the_page_says_what_is_done() {
    let page = page::page(runs()[0][0]);
    let path = page::path();
    if std::env::var_os(BLESS).is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let path = path.display();
    assert!(
        written == page,
        "{path} is not what is done; set {BLESS}=1 to write it anew, and look at what has changed:\n{page}"
    );
}

#[test]
fn both_transports_do_the_same() {
    let [reqwest, hyper] = runs();
    for (reqwest, hyper) in reqwest.into_iter().zip(hyper) {
        for mode in &*MODES {
            for call in CALLS {
                let place = (mode.name, call.name);
                let [over_reqwest, over_hyper] =
                    [reqwest, hyper].map(|outcomes| page::cell(&outcomes[&place]));
                assert_eq!(over_reqwest, over_hyper, "{place:?}");
            }
        }
    }
}

#[test]
fn a_post_without_a_key_comes_twice_only_where_the_server_did_nothing() {
    each(|mode, call, outcome| {
        if call.is_idempotent {
            return;
        }
        let is_again = outcome.keys.len() > 1;
        assert_eq!(is_again, mode.is_undone(), "{}: {outcome:?}", mode.name);
    });
}

#[test]
fn all_requests_of_a_call_have_its_key_and_no_other_call_has() {
    let mut seen = HashSet::new();
    each(|mode, call, outcome| {
        let mut keys: Vec<_> = outcome.keys.iter().collect();
        keys.dedup();
        assert!(keys.len() <= 1, "{}: {outcome:?}", mode.name);
        for key in keys {
            assert_eq!(key.is_some(), call.has_key, "{}: {outcome:?}", mode.name);
            let is_new = key.as_ref().is_none_or(|key| seen.insert(key.clone()));
            assert!(is_new, "{}: {outcome:?}", mode.name);
        }
    });
    assert!(!seen.is_empty());
}

#[test]
fn a_body_that_can_be_read_once_is_sent_once() {
    each(|mode, call, outcome| {
        if !call.is_repeatable {
            assert!(outcome.keys.len() <= 1, "{}: {outcome:?}", mode.name);
            assert_eq!(outcome.came.attempts, 1, "{}: {outcome:?}", mode.name);
        }
    });
}

#[test]
fn what_is_sent_again_succeeds_once_the_server_is_well() {
    for [always, once] in runs() {
        for mode in MODES
            .iter()
            .filter(|mode| !mode.is_handshake() && !mode.is_kept)
        {
            for call in CALLS {
                let place = (mode.name, call.name);
                let (always, once) = (&always[&place], &once[&place]);
                if always.came.attempts == 1 {
                    assert_eq!(once.came, always.came, "{place:?}");
                } else {
                    assert_eq!(once.came.end, End::Status(200), "{place:?}");
                    assert_eq!(once.came.attempts, 2, "{place:?}");
                }
            }
        }
    }
}

/// reqwest has no way to tell.
#[test]
fn over_hyper_an_answer_that_is_given_up_is_not_taken_for_whole_without_its_length_either() {
    static MODE: LazyLock<Mode> = LazyLock::new(|| {
        let has_length = false;
        Mode::new("", Fault::Http2(Http2::GoAwayInAnswer { has_length }))
    });
    let outcomes = run::outcomes_in(Over::Hyper, Times::Always, std::slice::from_ref(&*MODE));
    for (call, outcome) in outcomes {
        let end = End::Failed(endpoint::ErrorKind::Interrupted);
        assert_eq!(outcome.came.end, end, "{call:?}");
    }
}
