//! One interface to all databases: a pool, a transaction and a row of any, so that every statement is written once.

use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::mysql::{MySqlPool, MySqlRow};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, MySql, Postgres, Row as _, Sqlite, Type};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::dialect;
use super::failure::{is_damaged, no_answer, translate};
use super::sqlite::SqliteFile;

/// How long one statement may take; longer than any wait for a lock that ends by itself.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);

/// A value to bind to a `?`.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Int(i64),
    MaybeInt(Option<i64>),
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Bytes(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl Value<'_> {
    /// Length of its text or bytes; 0 for numbers and NULL.
    pub(super) fn text(&self) -> usize {
        match self {
            Self::Text(text) | Self::MaybeText(Some(text)) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::Int(_) | Self::MaybeInt(_) | Self::MaybeText(None) => 0,
        }
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(value: Option<i64>) -> Self {
        Self::MaybeInt(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(value: Option<&'a str>) -> Self {
        Self::MaybeText(value)
    }
}

/// `sqlx::query` with its values bound; a macro because the databases' types share no usable trait bound.
macro_rules! bound {
    ($sql:expr, $values:expr) => {
        $values.iter().fold(sqlx::query($sql), |query, value| match value {
            Value::Int(value) => query.bind(*value),
            Value::MaybeInt(value) => query.bind(*value),
            Value::Text(value) => query.bind(*value),
            Value::MaybeText(value) => query.bind(*value),
            Value::Bytes(value) => query.bind(*value),
        })
    };
}

/// The same for PostgreSQL, whose statements are translated, and whose texts cannot hold U+0000.
macro_rules! bound_for_postgres {
    ($sql:expr, $values:expr) => {
        $values.iter().fold(sqlx::query(dialect::postgres($sql)), |query, value| match value {
            Value::Int(value) => query.bind(*value),
            Value::MaybeInt(value) => query.bind(*value),
            Value::Text(value) => query.bind(dialect::without_nul(value)),
            Value::MaybeText(value) => query.bind(value.map(dialect::without_nul)),
            Value::Bytes(value) => query.bind(*value),
        })
    };
}

/// A connection pool of any database.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    Sqlite(SqliteFile),
    MySql(MySqlPool),
    Postgres(PgPool),
}

impl Pool {
    /// An error if the database has become unusable in a way that reads do not reveal.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(file) => file.check_head(),
            Self::MySql(_) | Self::Postgres(_) => Ok(()),
        }
    }

    /// Reads rows outside a transaction.
    pub(super) async fn rows(&self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        #[cfg(test)]
        super::plans::note(sql);
        match self {
            Self::Sqlite(file) => {
                let mut connection = in_time(file.pool.acquire()).await?;
                let done = timeout(STATEMENT_TIMEOUT, bound!(sql, values).fetch_all(&mut *connection)).await;
                Ok(judged(&mut connection, done)?.into_iter().map(Row::Sqlite).collect())
            }
            Self::MySql(pool) => {
                Ok(in_time(bound!(sql, values).fetch_all(pool)).await?.into_iter().map(Row::MySql).collect())
            }
            Self::Postgres(pool) => {
                let rows = in_time(bound_for_postgres!(sql, values).fetch_all(pool)).await?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// Begins a transaction that will write.
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(match self {
            Self::Sqlite(file) => {
                file.check_in_place()?;
                // takes the write lock at once: a transaction that has already read could not wait for it
                let mut connection = in_time(file.pool.acquire()).await?;
                let begin = sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *connection);
                let done = timeout(STATEMENT_TIMEOUT, begin).await;
                judged(&mut connection, done)?;
                Transaction::Sqlite(connection)
            }
            Self::MySql(pool) => Transaction::MySql(in_time(pool.begin()).await?),
            Self::Postgres(pool) => Transaction::Postgres(in_time(pool.begin()).await?),
        })
    }
}

/// A transaction. It is rolled back if it is dropped without [`Transaction::commit`].
pub(super) enum Transaction {
    /// Begun and committed by plain statements, and rolled back by the pool: on a full disk, SQLite ends the
    /// transaction itself, after which a `sqlx::Transaction` would leave its connection unusable.
    Sqlite(PoolConnection<Sqlite>),
    MySql(sqlx::Transaction<'static, MySql>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// Takes the lock on the site's state, waiting until no other transaction holds it.
    pub(super) async fn lock_site(&mut self) -> Result<(), StoreError> {
        match self {
            // SQLite has one writer at a time anyway
            Self::Sqlite(_) => Ok(()),
            Self::MySql(_) | Self::Postgres(_) => {
                self.execute("UPDATE site_state SET revision = revision WHERE id = 1", &[]).await.map(drop)
            }
        }
    }

    /// Runs a statement and returns how many rows it matched.
    pub(super) async fn execute(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        #[cfg(test)]
        super::plans::note(sql);
        Ok(match self {
            Self::Sqlite(tx) => {
                let done = timeout(STATEMENT_TIMEOUT, bound!(sql, values).execute(&mut **tx)).await;
                judged(tx, done)?.rows_affected()
            }
            Self::MySql(tx) => in_time(bound!(sql, values).execute(&mut **tx)).await?.rows_affected(),
            Self::Postgres(tx) => {
                in_time(bound_for_postgres!(sql, values).execute(&mut **tx)).await?.rows_affected()
            }
        })
    }

    /// Reads rows within the transaction.
    pub(super) async fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        #[cfg(test)]
        super::plans::note(sql);
        Ok(match self {
            Self::Sqlite(tx) => {
                let done = timeout(STATEMENT_TIMEOUT, bound!(sql, values).fetch_all(&mut **tx)).await;
                judged(tx, done)?.into_iter().map(Row::Sqlite).collect()
            }
            Self::MySql(tx) => {
                in_time(bound!(sql, values).fetch_all(&mut **tx)).await?.into_iter().map(Row::MySql).collect()
            }
            Self::Postgres(tx) => {
                let rows = in_time(bound_for_postgres!(sql, values).fetch_all(&mut **tx)).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(mut tx) => {
                let done = timeout(STATEMENT_TIMEOUT, sqlx::raw_sql("COMMIT").execute(&mut *tx)).await;
                judged(&mut tx, done).map(drop)
            }
            Self::MySql(tx) => in_time(tx.commit()).await,
            Self::Postgres(tx) => in_time(tx.commit()).await,
        }
    }
}

/// A row of a query; columns are numbered from 0.
pub(super) enum Row {
    Sqlite(SqliteRow),
    MySql(MySqlRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column as text, bytes, number, or an `Option` of one of them.
    pub(super) fn get<T>(&self, column: usize) -> Result<T, StoreError>
    where
        T: Type<Sqlite>
            + for<'r> Decode<'r, Sqlite>
            + Type<MySql>
            + for<'r> Decode<'r, MySql>
            + Type<Postgres>
            + for<'r> Decode<'r, Postgres>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::MySql(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(translate)
    }
}

async fn in_time<T>(work: impl Future<Output = sqlx::Result<T>>) -> Result<T, StoreError> {
    outcome(timeout(STATEMENT_TIMEOUT, work).await)
}

/// The outcome of a statement on a SQLite file. A connection that found the file damaged is closed: it keeps the page that
/// it read, and would find the same after the file is whole again.
fn judged<T>(
    connection: &mut PoolConnection<Sqlite>,
    done: Result<sqlx::Result<T>, Elapsed>,
) -> Result<T, StoreError> {
    if let Ok(Err(error)) = &done
        && is_damaged(error)
    {
        connection.close_on_drop();
    }
    outcome(done)
}

fn outcome<T>(done: Result<sqlx::Result<T>, Elapsed>) -> Result<T, StoreError> {
    match done {
        Ok(done) => done.map_err(translate),
        Err(_) => Err(no_answer(STATEMENT_TIMEOUT)),
    }
}
