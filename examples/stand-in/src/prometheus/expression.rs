//! The few expressions that are understood: a number, a text, and a metric with labels to match.

use serde_json::{Value, json};

use super::series::{SERIES, Series};
use super::{FAILING_QUERY, Refusal};

#[derive(Debug)]
pub(super) enum Expression {
    Number(f64),
    Text(String),
    Selector(Selector),
    /// Two series on each side of an operation.
    ManyToMany,
}

/// A metric, the labels it has to have, and whether all values of the last minutes are wanted.
#[derive(Debug, Default)]
pub(super) struct Selector {
    metric: String,
    labels: Vec<(String, String)>,
    is_range: bool,
}

impl Expression {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(no(
                "unknown position: parse error: no expression found in input",
            ));
        }
        if text == FAILING_QUERY {
            return Ok(Self::ManyToMany);
        }
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        if let Some(quoted) = quoted(text) {
            return Ok(Self::Text(quoted.to_owned()));
        }
        Selector::parse(text)
            .map(Self::Selector)
            .ok_or_else(|| no("1:1: parse error: unexpected token"))
    }

    pub(super) fn evaluate(&self, time: f64) -> Result<Value, Refusal> {
        match self {
            Self::Number(number) => Ok(data("scalar", &json!([time, number.to_string()]))),
            Self::Text(text) => Ok(data("string", &json!([time, text]))),
            Self::Selector(selector) => Ok(selector.evaluate(time)),
            Self::ManyToMany => Err(Refusal::Execution(
                "many-to-many matching not allowed: matching labels must be unique on one side"
                    .to_owned(),
            )),
        }
    }
}

impl Selector {
    /// Reads `metric{label="value"}[5m]`, of which any two parts may be absent.
    fn parse(text: &str) -> Option<Self> {
        let (text, is_range) = match text.strip_suffix(']') {
            Some(text) => (
                text.rsplit_once('[').filter(|(_, time)| is_time(time))?.0,
                true,
            ),
            None => (text, false),
        };
        let (metric, labels) = match text.strip_suffix('}') {
            Some(text) => text.split_once('{')?,
            None => (text, ""),
        };
        let labels: Option<Vec<_>> = labels
            .split(',')
            .filter(|label| !label.trim().is_empty())
            .map(label)
            .collect();
        let (metric, labels) = (metric.trim().to_owned(), labels?);
        let is_whole = if metric.is_empty() {
            !labels.is_empty()
        } else {
            is_name(&metric)
        };
        is_whole.then_some(Self {
            metric,
            labels,
            is_range,
        })
    }

    fn evaluate(&self, time: f64) -> Value {
        let (kind, member) = if self.is_range {
            ("matrix", "values")
        } else {
            ("vector", "value")
        };
        let value = |series: &Series| {
            let values = if self.is_range {
                series.values(time)
            } else {
                series.value(time)
            };
            json!({ "metric": series.metric(), member: values })
        };
        let found = SERIES.iter().filter(|series| self.wants(series));
        data(kind, &found.map(value).collect())
    }

    fn wants(&self, series: &Series) -> bool {
        (self.metric.is_empty() || self.metric == series.name)
            && self
                .labels
                .iter()
                .all(|(name, value)| series.has(name, value))
    }
}

/// Reads `name="value"`.
fn label(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim();
    is_name(name).then_some((name.to_owned(), quoted(value.trim())?.to_owned()))
}

fn quoted(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inside.contains('"')).then_some(inside)
}

fn is_name(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':');
    text.bytes().next().is_some_and(is_letter)
        && text
            .bytes()
            .all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

fn is_time(text: &str) -> bool {
    let number = text.trim_end_matches(['s', 'm', 'h', 'd']);
    number.len() + 1 == text.len() && number.parse::<u32>().is_ok()
}

fn data(kind: &str, result: &Value) -> Value {
    json!({ "resultType": kind, "result": result })
}

fn no(why: &str) -> Refusal {
    Refusal::BadData(format!("invalid parameter \"query\": {why}"))
}
