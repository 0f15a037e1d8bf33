//! What was measured: the same at any time.

use serde_json::{Map, Value, json};

const SCRAPE_SECONDS: f64 = 15.0;

/// One series, and its last values.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) name: &'static str,
    labels: [(&'static str, &'static str); 2],
    values: [f64; 3],
}

const fn series(
    name: &'static str,
    job: &'static str,
    instance: &'static str,
    values: [f64; 3],
) -> Series {
    Series {
        name,
        labels: [("instance", instance), ("job", job)],
        values,
    }
}

pub(super) static SERIES: [Series; 5] = [
    series("up", "kiln", "kiln-1:9100", [1.0, 1.0, 1.0]),
    series("up", "kiln", "kiln-2:9100", [1.0, 1.0, 0.0]),
    series("up", "press", "press-1:9100", [1.0, 1.0, 1.0]),
    series(
        "kiln_celsius",
        "kiln",
        "kiln-1:9100",
        [981.5, 990.25, 1004.0],
    ),
    series(
        "kiln_celsius",
        "kiln",
        "kiln-2:9100",
        [412.0, f64::NAN, f64::INFINITY],
    ),
];

impl Series {
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.labels.contains(&(name, value)) || (name, value) == ("__name__", self.name)
    }

    pub(super) fn metric(&self) -> Value {
        let name = [("__name__", self.name)];
        let labels = name.iter().chain(&self.labels);
        labels
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect::<Map<_, _>>()
            .into()
    }

    pub(super) fn value(&self, time: f64) -> Value {
        sample(time, self.values[2])
    }

    pub(super) fn values(&self, time: f64) -> Value {
        let ages = [2.0, 1.0, 0.0];
        let values = ages.iter().zip(self.values);
        values
            .map(|(age, value)| sample(time - age * SCRAPE_SECONDS, value))
            .collect()
    }
}

/// A value is text, since JSON has neither `NaN` nor `+Inf`.
fn sample(time: f64, value: f64) -> Value {
    let text = if value == f64::INFINITY {
        "+Inf".to_owned()
    } else {
        value.to_string()
    };
    json!([time, text])
}
