//! The revision of the tables, which a running server polls to notice changes.

use pystreaming_actors::ports::StoreError;

use super::sql::{Pool, Transaction};

/// Reads the revision. A file to which nobody has written since is not asked again: an idle server would ask it for ever.
pub(super) async fn read(pool: &Pool) -> Result<i64, StoreError> {
    pool.check()?;
    let file = match pool {
        Pool::Sqlite(file) => Some(file),
        Pool::MySql(_) | Pool::Postgres(_) => None,
    };
    let stamped = file.and_then(|file| Some((file, file.stamp()?)));
    if let Some(known) = stamped.as_ref().and_then(|(file, stamp)| file.known_revision(stamp)) {
        return Ok(known);
    }
    let rows = pool.rows("SELECT revision FROM site_state WHERE id = 1", &[]).await?;
    let revision = rows.first().ok_or_else(no_state)?.get(0)?;
    if let Some((file, stamp)) = stamped {
        file.knows_revision(stamp, revision);
    }
    Ok(revision)
}

/// Increments the revision, so that a running server notices the change.
pub(super) async fn move_revision(tx: &mut Transaction) -> Result<(), StoreError> {
    match tx.execute("UPDATE site_state SET revision = revision + 1 WHERE id = 1", &[]).await? {
        1 => Ok(()),
        _ => Err(no_state()),
    }
}

pub(super) fn no_state() -> StoreError {
    StoreError::Database("the table site_state has lost its row; restore a backup".to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName};

    use super::super::{Database, DatabaseSettings, plans};

    #[tokio::test]
    async fn a_file_is_asked_when_somebody_may_have_written_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let settings = DatabaseSettings::Sqlite { path: folder.path().join("site.db") };
        let secrets = Secrets::derive("x");
        let open = async || Database::open(&settings, &secrets, true, "").await.unwrap();
        let (ours, other) = (open().await, open().await);
        let ours = ours.store();
        let polled = async || {
            plans::asked();
            let revision = ours.revision().await.unwrap();
            (revision, plans::asked().len())
        };
        let log = folder.path().join("site.db-wal");
        let a_while_passes = || {
            let then = SystemTime::now() - Duration::from_secs(10);
            File::options().write(true).open(&log).unwrap().set_modified(then).unwrap();
        };

        let (begun, _) = polled().await;
        assert_eq!(polled().await, (begun, 1), "a change may come at the time of the last one");
        a_while_passes();
        assert_eq!(polled().await, (begun, 1));
        assert_eq!(polled().await, (begun, 0));
        let key = secrets.hash(&StreamKey::new("a key").unwrap());
        other.store().add_streamer(&StreamerName::stored("alice"), key).await.unwrap();
        let (changed, asked) = polled().await;
        assert!(changed > begun && asked == 1);
        a_while_passes();
        assert_eq!(polled().await, (changed, 1));
        assert_eq!(polled().await, (changed, 0));
    }
}
