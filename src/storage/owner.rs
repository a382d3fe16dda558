//! Which server may write to a database that several can reach. Each that begins raises the epoch, and ends the connections of the one
//! before: they hold named locks, by which they are found. A connection of a lower epoch that is made later is refused. So nothing has
//! to be checked when something is written.

use std::time::Duration;

use pystreaming_actors::ports::StoreError;
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Executor, query, query_scalar};
use tokio::time::{Instant, sleep};

use super::failure::translate;

/// Connections that a server can have at once, with those that the database has not yet found to be cut off.
const SLOTS: u32 = 24;
/// How long the database may take to end a connection: a transaction is rolled back first.
const END_TIMEOUT: Duration = Duration::from_secs(5);
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

/// The name of a lock of this database. MySQL shortens no names, and looks at no case in them.
const LOCK: &str = "CONCAT('pystreaming ', ?, ' ', LEFT(SHA2(DATABASE(), 256), 32))";

/// The lock of a server that writes, whether it is a node or not.
pub(super) const SERVER: &str = "LEFT(CONCAT('pystreaming server ', DATABASE()), 64)";

/// Takes a lock if nobody has it.
async fn lock(connection: &mut MySqlConnection, what: &str) -> sqlx::Result<bool> {
    let sql = format!("SELECT GET_LOCK({LOCK}, 0)");
    let locked: Option<i64> = query_scalar(AssertSqlSafe(sql)).bind(what).fetch_one(connection).await?;
    Ok(locked == Some(1))
}

/// The connection that has a lock.
async fn holder(connection: &mut MySqlConnection, what: &str) -> sqlx::Result<Option<i64>> {
    let sql = format!("SELECT CAST(IS_USED_LOCK({LOCK}) AS SIGNED)");
    query_scalar(AssertSqlSafe(sql)).bind(what).fetch_one(connection).await
}

fn slot(number: u32) -> String {
    format!("slot {number}")
}

/// The epoch now.
pub(super) async fn current(connection: &mut MySqlConnection) -> Result<Epoch, StoreError> {
    query_scalar("SELECT epoch FROM site_owner WHERE id = 1")
        .fetch_one(connection)
        .await
        .map(Epoch)
        .map_err(translate)
}

/// Whether a server writes that is not a node, and does not look at the epoch.
pub(super) async fn is_used_by_another(connection: &mut MySqlConnection) -> Result<bool, StoreError> {
    // at once: the server may just be ending
    let sql = format!(
        "SELECT CAST(COALESCE(IS_USED_LOCK({SERVER}) <> COALESCE(IS_USED_LOCK({LOCK}), 0), FALSE) AS SIGNED)"
    );
    let used: i64 =
        query_scalar(AssertSqlSafe(sql)).bind("node").fetch_one(connection).await.map_err(translate)?;
    Ok(used != 0)
}

/// Begins the epoch that follows `after`. When it returns, nothing is written by the server before, nor will be.
pub(super) async fn take_over(
    connection: &mut MySqlConnection,
    claim: &Claim<'_>,
    after: Epoch,
) -> Result<Epoch, StoreError> {
    let Claim { node, site, .. } = claim;
    let raised = query(
        "UPDATE site_owner SET epoch = LAST_INSERT_ID(epoch + 1), node = ?, site = ?
         WHERE id = 1 AND epoch = ? AND site IN ('', ?)",
    );
    let raised = raised.bind(node).bind(site).bind(after.0).bind(site).execute(&mut *connection).await;
    if raised.map_err(translate)?.rows_affected() == 0 {
        return Err(StoreError::Database(
            match current(connection).await? == after {
                true => "its site has another `secret_key` than this node; give all nodes the same, or, if you have changed it on purpose, run `pystreaming-admin cluster accept-key`",
                false => "another node has taken over",
            }
            .to_owned(),
        ));
    }
    let epoch = query_scalar("SELECT CAST(LAST_INSERT_ID() AS SIGNED)").fetch_one(&mut *connection).await;
    let epoch = Epoch(epoch.map_err(translate)?);
    end(connection, "node").await?;
    for number in 0..SLOTS {
        end(connection, &slot(number)).await?;
    }
    Ok(epoch)
}

/// Ends the connection that has a lock, and waits until it has ended.
async fn end(connection: &mut MySqlConnection, what: &str) -> Result<(), StoreError> {
    let deadline = Instant::now() + END_TIMEOUT;
    let mut ended = None;
    while let Some(id) = holder(connection, what).await.map_err(translate)? {
        if ended != Some(id) {
            // it may end by itself meanwhile
            let killed = connection.execute(AssertSqlSafe(format!("KILL CONNECTION {id}"))).await;
            if let Err(error) = killed
                && holder(connection, what).await.map_err(translate)? == Some(id)
            {
                return Err(translate(error));
            }
            ended = Some(id);
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
pub(super) async fn enter(connection: &mut MySqlConnection, epoch: Epoch) -> sqlx::Result<()> {
    let mut marked = false;
    for number in 0..SLOTS {
        marked = lock(connection, &slot(number)).await?;
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
async fn replace_oldest(connection: &mut MySqlConnection) -> sqlx::Result<()> {
    let mut oldest: Option<(i64, String)> = None;
    for slot in (0..SLOTS).map(slot) {
        match holder(connection, &slot).await? {
            Some(id) if oldest.as_ref().is_none_or(|(oldest, _)| id < *oldest) => oldest = Some((id, slot)),
            _ => {}
        }
    }
    if let Some((_, slot)) = oldest {
        end(connection, &slot).await.map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
        if lock(connection, &slot).await? {
            return Ok(());
        }
    }
    Err(sqlx::Error::Protocol("too many connections of nodes at once".to_owned()))
}

/// Lets a node with any secret lead next.
pub(super) async fn accept_any_site(connection: &mut MySqlConnection) -> Result<(), StoreError> {
    query("UPDATE site_owner SET site = '' WHERE id = 1").execute(connection).await.map_err(translate)?;
    Ok(())
}

/// The same of the connection that shows other programs that a server uses the database.
pub(super) async fn enter_as_node(connection: &mut MySqlConnection, epoch: Epoch) -> sqlx::Result<bool> {
    // a former one does not stand in the way of the next for a moment
    check(connection, epoch).await?;
    let marked = lock(connection, "node").await?;
    check(connection, epoch).await?;
    Ok(marked)
}

async fn check(connection: &mut MySqlConnection, epoch: Epoch) -> sqlx::Result<()> {
    let now: i64 = query_scalar("SELECT epoch FROM site_owner WHERE id = 1").fetch_one(connection).await?;
    match now == epoch.0 {
        true => Ok(()),
        false => Err(sqlx::Error::Protocol("another node has taken over".to_owned())),
    }
}
