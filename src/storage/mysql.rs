//! MySQL and MariaDB.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPool, MySqlPoolOptions, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::time::{sleep, timeout};
use tracing::{debug, error};

use super::ACQUIRE_TIMEOUT;
use super::failure::translate;
use super::owner::{self, Claim, Epoch};
use super::settings::{MySqlServer, MySqlSettings, MySqlTls};

const CONNECTIONS: u32 = 8;
/// Idle connections are closed before the server would close them, see [`SESSION`].
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Overrides the server's defaults: a value that does not fit is an error instead of being truncated, and the locks of
/// a broken connection are released after a minute instead of hours.
const SESSION: &str =
    "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), SESSION wait_timeout = 60";

/// Usual socket paths of local servers.
const SOCKETS: [&str; 4] = [
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];
/// Environment variable that gives the clients of MySQL and MariaDB another socket path.
const SOCKET_VARIABLE: &str = "MYSQL_UNIX_PORT";
/// How often the connection that holds the lock is pinged: well before the timeout in [`SESSION`] would close it.
const KEEP_LOCK_EVERY: Duration = Duration::from_secs(20);
/// How long to wait for the lock: the database may notice late that the previous server has stopped.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// Creates a connection pool after a first connection has succeeded. That of a node belongs to its epoch.
pub(super) async fn open(settings: &MySqlSettings, epoch: Option<Epoch>) -> Result<MySqlPool, StoreError> {
    // the pool would only report a timeout, not its cause
    let (connection, options) = reach(settings, Some(&settings.database)).await?;
    connection.close().await.map_err(translate)?;
    Ok(MySqlPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(IDLE_TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(SESSION).await?;
                match epoch {
                    Some(epoch) => owner::enter(connection, epoch).await,
                    None => Ok(()),
                }
            })
        })
        .connect_lazy_with(options))
}

/// A connection of its own, without the session settings of the pool.
pub(super) async fn connect_once(settings: &MySqlSettings) -> Result<MySqlConnection, StoreError> {
    Ok(reach(settings, Some(&settings.database)).await?.0)
}

/// Creates the database if it does not exist, which needs the privilege to do so.
pub(super) async fn create_database(settings: &MySqlSettings) -> Result<(), StoreError> {
    let mut connection = match reach(settings, Some(&settings.database)).await {
        Ok((connection, _)) => return connection.close().await.map_err(translate),
        Err(_) => reach(settings, None).await?.0,
    };
    let create =
        format!("CREATE DATABASE IF NOT EXISTS {} CHARACTER SET utf8mb4", quoted(&settings.database));
    connection.execute(AssertSqlSafe(create.as_str())).await.map_err(|error| match translate(error) {
        StoreError::Database(why) => StoreError::Database(format!(
            "{why}; where the user may not make databases, the server's administrator can run `{create};`"
        )),
        other => other,
    })?;
    connection.close().await.map_err(translate)
}

/// Takes the lock that marks the database as used by a server. A dedicated connection holds it as long as the process
/// runs.
pub(super) async fn claim(settings: &MySqlSettings, epoch: Option<Epoch>) -> Result<(), StoreError> {
    let (mut connection, is_free) = try_lock(settings, epoch).await?;
    if !is_free {
        return Err(in_use(settings));
    }
    let settings = settings.clone();
    tokio::spawn(async move {
        loop {
            sleep(KEEP_LOCK_EVERY).await;
            if connection.ping().await.is_ok() {
                continue;
            }
            match try_lock(&settings, epoch).await {
                Ok((another, true)) => connection = another,
                Ok((_, false)) => error!("another server has begun to use the database; stop one of them"),
                // the journal reports that the database is unreachable
                Err(error) => debug!(%error, "the lock on the database is lost for now"),
            }
        }
    });
    Ok(())
}

fn in_use(settings: &MySqlSettings) -> StoreError {
    StoreError::Database(format!(
        "{settings}: another server uses this database already; stop it first, or give this one a database of its own"
    ))
}

/// An error if a server that is no node uses the database.
pub(super) async fn must_be_free(settings: &MySqlSettings) -> Result<(), StoreError> {
    let (mut connection, _) = reach(settings, Some(&settings.database)).await?;
    let is_used = owner::is_used_by_another(&mut connection).await?;
    connection.close().await.map_err(translate)?;
    if is_used { Err(in_use(settings)) } else { Ok(()) }
}

/// Makes this server the one that writes; see [`owner`].
pub(super) async fn take_over(
    settings: &MySqlSettings,
    claim: &Claim<'_>,
    after: Epoch,
) -> Result<Epoch, StoreError> {
    let (mut connection, _) = reach(settings, Some(&settings.database)).await?;
    connection.execute(SESSION).await.map_err(translate)?;
    let epoch = owner::take_over(&mut connection, claim, after).await?;
    connection.close().await.map_err(translate)?;
    Ok(epoch)
}

/// Lets a node with another secret lead next.
pub(super) async fn accept_any_site(settings: &MySqlSettings) -> Result<(), StoreError> {
    let (mut connection, _) = reach(settings, Some(&settings.database)).await?;
    owner::accept_any_site(&mut connection).await?;
    connection.close().await.map_err(translate)
}

