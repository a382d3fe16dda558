//! Numbered migrations, one file each for SQLite, MySQL and PostgreSQL, embedded in the binary.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection, MySqlPool, PgPool, SqlitePool};

use super::failure::translate;
use super::postgres;
use super::sql::Pool;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static MYSQL: Migrator = sqlx::migrate!("migrations/mysql");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The folders of `migrations/`, one for each database.
const BACKENDS: [&str; 3] = ["sqlite", "mysql", "postgres"];

/// How long to wait for another process that is upgrading the database of a server.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// Names of the migrations that have not been applied, in order.
pub(super) async fn pending(pool: &Pool) -> Result<Vec<String>, StoreError> {
    // a row without success is a migration in progress or one that failed; applying tells which
    const APPLIED: &str = "SELECT version, checksum FROM _sqlx_migrations WHERE success";
    let (known, table) = match pool {
        Pool::Sqlite(_) => (&SQLITE, "SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'"),
        Pool::MySql(_) => (
            &MYSQL,
            "SELECT 1 FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = '_sqlx_migrations'",
        ),
        // where statements look for tables without a schema
        Pool::Postgres(_) => (&POSTGRES, "SELECT 1 WHERE to_regclass('_sqlx_migrations') IS NOT NULL"),
    };
    let made = !pool.rows(table, &[]).await?.is_empty();
    let rows = if made { pool.rows(APPLIED, &[]).await? } else { Vec::new() };
    let mut applied = Vec::new();
    for row in rows {
        let (version, checksum): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        match known.iter().find(|migration| migration.version == version) {
            None => return Err(explain(MigrateError::VersionMissing(version))),
            Some(migration) if *migration.checksum != *checksum => {
                return Err(explain(MigrateError::VersionMismatch(version)));
            }
            Some(_) => applied.push(version),
        }
    }
    let pending = known.iter().filter(|migration| !applied.contains(&migration.version));
    Ok(pending.map(|migration| format!("{:04} {}", migration.version, migration.description)).collect())
}

/// Whether the database has no tables of this program.
pub(super) async fn none_applied(pool: &Pool) -> Result<bool, StoreError> {
    let all = match pool {
        Pool::Sqlite(_) => &SQLITE,
        Pool::MySql(_) => &MYSQL,
        Pool::Postgres(_) => &POSTGRES,
    };
    Ok(pending(pool).await?.len() == all.iter().count())
}

/// Applies all pending migrations. If another process is doing so, waits and finds them applied.
pub(super) async fn apply(pool: &Pool) -> Result<(), StoreError> {
    match pool {
        Pool::Sqlite(file) => apply_to_sqlite(&file.pool).await,
        Pool::MySql(pool) => apply_to_mysql(pool).await,
        Pool::Postgres(pool) => apply_to_postgres(pool).await,
    }
}

async fn apply_to_sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    // one transaction for all migrations: no process sees half an upgrade, and the lock keeps a second one out
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.map_err(translate)?;
    SQLITE.run(&mut *tx).await.map_err(explain)?;
    tx.commit().await.map_err(translate)
}

async fn apply_to_mysql(pool: &MySqlPool) -> Result<(), StoreError> {
    // the lock belongs to the connection, which is therefore detached from the pool. It is our own: the one that sqlx
    // takes has an endless timeout, which MariaDB does not support and answers with no lock at all
    let mut connection = pool.acquire().await.map_err(translate)?.detach();
    let locked: Option<i64> =
        sqlx::query_scalar("SELECT GET_LOCK(LEFT(CONCAT('pystreaming ', DATABASE()), 64), ?)")
            .bind(LOCK_TIMEOUT.as_secs())
            .fetch_one(&mut connection)
            .await
            .map_err(translate)?;
    if locked != Some(1) {
        return Err(is_upgrading());
    }
    MYSQL.run(&mut connection).await.map_err(explain)?;
    connection.close().await.map_err(translate)
}

