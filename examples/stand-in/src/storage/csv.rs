//! Tables with plausible rows, the same on every run.

use std::sync::Arc;

use super::content::{Content, Source};
use super::rows::{CYCLE, Cycle, Rows};

const ISSUE_COLUMNS: [&str; 8] = [
    "ISSUE_ID",
    "PROBLEM_TITLE",
    "ISSUE_SEVERITY",
    "ISSUE_STATUS",
    "ISSUE_TYPE",
    "PROJECT_NAME",
    "PACKAGE",
    "FIRST_INTRODUCED",
];
const SAMPLE_COLUMNS: [&str; 5] = ["SAMPLE_ID", "FILE_NAME", "LABEL", "CATEGORY", "LENGTH_MS"];

// The number of choices has to divide the length of a cycle.
const TITLES: [&str; 4] = [
    "\"Prototype Pollution, nested\"",
    "Cross-site Scripting (XSS)",
    "Path Traversal",
    "\"A so-called \"\"zip slip\"\"\"",
];
const SEVERITIES: [&str; 4] = ["low", "medium", "high", "critical"];
const STATUSES: [&str; 3] = ["Open", "Resolved", "Ignored"];
const TYPES: [&str; 3] = ["Vulnerability", "License", "Configuration"];
const LABELS: [&str; 3] = ["idle", "wave", "snake"];
const CATEGORIES: [&str; 2] = ["training", "testing"];

/// Comma-separated text with a header row.
#[derive(Debug)]
pub(super) struct Csv {
    header: String,
    rows: Rows,
}

impl Csv {
    /// Issues; `columns` chooses and orders them, and those it names that are not known here have
    /// empty cells.
    pub(super) fn issues(columns: &[String], first_row: u64, size: u64) -> Self {
        let chosen: Vec<&str> = columns.iter().map(String::as_str).collect();
        let columns = if chosen.is_empty() {
            &ISSUE_COLUMNS
        } else {
            chosen.as_slice()
        };
        Self::table(columns, first_row, size, write_issue)
    }

    pub(super) fn samples(size: u64) -> Self {
        Self::table(&SAMPLE_COLUMNS, 0, size, write_sample)
    }

    fn table(columns: &[&str], first_row: u64, size: u64, write: Write) -> Self {
        let cells: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let header = format!("{}\r\n", cells.join(","));
        let mut cycle = Cycle::default();
        for row in first_row..first_row + CYCLE {
            for (index, column) in columns.iter().enumerate() {
                cycle.push(if index > 0 { "," } else { "" });
                write(&mut cycle, column, row);
            }
            cycle.end_row();
        }
        let rows = Rows::new(cycle, first_row, size.saturating_sub(header.len() as u64));
        Self { header, rows }
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows.count
    }

    pub(super) fn length(&self) -> u64 {
        self.header.len() as u64 + self.rows.length()
    }

    pub(super) fn content(self) -> Content {
        let mut content = Content::default();
        content.push_bytes(self.header);
        content.push(Source::Rows(Arc::new(self.rows)));
        content
    }
}

type Write = fn(&mut Cycle, &str, u64);

fn write_issue(cycle: &mut Cycle, column: &str, row: u64) {
    match column {
        "ISSUE_ID" => cycle.push_number("issue-", None),
        "PROBLEM_TITLE" => cycle.push(pick(&TITLES, row)),
        "ISSUE_SEVERITY" => cycle.push(pick(&SEVERITIES, row)),
        "ISSUE_STATUS" => cycle.push(pick(&STATUSES, row)),
        "ISSUE_TYPE" => cycle.push(pick(&TYPES, row)),
        "PROJECT_NAME" => cycle.push_number("acme/service-", Some(7)),
        "PACKAGE" => cycle.push_number("@acme/package-", Some(31)),
        "FIRST_INTRODUCED" => cycle.push("2024-11-25T10:21:01Z"),
        _ => {}
    }
}

fn write_sample(cycle: &mut Cycle, column: &str, row: u64) {
    match column {
        "FILE_NAME" => cycle.push_number("sample.", None),
        "LABEL" => cycle.push(pick(&LABELS, row)),
        "CATEGORY" => cycle.push(pick(&CATEGORIES, row)),
        "LENGTH_MS" => cycle.push("2000"),
        _ => cycle.push_number("", None),
    }
}

/// The one of these whose turn it is.
pub(crate) fn pick(choices: &[&'static str], row: u64) -> &'static str {
    let mut choices = choices.iter().cycle();
    let turn = usize::try_from(row % CYCLE).unwrap_or_default();
    choices.nth(turn).copied().unwrap_or_default()
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

    fn text(csv: Csv) -> String {
        String::from_utf8(csv.content().read(0, usize::MAX)).unwrap()
    }

    #[test]
    fn a_table_has_at_least_a_row_and_about_the_size() {
        assert_eq!(Csv::issues(&[], 0, 0).rows(), 1);
        let csv = Csv::issues(&[], 0, 10_000);
        let (rows, length) = (csv.rows(), csv.length());
        assert!((10_000..10_256).contains(&length), "{length}");
        let text = text(csv);
        assert_eq!(text.len() as u64, length);
        assert_eq!(text.lines().count() as u64, rows + 1);
    }

    #[test]
    fn the_columns_are_those_asked_for() {
        let columns = ["ISSUE_SEVERITY", "A, B", "ISSUE_ID"].map(str::to_owned);
        assert_eq!(
            text(Csv::issues(&columns, 5, 0)),
            "ISSUE_SEVERITY,\"A, B\",ISSUE_ID\r\nmedium,,issue-0000000005\r\n"
        );
    }

    #[test]
    fn a_table_goes_on_where_the_one_before_ended() {
        let (first, all) = (Csv::issues(&[], 0, 3_000), Csv::issues(&[], 0, 9_000));
        let second = Csv::issues(&[], first.rows(), 6_000);
        let (_, second) = text(second)
            .split_once("\r\n")
            .map(|(head, rows)| (head.len(), rows.to_owned()))
            .unwrap();
        let both = text(first) + &second;
        let all = text(all);
        let shorter = both.len().min(all.len());
        assert_eq!(both[..shorter], all[..shorter]);
    }
}
