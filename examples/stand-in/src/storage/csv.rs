//! Tables with plausible rows, the same on every run.

use std::fmt::Write as _;

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
    pub(super) text: String,
    pub(super) rows: usize,
}

impl Csv {
    /// Issues; `columns` chooses and orders them, and those it names that are not known here have empty cells.
    pub(super) fn issues(columns: &[String], first_row: usize, size: usize) -> Self {
        let chosen: Vec<&str> = columns.iter().map(String::as_str).collect();
        let columns = if chosen.is_empty() {
            &ISSUE_COLUMNS
        } else {
            chosen.as_slice()
        };
        Self::table(columns, first_row, size, write_issue)
    }

    pub(super) fn samples(size: usize) -> Self {
        Self::table(&SAMPLE_COLUMNS, 0, size, write_sample)
    }

    fn table(
        columns: &[&str],
        first_row: usize,
        size: usize,
        write: fn(&mut String, &str, usize),
    ) -> Self {
        let mut csv = Self {
            text: String::with_capacity(size + 256),
            rows: 0,
        };
        csv.line(columns, |text, column| text.push_str(&quoted(column)));
        while csv.rows == 0 || csv.text.len() < size {
            let row = first_row + csv.rows;
            csv.line(columns, |text, column| write(text, column, row));
            csv.rows += 1;
        }
        csv
    }

    fn line(&mut self, columns: &[&str], write: impl Fn(&mut String, &str)) {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            write(&mut self.text, column);
        }
        self.text.push_str("\r\n");
    }
}

fn write_issue(text: &mut String, column: &str, row: usize) {
    match column {
        "ISSUE_ID" => push_number(text, "issue-", row),
        "PROBLEM_TITLE" => text.push_str(pick(&TITLES, row)),
        "ISSUE_SEVERITY" => text.push_str(pick(&SEVERITIES, row)),
        "ISSUE_STATUS" => text.push_str(pick(&STATUSES, row)),
        "ISSUE_TYPE" => text.push_str(pick(&TYPES, row)),
        "PROJECT_NAME" => push_number(text, "acme/service-", row % 7),
        "PACKAGE" => push_number(text, "@acme/package-", row % 31),
        "FIRST_INTRODUCED" => text.push_str("2024-11-25T10:21:01Z"),
        _ => {}
    }
}

fn write_sample(text: &mut String, column: &str, row: usize) {
    match column {
        "FILE_NAME" => push_number(text, "sample.", row),
        "LABEL" => text.push_str(pick(&LABELS, row)),
        "CATEGORY" => text.push_str(pick(&CATEGORIES, row)),
        "LENGTH_MS" => text.push_str("2000"),
        _ => push_number(text, "", row),
    }
}

fn pick(choices: &[&'static str], row: usize) -> &'static str {
    choices[row % choices.len()]
}

fn push_number(text: &mut String, prefix: &str, number: usize) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{prefix}{number:07}");
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

    #[test]
    fn a_table_has_at_least_a_row_and_about_the_size() {
        assert_eq!(Csv::issues(&[], 0, 0).rows, 1);
        let csv = Csv::issues(&[], 0, 10_000);
        assert!(
            (10_000..10_256).contains(&csv.text.len()),
            "{}",
            csv.text.len()
        );
        assert_eq!(csv.text.lines().count(), csv.rows + 1);
    }

    #[test]
    fn the_columns_are_those_asked_for() {
        let columns = ["ISSUE_SEVERITY", "A, B", "ISSUE_ID"].map(str::to_owned);
        let csv = Csv::issues(&columns, 5, 0);
        assert_eq!(
            csv.text,
            "ISSUE_SEVERITY,\"A, B\",ISSUE_ID\r\nmedium,,issue-0000005\r\n"
        );
    }
}
