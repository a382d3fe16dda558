//! Tables of the original in the site's own MySQL database.

use pystreaming_actors::ports::StoreError;
use sqlx::MySqlPool;

use super::Source;
use super::source::TABLES;
use crate::storage::failure::translate;

/// Which of the original's tables the database has; none if it is not the original's.
pub(in crate::storage) async fn tables(pool: &MySqlPool) -> Result<Vec<&'static str>, StoreError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()",
    )
    .fetch_all(pool)
    .await
    .map_err(translate)?;
    let there: Vec<_> = TABLES.into_iter().filter(|table| names.iter().any(|name| name == table)).collect();
    Ok(if there.first() == Some(&TABLES[0]) { there } else { Vec::new() })
}

/// Whether the tables have been copied. Our own tables must exist.
pub(in crate::storage) async fn is_imported(pool: &MySqlPool) -> Result<bool, StoreError> {
    let imported: Option<i64> = sqlx::query_scalar("SELECT original_imported FROM site_state WHERE id = 1")
        .fetch_one(pool)
        .await
        .map_err(translate)?;
    Ok(imported.is_some())
}

/// The database as a source.
pub(in crate::storage) async fn source(pool: &MySqlPool) -> Result<Source, StoreError> {
    Source::new(pool.acquire().await.map_err(translate)?.detach()).await
}
