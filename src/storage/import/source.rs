//! Reads a database of the original, whatever its version and the types of its columns.

use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use pystreaming_actors::model::names::hex;
use pystreaming_actors::ports::StoreError;
use sha2::{Digest, Sha256};
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Connection, Executor, Row};
use tokio::time::timeout;

use crate::storage::failure::{no_answer, translate};
use crate::storage::mysql::quoted;

/// The original's tables.
pub(super) const TABLES: [&str; 5] =
    ["streamersettings", "emotes", "events", "pendingmessages", "alembic_version"];
/// How long the next row may take: sorting a large table without an index takes a while.
const ROW_TIMEOUT: Duration = Duration::from_secs(300);
/// Values are read as they are, with times in UTC, all of one moment, and without haste.
const SESSION: &str = "SET SESSION time_zone = '+00:00', SESSION sql_mode = '', SESSION wait_timeout = 3600, \
                       SESSION net_write_timeout = 3600, SESSION net_read_timeout = 3600";
const SNAPSHOT: [&str; 2] = [
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
];

/// A database of the original, as it was when it was opened.
pub(in crate::storage) struct Source {
    connection: MySqlConnection,
    tables: Vec<Table>,
}

struct Table {
    /// As spelled in [`TABLES`].
    name: &'static str,
    /// As spelled in the database.
    spelled: String,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    kind: String,
    /// `None` for numbers, times and bytes.
    charset: Option<String>,
    nullable: bool,
}

/// A row as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OldRow {
    /// The values of the columns that were asked for; `None` for NULL and for columns that do not exist.
    pub values: Vec<Option<String>>,
    /// Whether a value was not UTF-8, and was read as Latin-1.
    pub not_utf8: bool,
}

impl OldRow {
    /// Takes the value of a column.
    pub(super) fn take(&mut self, column: usize) -> Option<String> {
        self.values.get_mut(column).and_then(Option::take)
    }

    /// A digest of all values, to recognise the row.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for value in &self.values {
            match value {
                Some(text) => hash.update((text.len() as u64 + 1).to_be_bytes()),
                None => hash.update(0u64.to_be_bytes()),
            }
            hash.update(value.as_deref().unwrap_or_default());
        }
        hex(&hash.finalize())
    }
}

/// Rows of a table that has a position for each, in order.
pub(super) struct Pages<'a> {
    table: &'a Table,
    /// The expressions of the columns.
    select: Vec<String>,
}

impl Source {
    pub(in crate::storage) async fn new(mut connection: MySqlConnection) -> Result<Self, StoreError> {
        connection.execute(SESSION).await.map_err(translate)?;
        for statement in SNAPSHOT {
            connection.execute(statement).await.map_err(translate)?;
        }
        let tables = tables(&mut connection).await?;
        Ok(Self { connection, tables })
    }

    pub(super) fn has(&self, table: &str) -> bool {
        self.table(table).is_some()
    }

    /// The original's tables that are there, as spelled in the database.
    pub(super) fn tables(&self) -> Vec<String> {
        self.tables.iter().map(|table| table.spelled.clone()).collect()
    }

