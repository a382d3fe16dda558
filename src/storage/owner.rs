//! Which server may write to a database that several can reach. Each that begins raises the epoch, and ends the connections of the one
//! before: they hold named locks, by which they are found. A connection of a lower epoch that is made later is refused. So nothing has
//! to be checked when something is written.

use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::Connection;
use tokio::time::{Instant, sleep};

use super::failure::translate;

/// Connections that a server can have at once, with those that the database has not yet found to be cut off.
const SLOTS: u32 = 24;
/// How long the database may take to end a connection: a transaction is rolled back first.
const END_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait for the lock of a server: the database may notice late that the previous one has stopped.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Counts the servers that have begun to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(i64);

/// What a node says that takes over.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Its name.
    pub node: &'a str,
    /// Equal for nodes with the same secrets. With other ones, stream keys and much else that is stored would no longer match.
    pub site: &'a str,
    /// The epoch when it was last known that it may. None if no node has used the database yet.
    pub after: Option<Epoch>,
}

#[cfg(test)]
impl Epoch {
    /// An epoch of a test.
    pub fn of(number: i64) -> Self {
        Self(number)
    }
}

/// A lock of a database, which one connection has until it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// Of a server that writes, whether it is a node or not.
    Server,
    /// The same of a node.
    Node,
    /// Of each connection of a node.
    Slot(u32),
}

/// What a database server must be able to do for one of several servers to be the only one that writes.
pub(super) trait Locks: Connection + Send {
    /// Takes a lock, waiting for it at most this long.
    fn lock(&mut self, lock: Lock, patience: Duration) -> impl Future<Output = sqlx::Result<bool>> + Send;

    /// The connection that has a lock, by a number that later connections have a greater one of.
    fn holder(&mut self, lock: Lock) -> impl Future<Output = sqlx::Result<Option<i64>>> + Send;

    /// Begins to end the connection that has a lock.
    fn end(&mut self, lock: Lock, holder: i64) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// The epoch in the table `site_owner`.
    fn epoch(&mut self) -> impl Future<Output = sqlx::Result<i64>> + Send;

    /// Sets the epoch that follows `after`, if that is still the one. Returns whether it was, and of this site.
    fn raise(&mut self, claim: &Claim<'_>, after: i64) -> impl Future<Output = sqlx::Result<bool>> + Send;

    /// Forgets whose secret the site had.
    fn forget_site(&mut self) -> impl Future<Output = sqlx::Result<()>> + Send;
}

/// The epoch now.
pub(super) async fn current(connection: &mut impl Locks) -> Result<Epoch, StoreError> {
    connection.epoch().await.map(Epoch).map_err(translate)
}

/// Whether a server writes that is not a node, and does not look at the epoch.
pub(super) async fn is_used_by_another(connection: &mut impl Locks) -> Result<bool, StoreError> {
    let Some(server) = connection.holder(Lock::Server).await.map_err(translate)? else { return Ok(false) };
    if connection.holder(Lock::Node).await.map_err(translate)? == Some(server) {
        return Ok(false);
    }
    // it may have ended in between, or been that of a node
    Ok(connection.holder(Lock::Server).await.map_err(translate)? == Some(server))
}

/// Begins the epoch that follows `after`. When it returns, nothing is written by the server before, nor will be.
pub(super) async fn take_over(
    connection: &mut impl Locks,
    claim: &Claim<'_>,
    after: Epoch,
) -> Result<Epoch, StoreError> {
    if !connection.raise(claim, after.0).await.map_err(translate)? {
        return Err(StoreError::Database(
            match current(connection).await? == after {
                true => "its site has another `secret_key` than this node; give all nodes the same, or, if you have changed it on purpose, run `pystreaming-admin cluster accept-key`",
                false => "another node has taken over",
            }
            .to_owned(),
        ));
    }
    end(connection, Lock::Node).await?;
    for number in 0..SLOTS {
        end(connection, Lock::Slot(number)).await?;
    }
    Ok(Epoch(after.0 + 1))
}

/// Ends the connection that has a lock, and waits until it has ended.
async fn end(connection: &mut impl Locks, lock: Lock) -> Result<(), StoreError> {
    let deadline = Instant::now() + END_TIMEOUT;
    let mut ended = None;
    while let Some(holder) = connection.holder(lock).await.map_err(translate)? {
        if ended != Some(holder) {
            // it may end by itself meanwhile
            if let Err(error) = connection.end(lock, holder).await
                && connection.holder(lock).await.map_err(translate)? == Some(holder)
            {
                return Err(translate(error));
            }
            ended = Some(holder);
        }
        if Instant::now() > deadline {
            return Err(StoreError::Database(
                "it does not end the connections of the node that led before".to_owned(),
            ));
        }
        sleep(LOOK_AGAIN).await;
    }
    Ok(())
}

/// Marks a connection of the server of this epoch, so that the next can find it. An error if that has begun already.
pub(super) async fn enter(connection: &mut impl Locks, epoch: Epoch) -> sqlx::Result<()> {
    let mut marked = false;
    for number in 0..SLOTS {
        marked = connection.lock(Lock::Slot(number), Duration::ZERO).await?;
        if marked {
            break;
        }
    }
    // only now: a node that raises the epoch later finds the lock
    check(connection, epoch).await?;
    if !marked {
        replace_oldest(connection).await?;
        check(connection, epoch).await?;
    }
    Ok(())
}

/// Takes the place of the oldest connection of this server. There are fewer connections than places, so that one was cut off.
async fn replace_oldest(connection: &mut impl Locks) -> sqlx::Result<()> {
    let mut oldest: Option<(i64, Lock)> = None;
    for slot in (0..SLOTS).map(Lock::Slot) {
        match connection.holder(slot).await? {
            Some(holder) if oldest.is_none_or(|(oldest, _)| holder < oldest) => oldest = Some((holder, slot)),
            _ => {}
        }
    }
    if let Some((_, slot)) = oldest {
        end(connection, slot).await.map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
        if connection.lock(slot, Duration::ZERO).await? {
            return Ok(());
        }
    }
    Err(sqlx::Error::Protocol("too many connections of nodes at once".to_owned()))
}

/// The same of the connection that shows other programs that a server uses the database.
async fn enter_as_node(connection: &mut impl Locks, epoch: Epoch) -> sqlx::Result<bool> {
    // a former one does not stand in the way of the next for a moment
    check(connection, epoch).await?;
    let marked = connection.lock(Lock::Node, Duration::ZERO).await?;
    check(connection, epoch).await?;
    Ok(marked)
}

/// Takes the lock that shows other programs that a server uses the database. Returns whether it was free.
pub(super) async fn occupy(connection: &mut impl Locks, epoch: Option<Epoch>) -> sqlx::Result<bool> {
    if let Some(epoch) = epoch
        && !enter_as_node(connection, epoch).await?
    {
        return Ok(false);
    }
    connection.lock(Lock::Server, LOCK_TIMEOUT).await
}

async fn check(connection: &mut impl Locks, epoch: Epoch) -> sqlx::Result<()> {
    match connection.epoch().await? == epoch.0 {
        true => Ok(()),
        false => Err(sqlx::Error::Protocol("another node has taken over".to_owned())),
    }
}
