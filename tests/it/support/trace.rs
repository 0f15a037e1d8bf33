//! Keeps what is logged.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::marker::PhantomData;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber, callsite};

/// What is logged on this thread as long as this lives.
pub(crate) struct Trace(PhantomData<*const ()>);

/// A span or an event.
#[derive(Debug, Clone)]
pub(crate) struct Logged {
    pub(crate) id: u64,
    /// The span that it is in.
    pub(crate) parent: Option<u64>,
    pub(crate) is_span: bool,
    pub(crate) level: Level,
    pub(crate) target: String,
    /// The name of a span, the message of an event.
    pub(crate) name: String,
    fields: BTreeMap<&'static str, String>,
}

impl Logged {
    /// A field's text; empty where it was not recorded.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

impl Trace {
    /// Listens at every level.
    pub(crate) fn start() -> Self {
        Self::up_to(Level::TRACE)
    }

    /// Listens at this level and those above it.
    pub(crate) fn up_to(most: Level) -> Self {
        listen();
        KEPT.set(Some(Kept {
            most,
            logged: Vec::new(),
            entered: Vec::new(),
        }));
        Self(PhantomData)
    }

    /// What `endpoint` warned of.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let is_warning =
            |logged: &&Logged| logged.level == Level::WARN && logged.target.starts_with("endpoint");
        self.all().iter().filter(is_warning).map(line).collect()
    }

    /// The spans of this name, in their order.
    pub(crate) fn spans(&self, name: &str) -> Vec<Logged> {
        let mut all = self.all();
        all.retain(|logged| logged.is_span && logged.name == name);
        all
    }

    /// The events with this message, in their order.
    pub(crate) fn events(&self, message: &str) -> Vec<Logged> {
        let mut all = self.all();
        all.retain(|logged| !logged.is_span && logged.name == message);
        all
    }

    /// All of it, in its order.
    #[expect(clippy::unused_self, reason = "there is nothing to be had without one")]
    pub(crate) fn all(&self) -> Vec<Logged> {
        KEPT.with_borrow(|kept| kept.as_ref().map(|kept| kept.logged.clone()))
            .unwrap_or_default()
    }

    /// All of it as text.
    pub(crate) fn text(&self) -> String {
        let lines: Vec<String> = self.all().iter().map(line).collect();
        lines.join("\n")
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        KEPT.set(None);
    }
}

fn line(logged: &Logged) -> String {
    let Logged { target, name, .. } = logged;
    let mut line = format!("{target} {name}");
    for (name, value) in &logged.fields {
        let _ = write!(line, " {name}={value}");
    }
    line
}

/// What is kept of one thread.
struct Kept {
    most: Level,
    logged: Vec<Logged>,
    /// The spans that are entered, the innermost last.
    entered: Vec<u64>,
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Does something with what is kept of this thread, if anything is.
fn with<T>(work: impl FnOnce(&mut Kept) -> T) -> Option<T> {
    // What a thread logs while it ends is of no interest.
    KEPT.try_with(|kept| kept.borrow_mut().as_mut().map(work))
        .ok()
        .flatten()
}

/// Sets one subscriber for all threads. A subscriber for each test would lose a span now and then:
/// `tracing` may ask those that it knew a moment ago whether anyone is interested in it.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();

    ONCE.call_once(|| tracing::subscriber::set_global_default(Keeper).unwrap());
    callsite::rebuild_interest_cache();
}

struct Keeper;

impl Keeper {
    fn keep(
        metadata: &Metadata<'_>,
        parent: Option<&Id>,
        is_contextual: bool,
        fields: Fields,
    ) -> u64 {
        static NEXT: AtomicU64 = AtomicU64::new(1);

        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut fields = fields.0;
        let message = fields.remove("message");
        let is_span = metadata.is_span();
        with(|kept| {
            let innermost = kept.entered.last().copied().filter(|_| is_contextual);
            kept.logged.push(Logged {
                id,
                parent: parent.map(Id::into_u64).or(innermost),
                is_span,
                level: *metadata.level(),
                target: metadata.target().to_owned(),
                name: message
                    .filter(|_| !is_span)
                    .unwrap_or_else(|| metadata.name().to_owned()),
                fields,
            });
        });
        id
    }
}

impl Subscriber for Keeper {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        with(|kept| *metadata.level() <= kept.most).unwrap_or_default()
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        let id = Self::keep(span.metadata(), span.parent(), span.is_contextual(), fields);
        Id::from_u64(id)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        with(|kept| {
            let of_span = |logged: &&mut Logged| logged.id == id.into_u64();
            if let Some(span) = kept.logged.iter_mut().find(of_span) {
                span.fields.extend(fields.0);
            }
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        Self::keep(
            event.metadata(),
            event.parent(),
            event.is_contextual(),
            fields,
        );
    }

    fn enter(&self, id: &Id) {
        with(|kept| kept.entered.push(id.into_u64()));
    }

    fn exit(&self, id: &Id) {
        with(|kept| {
            let is_it = |entered: &u64| *entered == id.into_u64();
            if let Some(at) = kept.entered.iter().rposition(is_it) {
                kept.entered.remove(at);
            }
        });
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
