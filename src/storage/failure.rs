//! Translates database errors into messages that say what to do. Where it helps, the database's own message follows in
//! parentheses.

use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;
use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

/// Primary result code for a lock that is held elsewhere: <https://www.sqlite.org/rescode.html#busy>.
const SQLITE_BUSY: u32 = 5;

/// Primary result codes for a damaged file, and for one that is no database.
const SQLITE_DAMAGED: [u32; 2] = [11, 26];

/// The error for a statement that timed out.
pub(super) fn no_answer(after: Duration) -> StoreError {
    StoreError::Database(format!("no answer within {} seconds", after.as_secs()))
}

pub(super) fn translate(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(inner) => translate_database(inner.as_ref()),
        sqlx::Error::PoolTimedOut => StoreError::Database(
            "no connection could be had in time; is the database server running and reachable?".to_owned(),
        ),
        sqlx::Error::PoolClosed => StoreError::Database("it has been closed".to_owned()),
        sqlx::Error::Io(inner) => StoreError::Database(format!("the connection failed: {inner}")),
        sqlx::Error::Tls(inner) => StoreError::Database(format!("no encrypted connection: {inner}")),
        other => StoreError::Database(other.to_string()),
    }
}

fn translate_database(error: &dyn DatabaseError) -> StoreError {
    let remedy = if let Some(mysql) = error.try_downcast_ref::<MySqlDatabaseError>() {
        match mysql.number() {
            1146 => return no_tables(),
            number => mysql_remedy(number),
        }
    } else if let Some(postgres) = error.try_downcast_ref::<PgDatabaseError>() {
        match postgres.code() {
            "42P01" => return no_tables(),
            code => postgres_remedy(code),
        }
    } else {
        if error.message().starts_with("no such table") {
            return no_tables();
        }
        sqlite_code(error).and_then(sqlite_remedy)
    };
    StoreError::Database(match remedy {
        Some(remedy) => format!("{remedy} ({})", error.message()),
        None => error.message().to_owned(),
    })
}

/// Whether another process holds the lock of a SQLite file.
pub(super) fn is_locked(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlite_code) == Some(SQLITE_BUSY)
}

/// Whether the file is damaged, or no database.
pub(super) fn is_damaged(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlite_code).is_some_and(|code| SQLITE_DAMAGED.contains(&code))
}

/// The primary result code, which is the lowest byte of the extended one.
fn sqlite_code(error: &dyn DatabaseError) -> Option<u32> {
    error.try_downcast_ref::<SqliteError>()?;
    error.code()?.parse::<u32>().ok().map(|code| code & 0xff)
}

fn no_tables() -> StoreError {
    StoreError::Schema(
        "the database has no tables of this site yet; `pystreaming-admin database create` makes them"
            .to_owned(),
    )
}

/// What to do, by primary result code: <https://www.sqlite.org/rescode.html>.
fn sqlite_remedy(code: u32) -> Option<&'static str> {
    Some(match code {
        3 | 23 => "access to the file is denied; give it to the user that the site runs as",
        SQLITE_BUSY | 6 => {
            "another process has been writing to the file for too long; try again when it has finished"
        }
        8 => "the file cannot be written; give it and its folder to the user that the site runs as",
        10 => "the disk failed to read or write; look into the system's log",
        11 | 26 => "the file is damaged or no SQLite database; put it aside and restore a backup",
        13 => "the disk is full; free some space where the file lies",
        14 => {
            "the file cannot be opened; its folder must be there and writable for the user that the site runs as"
        }
        _ => return None,
    })
}

/// What to do, by error number; MySQL and MariaDB share these numbers:
/// <https://mariadb.com/docs/server/reference/error-codes/mariadb-error-code-reference>.
fn mysql_remedy(number: u16) -> Option<&'static str> {
    Some(match number {
        1021 | 1114 => "the database server's disk is full; free some space there",
        1040 | 1203 => "the database server has too many connections; raise its max_connections",
        1044 | 1142 | 1227 => {
            "the user lacks the right to do this; grant all rights on the database to the user"
        }
        1045 | 1698 => "the database server refuses user or password; correct them in the configuration",
        1049 => "the database is not there; `pystreaming-admin database create` makes it",
        1205 | 1213 => "another process kept the same rows locked; try again",
        1290 | 1792 | 1836 => {
            "the database server is read-only; point the configuration at one that takes writes"
        }
        1406 => "a value is longer than the database holds",
        _ => return None,
    })
}

/// What to do, by the state: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn postgres_remedy(code: &str) -> Option<&'static str> {
    Some(match code {
        "53100" => "the database server's disk is full; free some space there",
        "53200" => "the database server has no memory left",
        "53300" => "the database server has too many connections; raise its max_connections",
        "42501" => "the user lacks the right to do this; make the user the owner of the database",
        "28000" | "28P01" => {
            "the database server refuses user or password; correct them in the configuration"
        }
        "3D000" => "the database is not there; `pystreaming-admin database create` makes it",
        "40001" | "40P01" | "55P03" => "another process kept the same rows locked; try again",
        "25006" => "the database server is read-only; point the configuration at one that takes writes",
        "57014" => "the database server gave up after a while; another process may keep the same rows locked",
        "57P01" | "57P02" => "the database server ended the connection",
        "57P03" => "the database server is starting or stopping",
        _ => return None,
    })
}
