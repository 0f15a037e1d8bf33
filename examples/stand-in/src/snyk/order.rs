//! What an export is asked for with.

use http::StatusCode;
use serde_json::{Map, Value};

use super::answer::{Fault, Refusal};
use super::owner::Owner;
use crate::dates::is_date_time;

const ATTRIBUTES: [&str; 5] = [
    "columns",
    "dataset",
    "filters",
    "formats",
    "url_expiration_seconds",
];
const DATASETS: [&str; 2] = ["issues", "usage"];
const FORMATS: [&str; 1] = ["csv"];
const EMPTY_TAGS: [&str; 3] = ["include", "exclude", "only"];
const LONGEST_LIFETIME: u64 = 3600;
const LIST_FILTERS: [&str; 13] = [
    "cve",
    "environment",
    "issue_status",
    "issue_type",
    "lifecycle",
    "nvd_severity",
    "product_name",
    "project_origin",
    "project_tags",
    "project_target_display_name",
    "project_target_ref",
    "project_type",
    "reachability",
];

/// A body that holds.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) formats: Vec<String>,
    pub(super) columns: Vec<String>,
    pub(super) introduced: Option<Value>,
    pub(super) updated: Option<Value>,
    pub(super) lifetime_seconds: u64,
}

impl Order {
    /// All issues, in links that live for as long as they may.
    pub(super) fn plain() -> Self {
        Self {
            formats: FORMATS.map(str::to_owned).to_vec(),
            columns: Vec::new(),
            introduced: None,
            updated: None,
            lifetime_seconds: LONGEST_LIFETIME,
        }
    }

    pub(super) fn parse(body: &[u8], owner: Owner) -> Result<Self, Refusal> {
        let broken = |error: serde_json::Error| {
            refused(vec![Fault::at("", format!("this is not JSON: {error}"))])
        };
        let root: Value = serde_json::from_slice(body).map_err(broken)?;
        let mut reader = Reader { faults: Vec::new() };
        let order = reader.order(&root, owner);
        if reader.faults.is_empty() {
            Ok(order)
        } else {
            Err(refused(reader.faults))
        }
    }
}

fn refused(faults: Vec<Fault>) -> Refusal {
    Refusal::because(StatusCode::BAD_REQUEST, faults)
}

/// A value and where in the body it stands; what is absent has no node, and what is null has one.
#[derive(Clone)]
struct Node<'v> {
    value: &'v Value,
    pointer: String,
}

impl<'v> Node<'v> {
    fn member(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self {
            value,
            pointer: format!("{}/{name}", self.pointer),
        })
    }

    fn items(items: &'v [Value], pointer: &str) -> impl Iterator<Item = Self> {
        items.iter().enumerate().map(move |(index, value)| Self {
            value,
            pointer: format!("{pointer}/{index}"),
        })
    }
}

