//! PostgreSQL.

use std::io::ErrorKind;
use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Postgres, query, query_scalar};
use tokio::time::{Instant, sleep, timeout};

use super::ACQUIRE_TIMEOUT;
use super::failure::translate;
use super::owner::{self, Claim, Epoch, Lock, Locks};
use super::servers::{self, SharedServer};
use super::settings::{PostgresSettings, PostgresTls};

/// Overrides the server's defaults. A transaction that waited for a lock sees what its holder wrote. The locks of a broken
/// connection are released after a minute instead of hours, and a statement that nobody waits for any more is given up.
const SESSION: &str = "SET default_transaction_isolation = 'read committed'; \
                       SET statement_timeout = '15s'; SET idle_in_transaction_session_timeout = '60s'; \
                       SET idle_session_timeout = '60s'; SET client_connection_check_interval = '10s'";

/// What an administrator connects to who wants to make another database.
const MAINTENANCE: &str = "postgres";
/// The first half of the keys of our locks. The server keeps those of each database apart.
const LOCKS: i32 = i32::from_be_bytes(*b"pyst");
/// How long to wait before trying again to take a lock.
const LOCK_PAUSE: Duration = Duration::from_millis(50);
/// The lock of an upgrade.
const UPGRADE: i32 = 2;
/// The first of the locks of slots.
const SLOTS: i32 = 16;

/// Creates a connection pool after a first connection has succeeded. That of a node belongs to its epoch.
pub(super) async fn open(settings: &PostgresSettings, epoch: Option<Epoch>) -> Result<PgPool, StoreError> {
    // the pool would only report a timeout, not its cause
    let mut connection = connect(settings, &settings.database).await?;
    let encoding: String =
        query_scalar("SHOW server_encoding").fetch_one(&mut connection).await.map_err(translate)?;
    if encoding != "UTF8" {
        return Err(StoreError::Database(format!(
            "{settings}: the database's encoding is {encoding}, which lacks most characters; make one with ENCODING 'UTF8'"
        )));
    }
    connection.close().await.map_err(translate)?;
    Ok(servers::pool::<Postgres>()
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(SESSION).await?;
                match epoch {
                    Some(epoch) => owner::enter(connection, epoch).await,
                    None => Ok(()),
                }
            })
        })
        // a question of our own instead of the ping
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(async move { Ok(takes_writes(connection).await) }))
        .connect_lazy_with(options(settings).database(&settings.database)))
}

/// Whether a connection is still there, and one that can write. One that began while the database was read-only may stay so for
/// as long as it lasts; another one tells how it is now.
async fn takes_writes(connection: &mut PgConnection) -> bool {
    let read_only = query_scalar::<_, String>("SHOW transaction_read_only").fetch_one(connection).await;
    read_only.is_ok_and(|read_only| read_only == "off")
}

/// Creates the database if it does not exist, which needs the privilege to do so.
pub(super) async fn create_database(settings: &PostgresSettings) -> Result<(), StoreError> {
    let missing = match connect_to(settings, &settings.database).await {
        Ok(connection) => return connection.close().await.map_err(translate),
        // another error would be the same on the way to another database
        Err(Refusal::NoDatabase(error)) => error,
        Err(other) => return Err(other.explain(settings)),
    };
    let create = format!(
        "CREATE DATABASE \"{}\" ENCODING 'UTF8' TEMPLATE template0",
        settings.database.replace('"', "\"\"")
    );
    let may = |why: String| {
        StoreError::Database(format!(
            "{settings}: {why}; where the user may not make databases, the server's administrator can run `{create} OWNER \
             \"{}\";`",
            settings.user.replace('"', "\"\"")
        ))
    };
    let Ok(mut connection) = connect_to(settings, MAINTENANCE).await else { return Err(may(missing)) };
    match connection.execute(AssertSqlSafe(create.clone())).await {
        Ok(_) => {}
        // another process was quicker
        Err(error) if is_there_already(&error) => {}
        Err(error) => {
            return Err(match translate(error) {
                StoreError::Database(why) => may(why),
                other => other,
            });
        }
    }
    connection.close().await.map_err(translate)
}

fn is_there_already(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    // duplicate_database, or a unique violation where two make it in the same moment
    matches!(code.as_deref(), Some("42P04" | "23505"))
}

/// Takes the lock of an upgrade, waiting at most this long. The connection has it until it ends.
pub(super) async fn lock_upgrade(connection: &mut PgConnection, patience: Duration) -> sqlx::Result<bool> {
    // an upgrade takes as long as it takes
    connection.execute("SET statement_timeout = 0; SET idle_session_timeout = 0").await?;
    try_lock(connection, UPGRADE, patience).await
}

impl SharedServer for PostgresSettings {
    type Connection = PgConnection;

    async fn enter(&self) -> Result<PgConnection, StoreError> {
        let mut connection = connect(self, &self.database).await?;
        connection.execute(SESSION).await.map_err(translate)?;
        Ok(connection)
    }
}

fn key(lock: Lock) -> i32 {
    match lock {
        Lock::Server => 0,
        Lock::Node => 1,
        Lock::Slot(number) => SLOTS + i32::try_from(number).unwrap_or(i32::MAX - SLOTS),
    }
}

/// Takes a lock, asking again and again: a statement that waits is ended by the server's own timeouts, with an error.
async fn try_lock(connection: &mut PgConnection, key: i32, patience: Duration) -> sqlx::Result<bool> {
    let deadline = Instant::now() + patience;
    loop {
        let take = query_scalar("SELECT pg_try_advisory_lock($1, $2)").bind(LOCKS).bind(key);
        if take.fetch_one(&mut *connection).await? {
            return Ok(true);
        }
        if Instant::now() >= deadline {
            return Ok(false);
        }
        sleep(LOCK_PAUSE).await;
    }
}

