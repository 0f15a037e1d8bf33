//! Keeps what is logged.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Level, Metadata, Subscriber};

/// What is logged on this thread, at any level, as long as this lives.
pub(crate) struct Trace {
    lines: Arc<Mutex<Vec<(Level, String)>>>,
    _guard: DefaultGuard,
}

impl Trace {
    pub(crate) fn start() -> Self {
        let lines = Arc::<Mutex<Vec<_>>>::default();
        let keeper = Keeper(Arc::clone(&lines));
        Self {
            lines,
            _guard: tracing::subscriber::set_default(keeper),
        }
    }

    /// What `endpoint` warned of.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        let is_warning = |(level, line): &&(Level, String)| {
            *level == Level::WARN && line.starts_with("endpoint")
        };
        lines
            .iter()
            .filter(is_warning)
            .map(|(_, line)| line.clone())
            .collect()
    }

    /// All of it, spans included.
    pub(crate) fn text(&self) -> String {
        let lines = self.lines.lock().unwrap();
        let texts: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        texts.join("\n")
    }
}

struct Keeper(Arc<Mutex<Vec<(Level, String)>>>);

impl Keeper {
    fn keep(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
        let mut line = Line(metadata.target().to_owned());
        record(&mut line);
        self.0.lock().unwrap().push((*metadata.level(), line.0));
    }
}

impl Subscriber for Keeper {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.keep(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line::default();
        values.record(&mut line);
        self.0.lock().unwrap().push((Level::TRACE, line.0));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.keep(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}
