//! MySQL and MariaDB.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPool, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, MySql, query, query_scalar};
use tokio::time::timeout;

use super::ACQUIRE_TIMEOUT;
use super::failure::translate;
use super::owner::{self, Claim, Epoch, Lock, Locks};
use super::servers::{self, SharedServer};
use super::settings::{MySqlServer, MySqlSettings, MySqlTls};

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

/// Creates a connection pool after a first connection has succeeded. That of a node belongs to its epoch.
pub(super) async fn open(settings: &MySqlSettings, epoch: Option<Epoch>) -> Result<MySqlPool, StoreError> {
    // the pool would only report a timeout, not its cause
    let (connection, options) = reach(settings, Some(&settings.database)).await?;
    connection.close().await.map_err(translate)?;
    Ok(servers::pool::<MySql>()
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

impl SharedServer for MySqlSettings {
    type Connection = MySqlConnection;

    async fn enter(&self) -> Result<MySqlConnection, StoreError> {
        let mut connection = connect_once(self).await?;
        connection.execute(SESSION).await.map_err(translate)?;
        Ok(connection)
    }
}

/// The name of a lock of this database. MySQL shortens no names, and looks at no case in them.
fn name(lock: Lock) -> String {
    let what = match lock {
        Lock::Server => return "LEFT(CONCAT('pystreaming server ', DATABASE()), 64)".to_owned(),
        Lock::Node => "node".to_owned(),
        Lock::Slot(number) => format!("slot {number}"),
    };
    format!("CONCAT('pystreaming {what} ', LEFT(SHA2(DATABASE(), 256), 32))")
}

impl Locks for MySqlConnection {
    async fn lock(&mut self, lock: Lock, patience: Duration) -> sqlx::Result<bool> {
        let sql = AssertSqlSafe(format!("SELECT GET_LOCK({}, ?)", name(lock)));
        let locked: Option<i64> = query_scalar(sql).bind(patience.as_secs()).fetch_one(self).await?;
        Ok(locked == Some(1))
    }

    async fn holder(&mut self, lock: Lock) -> sqlx::Result<Option<i64>> {
        let sql = format!("SELECT CAST(IS_USED_LOCK({}) AS SIGNED)", name(lock));
        query_scalar(AssertSqlSafe(sql)).fetch_one(self).await
    }

    async fn end(&mut self, _lock: Lock, holder: i64) -> sqlx::Result<()> {
        self.execute(AssertSqlSafe(format!("KILL CONNECTION {holder}"))).await.map(drop)
    }

    async fn epoch(&mut self) -> sqlx::Result<i64> {
        query_scalar("SELECT epoch FROM site_owner WHERE id = 1").fetch_one(self).await
    }

    async fn raise(&mut self, claim: &Claim<'_>, after: i64) -> sqlx::Result<bool> {
        let raise = query(
            "UPDATE site_owner SET epoch = epoch + 1, node = ?, site = ? WHERE id = 1 AND epoch = ? AND site IN ('', ?)",
        );
        let raise = raise.bind(claim.node).bind(claim.site).bind(after).bind(claim.site);
        Ok(raise.execute(self).await?.rows_affected() == 1)
    }

    async fn forget_site(&mut self) -> sqlx::Result<()> {
        self.execute("UPDATE site_owner SET site = '' WHERE id = 1").await.map(drop)
    }
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
