//! How far a table of the original has been copied, so that an import copies nothing twice. A checkpoint recognises the
//! table by its rows: the database may have moved, or be restored from a dump.

use pystreaming_actors::ports::StoreError;

use super::source::Source;
use crate::storage::sql::Transaction;

/// The table and how its rows are read: as both are when the digests are made.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub table: &'static str,
    pub columns: &'a [&'static str],
    pub most: usize,
}

/// The position up to which a table was copied before; `None` if it was not.
pub(super) async fn resume(
    tx: &mut Transaction,
    source: &mut Source,
    of: Rows<'_>,
) -> Result<Option<i64>, StoreError> {
    const ALL: &str = "SELECT last_position, last_row, first_row FROM import_checkpoints \
                       WHERE source_table = ? ORDER BY last_position DESC";
    let known = tx.rows(ALL, &[of.table.into()]).await?;
    if known.is_empty() {
        return Ok(None);
    }
    for row in &known {
        let (position, digest): (i64, String) = (row.get(0)?, row.get(1)?);
        let there = source.row_at(of.table, of.columns, of.most, Some(position)).await?;
        if there.is_some_and(|row| row.digest() == digest) {
            return Ok(Some(position));
        }
    }
    let Some(first) = first_row(source, of).await? else { return Ok(None) };
    let last = source.last_position(of.table).await?;
    for row in &known {
        let (position, digest): (i64, String) = (row.get(0)?, row.get(2)?);
        // an older state of the table, such as a backup: it has nothing new
        if digest == first && last <= position {
            return Ok(Some(last));
        }
    }
    Ok(None)
}

/// Remembers the last row that was copied.
pub(super) async fn remember(
    tx: &mut Transaction,
    source: &mut Source,
    of: Rows<'_>,
    position: i64,
    last_row: &str,
) -> Result<(), StoreError> {
    const REMEMBER: &str = "REPLACE INTO import_checkpoints (source_table, first_row, last_position, last_row) \
                            VALUES (?, ?, ?, ?)";
    let first = first_row(source, of).await?.unwrap_or_default();
    let values = [of.table.into(), first.as_str().into(), position.into(), last_row.into()];
    tx.execute(REMEMBER, &values).await?;
    Ok(())
}

async fn first_row(source: &mut Source, of: Rows<'_>) -> Result<Option<String>, StoreError> {
    let first = source.row_at(of.table, of.columns, of.most, None).await?;
    Ok(first.map(|row| row.digest()))
}
