//! What is to be in an export.

use clap::Args;

use crate::api::{DateRange, ExportAttributes, Filters, Format};

#[derive(Args, Debug)]
#[command(next_help_heading = "What to export (lists are separated by commas)")]
#[expect(clippy::doc_markdown, reason = "the terminal shows it as it is")]
pub(crate) struct OrderArgs {
    /// Issues first seen from this day or time on, as 2024-01-31 or 2024-01-31T12:00:00Z
    #[arg(long, value_name = "DATE", value_parser = day_begins)]
    introduced_from: Option<String>,
    /// Issues first seen up to this day or time
    #[arg(long, value_name = "DATE", value_parser = day_ends)]
    introduced_to: Option<String>,
    /// Issues last changed from this day or time on
    #[arg(long, value_name = "DATE", value_parser = day_begins)]
    updated_from: Option<String>,
    /// Issues last changed up to this day or time
    #[arg(long, value_name = "DATE", value_parser = day_ends)]
    updated_to: Option<String>,
    /// The projects' environments, as BACKEND
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    environment: Vec<String>,
    /// The projects' lifecycles, as PRODUCTION
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    lifecycle: Vec<String>,
    /// The projects' types, as npm
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    project_type: Vec<String>,
    /// The projects' tags, as "team: web"
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    project_tags: Vec<String>,
    /// The issues' statuses, as Open
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    issue_status: Vec<String>,
    /// The issues' types, as Vulnerability
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    issue_type: Vec<String>,
    /// The issues' severities as the NVD rates them, as HIGH
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    severity: Vec<String>,
    /// The products that found them, as "Snyk Code"
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    product: Vec<String>,
    /// The issues' CVE identifiers
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    cve: Vec<String>,
    /// The columns, as ISSUE_SEVERITY,CVE; all of them unless said
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    columns: Vec<String>,
    /// How many seconds the links to the files hold
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u32).range(0..=3600))]
    url_expiration: u32,
}

impl OrderArgs {
    pub(crate) fn attributes(&self) -> ExportAttributes<'_> {
        ExportAttributes {
            formats: &[Format::Csv],
            dataset: "issues",
            columns: Some(&*self.columns).filter(|columns| !columns.is_empty()),
            filters: Some(self.filters()),
            url_expiration_seconds: Some(self.url_expiration),
        }
    }

    fn filters(&self) -> Filters<'_> {
        Filters {
            introduced: range(
                self.introduced_from.as_deref(),
                self.introduced_to.as_deref(),
            ),
            updated: range(self.updated_from.as_deref(), self.updated_to.as_deref()),
            environment: &self.environment,
            lifecycle: &self.lifecycle,
            project_type: &self.project_type,
            project_tags: &self.project_tags,
            issue_status: &self.issue_status,
            issue_type: &self.issue_type,
            nvd_severity: &self.severity,
            product_name: &self.product,
            cve: &self.cve,
        }
    }
}

fn range<'a>(from: Option<&'a str>, to: Option<&'a str>) -> Option<DateRange<'a>> {
    (from.is_some() || to.is_some()).then_some(DateRange { from, to })
}

fn day_begins(text: &str) -> Result<String, String> {
    date_time(text, "T00:00:00Z")
}

fn day_ends(text: &str) -> Result<String, String> {
    date_time(text, "T23:59:59Z")
}

/// A day with this time, or a time as it is; whether there is such a day, Snyk knows.
fn date_time(text: &str, time: &str) -> Result<String, String> {
    let pattern = "0000-00-00";
    let is_like = |(c, like): (char, char)| {
        if like == '0' {
            c.is_ascii_digit()
        } else {
            c == like
        }
    };
    let (day, rest) = text.split_at_checked(pattern.len()).unwrap_or_default();
    let is_day = !day.is_empty() && day.chars().zip(pattern.chars()).all(is_like);
    match rest {
        "" if is_day => Ok(format!("{day}{time}")),
        rest if is_day && rest.starts_with('T') => Ok(text.to_owned()),
        _ => Err("write a day, as 2024-01-31, or a time, as 2024-01-31T12:00:00Z".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_taken_from_its_begin_to_its_end() {
        assert_eq!(day_begins("2024-01-31").unwrap(), "2024-01-31T00:00:00Z");
        assert_eq!(day_ends("2024-01-31").unwrap(), "2024-01-31T23:59:59Z");
        let time = "2024-01-31T12:00:00+01:00";
        assert_eq!(day_ends(time).unwrap(), time);
        for text in [
            "",
            "2024",
            "2024-1-31",
            "31.01.2024",
            "2024-01-31 12:00",
            "2024-01-3é",
        ] {
            assert!(day_begins(text).is_err(), "{text}");
        }
    }
}