/// The epoch now, by a connection of its own.
pub(super) async fn epoch(settings: &MySqlSettings) -> Result<Epoch, StoreError> {
    let (mut connection, _) = reach(settings, Some(&settings.database)).await?;
    let epoch = owner::current(&mut connection).await?;
    connection.close().await.map_err(translate)?;
    Ok(epoch)
}

/// Tries to take the lock. If it was free (`true`), the returned connection holds it.
async fn try_lock(
    settings: &MySqlSettings,
    epoch: Option<Epoch>,
) -> Result<(MySqlConnection, bool), StoreError> {
    let (mut connection, _) = reach(settings, Some(&settings.database)).await?;
    connection.execute(SESSION).await.map_err(translate)?;
    if let Some(epoch) = epoch
        && !owner::enter_as_node(&mut connection, epoch).await.map_err(translate)?
    {
        return Ok((connection, false));
    }
    let sql = format!("SELECT GET_LOCK({}, ?)", owner::SERVER);
    let locked: Option<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(LOCK_TIMEOUT.as_secs())
        .fetch_one(&mut connection)
        .await
        .map_err(translate)?;
    Ok((connection, locked == Some(1)))
}

/// Connects, and returns the options that worked.
async fn reach(
    settings: &MySqlSettings,
    database: Option<&str>,
) -> Result<(MySqlConnection, MySqlConnectOptions), StoreError> {
    let base = options(settings);
    let base = database.map_or(base.clone(), |database| base.database(database));
    let refusal = match connect(&base).await {
        Ok(connection) => return Ok((connection, base)),
        Err(Refusal::Final(error)) => return Err(error),
        Err(Refusal::Here(why)) => why,
    };
    let failed = |why: String| Err(StoreError::Database(format!("{settings}: {why}")));
    // connections through a socket are not encrypted
    if settings.server != MySqlServer::Local || settings.tls.is_wanted() {
        return failed(refusal);
    }
    let named = std::env::var_os(SOCKET_VARIABLE).map(PathBuf::from);
    let places: Vec<PathBuf> = named.into_iter().chain(SOCKETS.map(PathBuf::from)).collect();
    let Some(socket) = places.iter().find(|socket| socket.exists()) else {
        let looked: Vec<_> = places.iter().map(|socket| socket.display().to_string()).collect();
        return failed(format!(
            "{refusal} Nor is the socket of a server at {}; if it is elsewhere, give its path as the address",
            looked.join(", ")
        ));
    };
    let options = base.socket(socket);
    match connect(&options).await {
        Ok(connection) => Ok((connection, options)),
        Err(Refusal::Final(error)) => Err(error),
        Err(Refusal::Here(why)) => {
            failed(format!("{refusal} Through the socket {}: {why}", socket.display()))
        }
    }
}

/// Why a connection failed.
enum Refusal {
    /// Connecting another way may work.
    Here(String),
    /// The server's answer, which would be the same for any connection.
    Final(StoreError),
}

async fn connect(options: &MySqlConnectOptions) -> Result<MySqlConnection, Refusal> {
    let why = match timeout(ACQUIRE_TIMEOUT, options.connect()).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(sqlx::Error::Io(error))) => match error.kind() {
            ErrorKind::InvalidData => format!("no encrypted connection as `ssl-mode` asks for: {error}"),
            ErrorKind::NotFound => format!("the socket or the file of `ssl-ca` is not there: {error}"),
            _ => format!("cannot be reached ({error}); is the server running there?"),
        },
        Ok(Err(error)) => match translate(error) {
            StoreError::Database(why) => why,
            other => return Err(Refusal::Final(other)),
        },
        Err(_) => format!("no answer within {} seconds; is the address right?", ACQUIRE_TIMEOUT.as_secs()),
    };
    Err(Refusal::Here(why))
}

fn options(settings: &MySqlSettings) -> MySqlConnectOptions {
    let mut options = MySqlConnectOptions::new().charset("utf8mb4").username(&settings.user);
    options = match &settings.server {
        MySqlServer::Tcp { host, port } => options.host(host).port(*port),
        MySqlServer::Socket(path) => options.socket(path),
        // sqlx has the same default port
        MySqlServer::Local => options.host("localhost"),
    };
    if !settings.password.reveal().is_empty() {
        options = options.password(settings.password.reveal());
    }
    match &settings.tls {
        MySqlTls::Disabled => options.ssl_mode(MySqlSslMode::Disabled),
        MySqlTls::Preferred => options.ssl_mode(MySqlSslMode::Preferred),
        MySqlTls::Required => options.ssl_mode(MySqlSslMode::Required),
        MySqlTls::Verified { authority: None } => options.ssl_mode(MySqlSslMode::VerifyIdentity),
        MySqlTls::Verified { authority: Some(file) } => {
            options.ssl_mode(MySqlSslMode::VerifyIdentity).ssl_ca(file)
        }
    }
}

pub(super) fn quoted(identifier: &str) -> String {
    format!("`{}`", identifier.replace('`', "``"))
}
