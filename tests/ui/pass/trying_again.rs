use std::time::Duration;

use endpoint::{Api as _, Endpoint, Retry, api, endpoint};

const PATIENT: Retry = Retry::standard().attempts(9);

const fn after(milliseconds: u64) -> Retry {
    PATIENT.base(Duration::from_millis(milliseconds))
}

mod policies {
    pub(crate) static OF_ALL: super::Retry = super::Retry::never();
}

#[api(base_url = "https://api.test", retry = never)]
struct Once;

#[api(base_url = "https://api.test", retry = after(7))]
struct Patient;

#[api(base_url = "https://api.test")]
struct Silent;

#[endpoint(GET "/a", api = Once, retry = PATIENT.longest_delay(Duration::from_secs(1)))]
struct Path;

#[endpoint(GET "/a", api = Patient, retry = { const ATTEMPTS: u32 = 1 + 1; Retry::standard().attempts(ATTEMPTS) })]
struct Block;

#[endpoint(GET "/a", retry = self::policies::OF_ALL)]
struct Static;

/// The word is not looked for in scope.
#[allow(non_upper_case_globals, dead_code)]
const never: u8 = 0;

#[endpoint(GET "/a", retry = never)]
struct Word;

trait Level {
    const RETRY: Retry;
}

struct High;

impl Level for High {
    const RETRY: Retry = PATIENT;
}

#[endpoint(GET "/<level>", retry = <L as Level>::RETRY)]
struct OfParameter<L: Level> {
    level: std::marker::PhantomData<L>,
}

#[endpoint(PATCH "/a", retry = Self::POLICY)]
struct OfItself;

impl OfItself {
    const POLICY: Retry = PATIENT;
}

macro_rules! tried {
    ($name:ident, $policy:expr, $header:literal) => {
        #[endpoint(POST "/a", retry = $policy, idempotency_key = $header)]
        struct $name;
    };
}

tried!(FromMacro, Retry::standard().attempts(4), "X-Key");
tried!(NeverFromMacro, never, "X-Key");

#[endpoint(POST "/a", idempotency_key = "Idempotency-Key")]
struct MaybeKeyed<'a> {
    #[header("idempotency-KEY")]
    key: Option<&'a str>,
    #[header("If-Match")]
    etag: &'a str,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    assert_eq!(Once::RETRY, Retry::never());
    assert_eq!(Patient::RETRY, PATIENT.base(Duration::from_millis(7)));
    assert_eq!(Silent::RETRY, Retry::standard());
    for operation in [FromMacro::OPERATION, NeverFromMacro::OPERATION, MaybeKeyed::OPERATION] {
        assert!(operation.is_idempotent());
    }
    assert!(!OfItself::OPERATION.is_idempotent());
    let _ = (Path::OPERATION, Block::OPERATION, Static::OPERATION, Word::OPERATION);
    let _ = OfParameter::<High>::OPERATION;
    let base = "https://api.test".parse()?;
    let request = MaybeKeyed::builder().key("k").etag("e").build().request(&base)?;
    assert_eq!(request.headers()["idempotency-key"], "k");
    let request = MaybeKeyed::builder().etag("e").build().request(&base)?;
    assert!(!request.headers().contains_key("idempotency-key"));
    Ok(())
}