/// Reads on after a fault, so that all of them are reported together.
struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    fn order(&mut self, root: &Value, owner: Owner) -> Order {
        let root = Node {
            value: root,
            pointer: String::new(),
        };
        self.object(&root, &["data"], &["data"]);
        let data = root.member("data");
        if let Some(data) = &data {
            self.object(data, &["type", "attributes"], &["type", "attributes"]);
            self.one(
                data.member("type"),
                |text| !text.is_empty(),
                "the type of a resource",
            );
        }
        let attributes = data.and_then(|data| data.member("attributes"));
        self.attributes(attributes.as_ref(), owner)
    }

    fn attributes(&mut self, attributes: Option<&Node<'_>>, owner: Owner) -> Order {
        if let Some(attributes) = attributes {
            self.object(attributes, &ATTRIBUTES, &["formats", "dataset"]);
        }
        let member = |name| attributes.and_then(|attributes| attributes.member(name));
        self.one(
            member("dataset"),
            |text| DATASETS.contains(&text),
            "one of the datasets",
        );
        let filters = member("filters");
        if let Some(filters) = &filters {
            self.filters(filters, owner);
        }
        let range = |name| {
            filters
                .as_ref()
                .and_then(|filters| filters.member(name))
                .map(|node| node.value.clone())
        };
        Order {
            formats: self.formats(member("formats")),
            columns: self.list(member("columns")),
            introduced: range("introduced"),
            updated: range("updated"),
            lifetime_seconds: self.lifetime(member("url_expiration_seconds")),
        }
    }

    fn formats(&mut self, node: Option<Node<'_>>) -> Vec<String> {
        let formats = self.list(node.clone());
        if let Some(node) = node
            && !formats
                .iter()
                .all(|format| FORMATS.contains(&format.as_str()))
        {
            self.fault(&node, "only `csv` can be had");
        } else if formats.is_empty() && self.faults.is_empty() {
            self.faults.push(Fault::at(
                "/data/attributes/formats",
                "at least one is needed",
            ));
        }
        formats
    }

    fn lifetime(&mut self, node: Option<Node<'_>>) -> u64 {
        let Some(node) = node else {
            return LONGEST_LIFETIME;
        };
        let seconds = node
            .value
            .as_u64()
            .filter(|seconds| *seconds <= LONGEST_LIFETIME);
        seconds.unwrap_or_else(|| {
            self.fault(&node, "this is not a whole number from 0 to 3600");
            LONGEST_LIFETIME
        })
    }

    fn filters(&mut self, filters: &Node<'_>, owner: Owner) {
        let mut known = [
            &LIST_FILTERS[..],
            &["introduced", "updated", "empty_project_tags"],
        ]
        .concat();
        if owner == Owner::Group {
            known.push("orgs");
        }
        self.object(filters, &known, &[]);
        for name in LIST_FILTERS
            .iter()
            .chain(known.iter().filter(|name| **name == "orgs"))
        {
            self.list(filters.member(name));
        }
        for name in ["introduced", "updated"] {
            self.range(filters.member(name));
        }
        self.one(
            filters.member("empty_project_tags"),
            |text| EMPTY_TAGS.contains(&text),
            "one of include, exclude, only",
        );
    }

    fn range(&mut self, node: Option<Node<'_>>) {
        let Some(node) = node else { return };
        self.object(&node, &["from", "to"], &[]);
        for name in ["from", "to"] {
            self.one(node.member(name), is_date_time, "a date and time");
        }
    }

    fn object(&mut self, node: &Node<'_>, known: &[&str], required: &[&str]) {
        let Some(members) = node.value.as_object() else {
            return self.fault(node, "this is not an object");
        };
        self.unknown(node, members, known);
        for name in required.iter().filter(|name| !members.contains_key(**name)) {
            self.fault(node, format!("`{name}` is missing"));
        }
    }

    fn unknown(&mut self, node: &Node<'_>, members: &Map<String, Value>, known: &[&str]) {
        for name in members
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
        {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            self.faults.push(Fault::at(
                &format!("{}/{escaped}", node.pointer),
                "this member is not known",
            ));
        }
    }

    fn one(&mut self, node: Option<Node<'_>>, is_good: impl Fn(&str) -> bool, wanted: &str) {
        if let Some(node) = node
            && !node.value.as_str().is_some_and(is_good)
        {
            self.fault(&node, format!("this is not {wanted}"));
        }
    }

    fn list(&mut self, node: Option<Node<'_>>) -> Vec<String> {
        let Some(node) = node else { return Vec::new() };
        let Some(items) = node.value.as_array() else {
            self.fault(&node, "this is not a list");
            return Vec::new();
        };
        for item in Node::items(items, &node.pointer).filter(|item| !item.value.is_string()) {
            self.fault(&item, "this is not text");
        }
        items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    fn fault(&mut self, node: &Node<'_>, detail: impl Into<String>) {
        self.faults.push(Fault::at(&node.pointer, detail));
    }
}
