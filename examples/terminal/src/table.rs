//! A table.

use std::fmt;

use crate::plain;

/// A table of text, as wide as it has to be.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Column {
    name: &'static str,
    is_right: bool,
}

impl Table {
    /// Without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more column, of words.
    #[must_use]
    pub fn left(self, name: &'static str) -> Self {
        self.column(name, false)
    }

    /// One more column, of numbers.
    #[must_use]
    pub fn right(self, name: &'static str) -> Self {
        self.column(name, true)
    }

    fn column(mut self, name: &'static str, is_right: bool) -> Self {
        self.columns.push(Column { name, is_right });
        self
    }

    /// One more row, of a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| plain(&cell)).collect());
    }

    fn width(&self, index: usize, column: &Column) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(index));
        let widths = cells.map(|cell| cell.chars().count());
        widths.chain([column.name.len()]).max().unwrap_or_default()
    }

    fn line(&self, widths: &[usize], cells: &[String]) -> String {
        let padded = self.columns.iter().zip(widths).zip(cells);
        let padded = padded.map(|((column, &width), cell)| {
            if column.is_right {
                format!("{cell:>width$}")
            } else {
                format!("{cell:width$}")
            }
        });
        let line = padded.collect::<Vec<_>>().join("  ");
        line.trim_end().to_owned()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns.iter().enumerate();
        let widths: Vec<usize> = columns.map(|(at, column)| self.width(at, column)).collect();
        let names: Vec<String> = self.columns.iter().map(|c| c.name.to_owned()).collect();
        write!(f, "{}", self.line(&widths, &names))?;
        for row in &self.rows {
            write!(f, "\n{}", self.line(&widths, row))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn words_are_on_the_left_and_numbers_on_the_right() {
        let mut table = Table::new().left("file").right("rows").left("note");
        table.row(["é.csv".into(), "12345".into(), String::new()]);
        table.row(["b\u{1b}[2J".into(), "7".into(), "new".into()]);
        assert_eq!(
            table.to_string(),
            "file    rows  note\né.csv  12345\nb\u{fffd}[2J      7  new"
        );
    }
}
