//! The repository's issues, newest first.

use std::collections::HashMap;

use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Refusal;
use crate::dates::CREATED;

pub(super) const DOCUMENTATION: &str = "/issues/issues#list-repository-issues";

struct Issue {
    number: u32,
    title: &'static str,
    state: &'static str,
    labels: &'static [&'static str],
}

const fn issue(
    number: u32,
    title: &'static str,
    state: &'static str,
    labels: &'static [&'static str],
) -> Issue {
    Issue {
        number,
        title,
        state,
        labels,
    }
}

static ISSUES: [Issue; 9] = [
    issue(18, "The quince does not take", "open", &["graft", "help"]),
    issue(17, "Wasps in the shed", "open", &["pest"]),
    issue(15, "Count the trees again", "open", &[]),
    issue(14, "Aphids on row two", "closed", &["pest"]),
    issue(11, "A ladder that is long enough", "open", &["tools"]),
    issue(9, "Which rootstock for clay?", "open", &["graft"]),
    issue(6, "Moss", "open", &["pest", "help"]),
    issue(3, "The gate squeaks", "closed", &[]),
    issue(2, "Name the rows", "open", &[]),
];

/// Those of the wanted state (open, unless said) that bear all of the wanted labels.
pub(super) fn find(query: &HashMap<String, String>) -> Result<Vec<Value>, Refusal> {
    let state = query.get("state").map_or("open", String::as_str);
    if !["open", "closed", "all"].contains(&state) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Refusal::said(status, "Validation Failed", DOCUMENTATION));
    }
    let labels = query.get("labels").map_or("", String::as_str);
    let is_wanted = |issue: &&Issue| {
        let mut labels = labels.split(',').filter(|label| !label.is_empty());
        (state == "all" || issue.state == state)
            && labels.all(|label| issue.labels.contains(&label))
    };
    Ok(ISSUES.iter().filter(is_wanted).map(Issue::value).collect())
}

impl Issue {
    fn value(&self) -> Value {
        let labels: Vec<Value> = self
            .labels
            .iter()
            .map(|name| json!({ "name": name }))
            .collect();
        json!({
            "number": self.number,
            "title": self.title,
            "state": self.state,
            "labels": labels,
            "user": { "login": "ada" },
            "created_at": CREATED,
            "closed_at": (self.state == "closed").then_some(CREATED),
        })
    }
}
