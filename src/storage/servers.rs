//! What a server of this program does with a database that others can reach, whatever its kind.

use std::fmt;
use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::pool::PoolOptions;
use sqlx::{Connection, Database};
use tokio::time::sleep;
use tracing::{debug, error};

use super::ACQUIRE_TIMEOUT;
use super::failure::translate;
use super::owner::{self, Claim, Epoch, Locks};

const CONNECTIONS: u32 = 8;
/// Idle connections are closed before the database would close them: after a minute, in the sessions that this program makes.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How a pool of connections to a server is used, whatever its kind.
pub(super) fn pool<D: Database>() -> PoolOptions<D> {
    PoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(IDLE_TIMEOUT)
}

/// How often the connection that holds the lock is pinged: well before the database would close it as idle.
const KEEP_LOCK_EVERY: Duration = Duration::from_secs(20);

/// A database that several servers can reach.
pub(super) trait SharedServer: fmt::Display + Clone + Send + Sync + 'static {
    type Connection: Locks + 'static;

    /// A connection of its own, with the session settings of the pool.
    fn enter(&self) -> impl Future<Output = Result<Self::Connection, StoreError>> + Send;
}

/// Takes the lock that marks the database as used by a server. A dedicated connection holds it as long as the process
/// runs.
pub(super) async fn claim(settings: &impl SharedServer, epoch: Option<Epoch>) -> Result<(), StoreError> {
    let (mut connection, is_free) = try_claim(settings, epoch).await?;
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
            match try_claim(&settings, epoch).await {
                Ok((another, true)) => connection = another,
                Ok((_, false)) => error!("another server has begun to use the database; stop one of them"),
                // the journal reports that the database is unreachable
                Err(error) => debug!(%error, "the lock on the database is lost for now"),
            }
        }
    });
    Ok(())
}

/// Tries to take the lock. If it was free (`true`), the returned connection holds it.
async fn try_claim<S: SharedServer>(
    settings: &S,
    epoch: Option<Epoch>,
) -> Result<(S::Connection, bool), StoreError> {
    let mut connection = settings.enter().await?;
    let is_free = owner::occupy(&mut connection, epoch).await.map_err(translate)?;
    Ok((connection, is_free))
}

fn in_use(settings: &impl SharedServer) -> StoreError {
    StoreError::Database(format!(
        "{settings}: another server uses this database already; stop it first, or give this one a database of its own"
    ))
}

/// An error if a server that is no node uses the database.
pub(super) async fn must_be_free(settings: &impl SharedServer) -> Result<(), StoreError> {
    let mut connection = settings.enter().await?;
    let is_used = owner::is_used_by_another(&mut connection).await?;
    connection.close().await.map_err(translate)?;
    if is_used { Err(in_use(settings)) } else { Ok(()) }
}

/// Makes this server the one that writes; see [`owner`].
pub(super) async fn take_over(
    settings: &impl SharedServer,
    claim: &Claim<'_>,
    after: Epoch,
) -> Result<Epoch, StoreError> {
    let mut connection = settings.enter().await?;
    let epoch = owner::take_over(&mut connection, claim, after).await?;
    connection.close().await.map_err(translate)?;
    Ok(epoch)
}

/// Lets a node with another secret lead next.
pub(super) async fn accept_any_site(settings: &impl SharedServer) -> Result<(), StoreError> {
    let mut connection = settings.enter().await?;
    connection.forget_site().await.map_err(translate)?;
    connection.close().await.map_err(translate)
}

/// The epoch now, by a connection of its own.
pub(super) async fn epoch(settings: &impl SharedServer) -> Result<Epoch, StoreError> {
    let mut connection = settings.enter().await?;
    let epoch = owner::current(&mut connection).await?;
    connection.close().await.map_err(translate)?;
    Ok(epoch)
}
