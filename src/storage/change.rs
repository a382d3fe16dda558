//! Changes to a streamer's settings and key, made within the caller's transaction.

use pystreaming_actors::model::names::{KeyHash, StreamerName};
use pystreaming_actors::model::{Principal, Setting, UnixTime};
use pystreaming_actors::ports::StoreError;

use super::columns;
use super::new_events::Events;
use super::sql::Transaction;

/// Changes one setting of a streamer, and writes its audit event. `by` is as for [`Events::add`].
pub(super) async fn set(
    tx: &mut Transaction,
    name: &StreamerName,
    setting: &Setting,
    now: UnixTime,
    by: Option<Principal>,
) -> Result<(), StoreError> {
    let registered = registered(tx, name).await?;
    let values = [setting.value().into(), name.folded().into()];
    tx.execute(columns::update(setting.kind()), &values).await?;
    let mut events = Events::default();
    events.add(now, &registered, &setting.audit(), by);
    events.write(tx).await
}

/// Changes a streamer's key, and returns the streamer's registered name. Fails if another streamer has the same key.
pub(super) async fn set_key(
    tx: &mut Transaction,
    name: &StreamerName,
    key: KeyHash,
) -> Result<StreamerName, StoreError> {
    let registered = registered(tx, name).await?;
    refuse_key_of_another(tx, name, key).await?;
    let hash = key.to_hex();
    let values = [hash.as_str().into(), name.folded().into()];
    tx.execute("UPDATE streamers SET key_hash = ? WHERE folded = ?", &values).await?;
    Ok(registered)
}

/// The streamer's name as it was registered, not folded.
pub(super) async fn registered(
    tx: &mut Transaction,
    name: &StreamerName,
) -> Result<StreamerName, StoreError> {
    let rows = tx.rows("SELECT name FROM streamers WHERE folded = ?", &[name.folded().into()]).await?;
    match rows.first() {
        Some(row) => Ok(StreamerName::stored(&row.get::<String>(0)?)),
        None => Err(StoreError::NotFound { what: "streamer", name: name.as_str().to_owned() }),
    }
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