/// The rows of `pg_locks` of the lock that `$1` and `$2` name, in this database.
macro_rules! of_lock {
    ($select:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND l.classid = CAST($1 AS BIGINT)::oid AND l.objid = CAST($2 AS BIGINT)::oid AND l.objsubid = 2 AND l.granted"
        )
    };
}

impl Locks for PgConnection {
    async fn lock(&mut self, lock: Lock, patience: Duration) -> sqlx::Result<bool> {
        try_lock(self, key(lock), patience).await
    }

    async fn holder(&mut self, lock: Lock) -> sqlx::Result<Option<i64>> {
        // process numbers are given again, and do not grow: the time when the connection began does
        const HOLDER: &str =
            of_lock!("COALESCE(CAST(EXTRACT(EPOCH FROM a.backend_start) * 1000000 AS BIGINT), 0)");
        query_scalar(HOLDER).bind(i64::from(LOCKS)).bind(i64::from(key(lock))).fetch_optional(self).await
    }

    async fn end(&mut self, lock: Lock, _holder: i64) -> sqlx::Result<()> {
        const END: &str = of_lock!("pg_terminate_backend(l.pid)");
        query(END).bind(i64::from(LOCKS)).bind(i64::from(key(lock))).execute(self).await.map(drop)
    }

    async fn epoch(&mut self) -> sqlx::Result<i64> {
        query_scalar("SELECT epoch FROM site_owner WHERE id = 1").fetch_one(self).await
    }

    async fn raise(&mut self, claim: &Claim<'_>, after: i64) -> sqlx::Result<bool> {
        let raise = query(
            "UPDATE site_owner SET epoch = epoch + 1, node = $1, site = $2 WHERE id = 1 AND epoch = $3 AND site IN ('', $2)",
        );
        Ok(raise.bind(claim.node).bind(claim.site).bind(after).execute(self).await?.rows_affected() == 1)
    }

    async fn forget_site(&mut self) -> sqlx::Result<()> {
        self.execute("UPDATE site_owner SET site = '' WHERE id = 1").await.map(drop)
    }
}

/// Why a connection failed.
enum Refusal {
    /// The server has no such database.
    NoDatabase(String),
    Other(String),
    /// What stands for itself.
    Final(StoreError),
}

impl Refusal {
    fn explain(self, settings: &PostgresSettings) -> StoreError {
        match self {
            Self::NoDatabase(why) | Self::Other(why) => StoreError::Database(format!("{settings}: {why}")),
            Self::Final(error) => error,
        }
    }
}

async fn connect(settings: &PostgresSettings, database: &str) -> Result<PgConnection, StoreError> {
    connect_to(settings, database).await.map_err(|refusal| refusal.explain(settings))
}

async fn connect_to(settings: &PostgresSettings, database: &str) -> Result<PgConnection, Refusal> {
    // an encrypted connection through a socket does not exist, and would silently be a plain one
    if settings.is_socket() && settings.tls.is_wanted() {
        return Err(Refusal::Other(
            "connections through a socket are not encrypted; remove `sslmode` and `sslrootcert`".to_owned(),
        ));
    }
    let options = options(settings).database(database);
    let why = match timeout(ACQUIRE_TIMEOUT, options.connect()).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(sqlx::Error::Io(error))) => match error.kind() {
            ErrorKind::InvalidData => format!("no encrypted connection as `sslmode` asks for: {error}"),
            ErrorKind::NotFound => format!("the socket or the file of `sslrootcert` is not there: {error}"),
            _ => format!("cannot be reached ({error}); is the server running there?"),
        },
        Ok(Err(error)) => {
            let code = error.as_database_error().and_then(|error| error.code().map(|code| code == "3D000"));
            match (translate(error), code) {
                (StoreError::Database(why), Some(true)) => return Err(Refusal::NoDatabase(why)),
                (StoreError::Database(why), _) => why,
                (other, _) => return Err(Refusal::Final(other)),
            }
        }
        Err(_) => format!("no answer within {} seconds; is the address right?", ACQUIRE_TIMEOUT.as_secs()),
    };
    Err(Refusal::Other(why))
}

/// Says everything that it can, since the variables of PostgreSQL's own clients, such as `PGPASSWORD`, would say the rest.
fn options(settings: &PostgresSettings) -> PgConnectOptions {
    let mut options = PgConnectOptions::new_without_pgpass()
        .host(&settings.host)
        .port(settings.port)
        .username(&settings.user)
        .password(settings.password.reveal())
        .application_name("pystreaming");
    if settings.is_socket() {
        options = options.socket(&settings.host);
    }
    let (mode, authority) = match &settings.tls {
        PostgresTls::Disable => (PgSslMode::Disable, &None),
        PostgresTls::Prefer => (PgSslMode::Prefer, &None),
        PostgresTls::Require => (PgSslMode::Require, &None),
        PostgresTls::VerifyCa(authority) => (PgSslMode::VerifyCa, authority),
        PostgresTls::VerifyFull(authority) => (PgSslMode::VerifyFull, authority),
    };
    options = options.ssl_mode(mode);
    match authority {
        Some(file) => options.ssl_root_cert(file),
        None => options.ssl_root_cert_from_pem(Vec::new()),
    }
}
