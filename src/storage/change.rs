//! What administrators change, and streamers in chat, within a transaction of either.

use pystreaming_actors::model::names::{KeyHash, StreamerName, ViewerPassword};
use pystreaming_actors::model::{Setting, UnixTime};
use pystreaming_actors::ports::StoreError;

use super::events::Events;
use super::sql::Transaction;

/// Tells a running server that something changed.
pub(super) async fn move_revision(tx: &mut Transaction) -> Result<(), StoreError> {
    match tx.execute("UPDATE site_state SET revision = revision + 1 WHERE id = 1", &[]).await? {
        1 => Ok(()),
        _ => Err(no_state()),
    }
}

/// Changes one setting of a streamer, and audits it where that is to be.
pub(super) async fn set(
    tx: &mut Transaction,
    name: &StreamerName,
    setting: &Setting,
    now: UnixTime,
) -> Result<(), StoreError> {
    let rows = tx.rows("SELECT name FROM streamers WHERE folded = ?", &[name.folded().into()]).await?;
    let Some(row) = rows.first() else {
        return Err(StoreError::NotFound { what: "streamer", name: name.as_str().to_owned() });
    };
    let registered = StreamerName::stored(&row.get::<String>(0)?);
    let hash;
    let (change, value) = match setting {
        Setting::Key(key) => {
            refuse_key_of_another(tx, name, *key).await?;
            hash = key.to_hex();
            ("UPDATE streamers SET key_hash = ? WHERE folded = ?", Some(hash.as_str()))
        }
        Setting::Chat(chat) => ("UPDATE streamers SET chat = ? WHERE folded = ?", Some(chat.as_str())),
        Setting::Description(text) => {
            ("UPDATE streamers SET description = ? WHERE folded = ?", text.as_deref())
        }
        Setting::Password(password) => (
            "UPDATE streamers SET password = ? WHERE folded = ?",
            password.as_ref().map(ViewerPassword::reveal),
        ),
        Setting::Mastodon(url) => ("UPDATE streamers SET mastodon = ? WHERE folded = ?", url.as_deref()),
    };
    tx.execute(change, &[value.into(), name.folded().into()]).await?;
    if let Some(event) = setting.audit() {
        let mut events = Events::default();
        events.add(now, &registered, &event);
        events.write(tx).await?;
    }
    Ok(())
}

pub(super) async fn refuse_key_of_another(
    tx: &mut Transaction,
    name: &StreamerName,
    key: KeyHash,
) -> Result<(), StoreError> {
    const OWNER: &str = "SELECT name FROM streamers WHERE key_hash = ? AND folded <> ?";
    match tx.rows(OWNER, &[key.to_hex().as_str().into(), name.folded().into()]).await?.first() {
        Some(owner) => Err(StoreError::Exists { what: "stream key of", name: owner.get(0)? }),
        None => Ok(()),
    }
}

pub(super) fn no_state() -> StoreError {
    StoreError::Database("the table site_state has lost its row; restore a backup".to_owned())
}