    /// Those of the columns that the table does not have.
    pub(super) fn missing(&self, table: &str, columns: &[&'static str]) -> Vec<&'static str> {
        let missing = |name: &&&str| self.table(table).and_then(|table| table.column(name)).is_none();
        columns.iter().filter(missing).copied().collect()
    }

    /// Server, folder and database, to recognise another connection to the same database.
    pub(super) async fn place(&mut self) -> Result<String, StoreError> {
        let row = self.one(PLACE).await?;
        Ok(row.and_then(|mut row| row.take(0)).unwrap_or_default())
    }

    /// All rows of a small table. Texts are cut after `most` characters.
    pub(super) async fn all(
        &mut self,
        table: &str,
        columns: &[&'static str],
        most: usize,
    ) -> Result<Vec<OldRow>, StoreError> {
        let Some(table) = self.tables.iter().find(|there| there.name == table) else { return Ok(Vec::new()) };
        let select: Vec<_> = columns.iter().map(|column| table.text(column, Some(most))).collect();
        let sql = format!("SELECT {} FROM {}", select.join(", "), quoted(&table.spelled));
        let mut rows = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch(&mut self.connection);
        let mut all = Vec::new();
        while let Some(row) = next(&mut rows).await? {
            all.push(read(&row, 0, columns.len())?);
        }
        Ok(all)
    }

    /// The greatest position in a table; 0 if it is empty.
    pub(super) async fn last_position(&mut self, table: &'static str) -> Result<i64, StoreError> {
        let Some(table) = self.table(table) else { return Ok(0) };
        let greatest = match table.id() {
            Some(id) => format!("MAX({id})"),
            None => "COUNT(*)".to_owned(),
        };
        let sql = format!("SELECT CAST(CAST({greatest} AS CHAR) AS BINARY) FROM {}", quoted(&table.spelled));
        let row = self.one(&sql).await?;
        Ok(row.and_then(|mut row| row.take(0)?.parse().ok()).unwrap_or_default())
    }

    /// How many rows have positions up to this one.
    pub(super) async fn count_up_to(
        &mut self,
        table: &'static str,
        position: i64,
    ) -> Result<u64, StoreError> {
        let Some(table) = self.table(table) else { return Ok(0) };
        let Some(id) = table.id() else { return Ok(position.unsigned_abs()) };
        let sql = format!(
            "SELECT CAST(CAST(COUNT(*) AS CHAR) AS BINARY) FROM {} WHERE {id} <= {position}",
            quoted(&table.spelled)
        );
        let row = self.one(&sql).await?;
        Ok(row.and_then(|mut row| row.take(0)?.parse().ok()).unwrap_or_default())
    }

    /// The row at a position, and the first row if none is given.
    pub(super) async fn row_at(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        most: usize,
        position: Option<i64>,
    ) -> Result<Option<OldRow>, StoreError> {
        let Some(pages) = self.pages(table, columns, most) else { return Ok(None) };
        let sql = pages.select(match (pages.table.id(), position) {
            (Some(id), Some(position)) => format!("WHERE {id} = {position} LIMIT 1"),
            (None, Some(position)) => {
                format!("{} LIMIT 1 OFFSET {}", pages.table.order(), position.max(1) - 1)
            }
            (_, None) => format!("{} LIMIT 1", pages.table.order()),
        });
        let row = self.one(&sql).await?;
        Ok(row.map(|mut row| {
            row.values.remove(0);
            row
        }))
    }

    /// All rows after a position, in order, each with its own. Texts longer than `most` bytes are left out.
    pub(super) fn rows_after(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        most: usize,
        position: Option<i64>,
    ) -> Result<Rows<'_>, StoreError> {
        let Some(pages) = self.pages(table, columns, most) else {
            return Err(StoreError::Database(format!("there is no table {table}")));
        };
        let sql = pages.select(match (pages.table.id(), position) {
            (Some(id), Some(position)) => format!("WHERE {id} > {position} {}", pages.table.order()),
            (None, Some(position)) => {
                format!("{} LIMIT {} OFFSET {position}", pages.table.order(), i64::MAX)
            }
            (_, None) => pages.table.order(),
        });
        let counted = pages.table.id().is_none().then(|| position.unwrap_or_default());
        let width = columns.len();
        let rows = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch(&mut self.connection);
        Ok(Rows { rows, counted, width })
    }

    pub(super) async fn close(self) {
        // it has only read: nothing is lost if this fails
        let _ = self.connection.close().await;
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    fn pages(&self, table: &str, columns: &[&'static str], most: usize) -> Option<Pages<'_>> {
        let table = self.table(table)?;
        Some(Pages { table, select: columns.iter().map(|column| table.bounded(column, most)).collect() })
    }

    async fn one(&mut self, sql: &str) -> Result<Option<OldRow>, StoreError> {
        let query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
        let row = timeout(ROW_TIMEOUT, query.fetch_optional(&mut self.connection)).await;
        let row = row.map_err(|_| no_answer(ROW_TIMEOUT))?.map_err(translate)?;
        row.map(|row| read(&row, 0, row.len())).transpose()
    }
}

/// Tells databases apart, also those of one server.
pub(super) const PLACE: &str =
    "SELECT CAST(CONCAT_WS(':', @@hostname, @@port, @@datadir, DATABASE()) AS BINARY)";

/// Rows as they arrive.
pub(super) struct Rows<'a> {
    rows: BoxStream<'a, sqlx::Result<MySqlRow>>,
    /// The position of the last row, in a table that has no ids.
    counted: Option<i64>,
    width: usize,
}

impl Rows<'_> {
    /// The next row with its position.
    pub(super) async fn next(&mut self) -> Result<Option<(i64, OldRow)>, StoreError> {
        let Some(row) = next(&mut self.rows).await? else { return Ok(None) };
        let position = match &mut self.counted {
            Some(counted) => {
                *counted += 1;
                *counted
            }
            None => read(&row, 0, 1)?.take(0).and_then(|id| id.parse().ok()).unwrap_or_default(),
        };
        Ok(Some((position, read(&row, 1, self.width)?)))
    }
}

impl Pages<'_> {
    /// The position, then the columns.
    fn select(&self, rest: String) -> String {
        let position = match self.table.id() {
            Some(id) => format!("CAST(CAST({id} AS CHAR) AS BINARY)"),
            None => "NULL".to_owned(),
        };
        format!("SELECT {position}, {} FROM {} {rest}", self.select.join(", "), quoted(&self.table.spelled))
    }
}

impl Table {
    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The column with the ids, if there is one that every row has.
    fn id(&self) -> Option<String> {
        let column = self.column("id")?;
        let numeric = matches!(column.kind.as_str(), "tinyint" | "smallint" | "mediumint" | "int" | "bigint");
        (numeric && !column.nullable).then(|| quoted(&column.name))
    }

    /// The order of positions.
    fn order(&self) -> String {
        match (self.id(), self.column("timestamp")) {
            (Some(id), _) => format!("ORDER BY {id}"),
            (None, Some(time)) => format!("ORDER BY {}", quoted(&time.name)),
            (None, None) => String::new(),
        }
    }

    /// An expression for the bytes of a column, up to so many characters.
    fn text(&self, column: &str, most: Option<usize>) -> String {
        let Some(column) = self.column(column) else { return "NULL".to_owned() };
        let name = quoted(&column.name);
        let cut = most.map_or_else(|| name.clone(), |most| format!("LEFT({name}, {most})"));
        match (column.charset.as_deref(), column.kind.as_str()) {
            (Some("binary"), _)
            | (None, "tinyblob" | "blob" | "mediumblob" | "longblob" | "binary" | "varbinary") => cut,
            (Some(_), _) => format!("CAST(CONVERT({cut} USING utf8mb4) AS BINARY)"),
            (None, "datetime" | "timestamp") => {
                format!("CAST(CAST(UNIX_TIMESTAMP({name}) AS CHAR) AS BINARY)")
            }
            (None, _) => format!("CAST(CAST({name} AS CHAR) AS BINARY)"),
        }
    }

    /// The same, but the value's length in bytes, after a NUL character, if it is longer than `most`.
    fn bounded(&self, column: &str, most: usize) -> String {
        let Some(there) = self.column(column) else { return "NULL".to_owned() };
        let name = quoted(&there.name);
        let text = self.text(column, None);
        format!(
            "IF(OCTET_LENGTH({name}) > {most}, CAST(CONCAT(CHAR(0), OCTET_LENGTH({name})) AS BINARY), {text})"
        )
    }
}

/// Whether a value was longer than could be read; see [`Table::bounded`].
pub(super) fn is_too_long(value: &str) -> bool {
    value.strip_prefix('\0').is_some_and(|length| length.parse::<u64>().is_ok())
}

async fn tables(connection: &mut MySqlConnection) -> Result<Vec<Table>, StoreError> {
    const ALL: &str = "SELECT CAST(table_name AS BINARY), CAST(column_name AS BINARY), CAST(data_type AS BINARY), \
                       CAST(character_set_name AS BINARY), CAST(is_nullable AS BINARY) \
                       FROM information_schema.columns WHERE table_schema = DATABASE() \
                       ORDER BY table_name, ordinal_position";
    let rows = connection.fetch_all(ALL).await.map_err(translate)?;
    let mut tables: Vec<Table> = Vec::new();
    for row in rows {
        let mut row = read(&row, 0, 5)?;
        let spelled = row.take(0).unwrap_or_default();
        let Some(name) = TABLES.into_iter().find(|name| spelled.eq_ignore_ascii_case(name)) else { continue };
        let column = Column {
            name: row.take(1).unwrap_or_default(),
            kind: row.take(2).unwrap_or_default().to_ascii_lowercase(),
            charset: row.take(3),
            nullable: row.take(4).is_none_or(|word| word != "NO"),
        };
        match tables.iter_mut().find(|table| table.spelled == spelled) {
            Some(table) => table.columns.push(column),
            None => tables.push(Table { name, spelled, columns: vec![column] }),
        }
    }
    tables.sort_by_key(|table| TABLES.iter().position(|name| *name == table.name));
    Ok(tables)
}

async fn next(rows: &mut BoxStream<'_, sqlx::Result<MySqlRow>>) -> Result<Option<MySqlRow>, StoreError> {
    let row = timeout(ROW_TIMEOUT, rows.try_next()).await.map_err(|_| no_answer(ROW_TIMEOUT))?;
    row.map_err(translate)
}

/// Reads `width` columns from one on. All hold bytes.
fn read(row: &MySqlRow, from: usize, width: usize) -> Result<OldRow, StoreError> {
    let mut old = OldRow::default();
    for column in from..from + width {
        let bytes: Option<Vec<u8>> = row.try_get_unchecked(column).map_err(translate)?;
        let text = bytes.map(|bytes| {
            String::from_utf8(bytes).unwrap_or_else(|error| {
                old.not_utf8 = true;
                error.as_bytes().iter().map(|byte| char::from(*byte)).collect()
            })
        });
        old.values.push(text);
    }
    Ok(old)
}
