//! A call that is made as it is declared, and what it shows.

use std::pin::Pin;

use endpoint::Operation;
use endpoint::transport::Reqwest;

use super::Wire;
use crate::coverage::construct::Construct;
use crate::coverage::exchange::Exchange;

/// A call, or a few of one operation, that are made as they are declared.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) target: &'static Target,
    pub(crate) operation: &'static Operation,
    /// What it is there to show.
    pub(crate) shows: &'static [Construct],
    pub(crate) run: Run,
}

pub(crate) type Run = for<'w> fn(&'w Wire) -> Pin<Box<dyn Future<Output = ()> + 'w>>;

/// The API that a case calls.
#[derive(Debug)]
pub(crate) struct Target {
    /// What stands for the server's authority in the texts.
    pub(crate) host: &'static str,
    /// The path of the base URL.
    pub(crate) prefix: &'static str,
}

impl Case {
    /// Makes the calls; all that was sent has to have been compared.
    pub(crate) async fn exchanges(&self, transport: &Reqwest) -> Vec<Exchange> {
        let wire = Wire::start(self.target, transport.clone()).await;
        (self.run)(&wire).await;
        wire.finish(self.name)
    }
}

/// Makes all calls of a topic.
pub(crate) async fn make(cases: &[Case]) {
    let transport = Reqwest::new().unwrap();
    for case in cases {
        // What is printed last is what failed.
        println!("{}: {}", case.name, case.operation);
        assert!(!case.exchanges(&transport).await.is_empty());
    }
}

/// A topic: its functions, the operation that each calls, and the constructs that it shows.
macro_rules! cases {
    ($target:expr; $($name:ident($endpoint:ty): [$($construct:expr),* $(,)?];)+) => {
        pub(crate) const CASES: &[$crate::declared::Case] = &[$($crate::declared::Case {
            name: stringify!($name),
            target: $target,
            operation: <$endpoint as endpoint::Endpoint>::OPERATION,
            shows: &[$($construct),*],
            run: |wire| Box::pin($name(wire)),
        }),+];

        #[tokio::test]
        async fn each_call_goes_as_it_is_written_down() {
            $crate::declared::case::make(CASES).await;
        }
    };
}

pub(crate) use cases;
