//! Adds, reads and deletes many rows with few statements: a statement costs more than a row.

use std::sync::OnceLock;

use pystreaming_actors::ports::StoreError;

use super::sql::{Row, Transaction, Value};

/// Numbers of rows in a statement. They are few, so that each statement is prepared once and kept; the largest stays
/// well below the number of bound values that either database allows.
const SIZES: [usize; 4] = [64, 16, 4, 1];
/// Most bytes of text in a statement with more than one row, far below the packet limit of a server.
const TEXT_MAX: usize = 1 << 20;

/// The statements that add rows to a table.
pub(super) struct Rows {
    /// The statement up to the word `VALUES`.
    head: &'static str,
    columns: usize,
    /// One for each of [`SIZES`], made when first used.
    statements: [OnceLock<String>; SIZES.len()],
}

/// The statements that find rows by their keys.
pub(super) struct Keys {
    /// The statement up to its list of keys.
    head: &'static str,
    /// One for each of [`SIZES`], made when first used.
    statements: [OnceLock<String>; SIZES.len()],
}

impl Keys {
    /// `head` ends with the word `IN`.
    pub(super) const fn new(head: &'static str) -> Self {
        Self { head, statements: [const { OnceLock::new() }; SIZES.len()] }
    }

    /// The rows with these keys, in no particular order.
    pub(super) async fn rows(
        &'static self,
        tx: &mut Transaction,
        mut keys: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        while let Some((statement, now)) = self.next(&mut keys) {
            rows.extend(tx.rows(statement, now).await?);
        }
        Ok(rows)
    }

    /// Runs a statement that returns no rows for these keys, and returns how many rows it matched.
    pub(super) async fn execute(
        &'static self,
        tx: &mut Transaction,
        mut keys: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        let mut matched = 0;
        while let Some((statement, now)) = self.next(&mut keys) {
            matched += tx.execute(statement, now).await?;
        }
        Ok(matched)
    }

    /// The next statement and its keys, which are taken off the others.
    fn next<'k, 'v>(&'static self, keys: &mut &'k [Value<'v>]) -> Option<(&'static str, &'k [Value<'v>])> {
        if keys.is_empty() {
            return None;
        }
        let size = SIZES.iter().position(|size| *size <= keys.len()).unwrap_or(SIZES.len() - 1);
        let (now, later) = keys.split_at(SIZES[size]);
        *keys = later;
        Some((self.statement(size), now))
    }

    fn statement(&'static self, size: usize) -> &'static str {
        let list = || vec!["?"; SIZES[size]].join(", ");
        self.statements[size].get_or_init(|| format!("{} ({})", self.head, list()))
    }
}

impl Rows {
    /// `head` ends before the word `VALUES`.
    pub(super) const fn new(head: &'static str, columns: usize) -> Self {
        Self { head, columns, statements: [const { OnceLock::new() }; SIZES.len()] }
    }

    /// Adds rows in order. `values` holds the columns of one row after another.
    pub(super) async fn add(
        &'static self,
        tx: &mut Transaction,
        mut values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        while !values.is_empty() {
            let size = self.next(values);
            let (now, later) = values.split_at(SIZES[size] * self.columns);
            tx.execute(self.statement(size), now).await?;
            values = later;
        }
        Ok(())
    }

    /// Index in [`SIZES`] of the next statement.
    fn next(&self, values: &[Value<'_>]) -> usize {
        let fits = |size: &usize| {
            let text =
                values.get(..size * self.columns).map(|rows| rows.iter().map(Value::text).sum::<usize>());
            text.is_some_and(|text| text <= TEXT_MAX)
        };
        SIZES.iter().position(fits).unwrap_or(SIZES.len() - 1)
    }

    fn statement(&'static self, size: usize) -> &'static str {
        self.statements[size].get_or_init(|| {
            let row = format!("({})", vec!["?"; self.columns].join(", "));
            format!("{} VALUES {}", self.head, vec![row; SIZES[size]].join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PAIRS: Rows = Rows::new("INSERT INTO pairs (a, b)", 2);

    #[test]
    fn keys_are_asked_for_in_lists() {
        static BY_A: Keys = Keys::new("SELECT b FROM pairs WHERE a IN");
        assert_eq!(BY_A.statement(3), "SELECT b FROM pairs WHERE a IN (?)");
        assert_eq!(BY_A.statement(2), "SELECT b FROM pairs WHERE a IN (?, ?, ?, ?)");
    }

    #[test]
    fn rows_go_into_few_statements_that_are_not_too_large() {
        assert_eq!(PAIRS.statement(3), "INSERT INTO pairs (a, b) VALUES (?, ?)");
        assert_eq!(PAIRS.statement(2), "INSERT INTO pairs (a, b) VALUES (?, ?), (?, ?), (?, ?), (?, ?)");
        let size = |rows: usize, text: &str| SIZES[PAIRS.next(&vec![Value::Text(text); 2 * rows])];
        assert_eq!([1, 3, 4, 16, 63, 64, 1000].map(|rows| size(rows, "x")), [1, 1, 4, 16, 16, 64, 64]);
        assert_eq!(size(64, &"x".repeat(10_000)), 16);
        assert_eq!(size(64, &"x".repeat(2_000_000)), 1);
    }
}