async fn apply_to_postgres(pool: &PgPool) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await.map_err(translate)?.detach();
    // our own lock here, too: sqlx would wait for its one without end
    if !postgres::lock_upgrade(&mut connection, LOCK_TIMEOUT).await.map_err(translate)? {
        return Err(is_upgrading());
    }
    // all or nothing, as with SQLite
    let mut tx = connection.begin().await.map_err(translate)?;
    POSTGRES.run(&mut *tx).await.map_err(explain)?;
    tx.commit().await.map_err(translate)?;
    connection.close().await.map_err(translate)
}

fn is_upgrading() -> StoreError {
    StoreError::Schema(format!(
        "another process has been upgrading the database for {} seconds; try again when it is done",
        LOCK_TIMEOUT.as_secs()
    ))
}

fn explain(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) => translate(error),
        MigrateError::ExecuteMigration(error, version) => {
            StoreError::Schema(format!("migration {version} failed: {}", translate(error)))
        }
        MigrateError::VersionMissing(version) => StoreError::Schema(format!(
            "the database was upgraded by a newer version of this program (migration {version}); \
             use that one, or restore the backup from before"
        )),
        MigrateError::VersionMismatch(version) => StoreError::Schema(format!(
            "migration {version} is not the one that was applied to this database; was it edited afterwards?"
        )),
        MigrateError::Dirty(version) => StoreError::Schema(format!(
            "migration {version} stopped half way; restore the backup from before and upgrade again"
        )),
        other => StoreError::Schema(other.to_string()),
    }
}

/// Paths for a new migration, one for each kind of database: files below `migrations` with the next number, named after
/// `message`. Creates nothing. Fails if the message has no letter or digit.
pub fn next_migration(migrations: &Path, message: &str) -> io::Result<Vec<PathBuf>> {
    let mut last = 0;
    for backend in BACKENDS {
        for entry in fs::read_dir(migrations.join(backend))? {
            last = last.max(number(&entry?.file_name().to_string_lossy()).unwrap_or(0));
        }
    }
    let name = file_name(last + 1, message)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the message has no letter or digit"))?;
    Ok(BACKENDS.map(|backend| migrations.join(backend).join(&name)).into())
}

fn number(file_name: &str) -> Option<u32> {
    file_name.split_once('_')?.0.parse().ok()
}

fn file_name(number: u32, message: &str) -> Option<String> {
    let words: Vec<_> = message
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    (!words.is_empty()).then(|| format!("{number:04}_{}.sql", words.join("_")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_is_there_for_all_databases_and_inside_the_binary() {
        let inside = |known: &Migrator| -> Vec<_> {
            known
                .iter()
                .map(|migration| file_name(migration.version as u32, &migration.description).unwrap())
                .collect()
        };
        for (backend, known) in [("sqlite", &SQLITE), ("mysql", &MYSQL), ("postgres", &POSTGRES)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(backend);
            let mut files: Vec<_> = fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            assert_eq!(files, inside(known), "{backend}");
        }
        assert_eq!(inside(&SQLITE), inside(&MYSQL));
        // the first for PostgreSQL makes what those up to its number made of the others
        let later: Vec<_> = inside(&SQLITE).into_iter().filter(|file| &**file >= "0035").collect();
        assert_eq!(inside(&POSTGRES), [vec!["0034_tables.sql".to_owned()], later].concat());
    }

    #[test]
    fn the_next_migration_is_numbered_after_the_last_of_any_database() {
        let folder = tempfile::tempdir().unwrap();
        for (backend, file) in
            [("sqlite", "0001_site.sql"), ("mysql", "0009_odd.sql"), ("postgres", "0002_tables.sql")]
        {
            fs::create_dir(folder.path().join(backend)).unwrap();
            fs::write(folder.path().join(backend).join(file), "").unwrap();
        }
        let files = next_migration(folder.path(), "Add chat: history!").unwrap();
        assert_eq!(
            files,
            ["sqlite", "mysql", "postgres"]
                .map(|backend| folder.path().join(backend).join("0010_add_chat_history.sql"))
        );
        assert!(next_migration(folder.path(), "…").is_err());
        assert!(next_migration(&folder.path().join("absent"), "chat").is_err());
    }
}
