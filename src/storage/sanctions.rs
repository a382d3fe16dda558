//! Sanctions, of streams and of the site.

use async_trait::async_trait;
use pystreaming_actors::model::names::{AddressId, StreamerName, Token};
use pystreaming_actors::model::{
    AccountId, Appeal, Principal, Sanction, SanctionKind, SanctionScope, SiteEvent, UnixTime,
};
use pystreaming_actors::ports::{SanctionStore, StoreError};

use super::new_events::Events;
use super::revision;
use super::sql::{Pool, Row, Transaction, Value};
use super::store::{SqlStore, found};

const LIFT_FROM_SITE: &str = "DELETE FROM sanctions WHERE id = ? AND streamer IS NULL";

/// The statement that reads sanctions, with a condition.
macro_rules! sanctions {
    ($condition:literal) => {
        concat!(
            "SELECT id, streamer, kind, visitor, address, is_shared, name, began_at, ends_at, operator, reason, \
             appeal, appealed_at, is_declined, account FROM sanctions WHERE ",
            $condition,
            " ORDER BY began_at, id"
        )
    };
}

#[async_trait]
impl SanctionStore for SqlStore {
    async fn site_sanctions(&self) -> Result<Vec<Sanction>, StoreError> {
        let rows = self.pool.rows(sanctions!("streamer IS NULL"), &[]).await?;
        rows.iter().map(sanction).collect()
    }

    async fn lift_site_sanction(&self, id: &Token) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        found(tx.execute(LIFT_FROM_SITE, &[id.as_str().into()]).await?, "sanction", id.as_str())?;
        self.record(&mut tx, None, SiteEvent::LiftSanction { id: id.as_str(), account: None }).await?;
        tx.commit().await
    }

    async fn decline_site_appeal(&self, id: &Token) -> Result<(), StoreError> {
        const OPEN: &str = "SELECT id FROM sanctions WHERE id = ? AND streamer IS NULL AND appeal IS NOT NULL AND is_declined = 0";
        let mut tx = self.begin_change().await?;
        let open = tx.rows(OPEN, &[id.as_str().into()]).await?.len();
        found(open as u64, "open appeal against the sanction", id.as_str())?;
        tx.execute("UPDATE sanctions SET is_declined = 1 WHERE id = ?", &[id.as_str().into()]).await?;
        self.record(&mut tx, None, SiteEvent::DeclineSiteAppeal { id: id.as_str() }).await?;
        tx.commit().await
    }
}

/// The sanctions that hold in a room.
pub(super) async fn of_room(pool: &Pool, streamer: Value<'_>) -> Result<Vec<Sanction>, StoreError> {
    let rows = pool.rows(sanctions!("streamer = ? OR streamer IS NULL"), &[streamer]).await?;
    rows.iter().map(sanction).collect()
}

/// Stores a sanction of a stream, unless its streamer was dropped.
pub(super) async fn add(
    tx: &mut Transaction,
    streamer: &StreamerName,
    sanction: &Sanction,
) -> Result<(), StoreError> {
    const THERE: &str = "SELECT folded FROM streamers WHERE folded = ?";
    if tx.rows(THERE, &[streamer.folded().into()]).await?.is_empty() {
        return Ok(());
    }
    insert(tx, Some(streamer), sanction).await
}

/// Stores a sanction of the site, with its event, and deletes those that have ended.
pub(super) async fn add_to_site(
    tx: &mut Transaction,
    sanction: &Sanction,
    account: Option<AccountId>,
    by: Principal,
) -> Result<(), StoreError> {
    const ENDED: &str = "DELETE FROM sanctions WHERE streamer IS NULL AND ends_at < ?";
    tx.execute(ENDED, &[sanction.at.into()]).await?;
    insert(tx, None, sanction).await?;
    let event = SiteEvent::AddSanction { id: sanction.id.as_str(), kind: sanction.kind, account };
    record(tx, sanction.at, event, account.is_none().then_some(by)).await?;
    revision::move_revision(tx).await
}

/// Deletes a sanction of the site that somebody lifted in a chat, with its event.
pub(super) async fn lift_from_site(
    tx: &mut Transaction,
    id: &Token,
    account: Option<AccountId>,
    at: UnixTime,
) -> Result<(), StoreError> {
    if tx.execute(LIFT_FROM_SITE, &[id.as_str().into()]).await? == 0 {
        return Ok(());
    }
    let event = SiteEvent::LiftSanction { id: id.as_str(), account };
    record(tx, at, event, account.is_none().then_some(Principal::Administrator)).await?;
    revision::move_revision(tx).await
}

async fn record(
    tx: &mut Transaction,
    at: UnixTime,
    event: SiteEvent<'_>,
    by: Option<Principal>,
) -> Result<(), StoreError> {
    let site = StreamerName::stored("");
    let mut events = Events::default();
    events.add_site(at, &site, event, by);
    events.write(tx).await
}

async fn insert(
    tx: &mut Transaction,
    streamer: Option<&StreamerName>,
    sanction: &Sanction,
) -> Result<(), StoreError> {
    const ADD: &str = "REPLACE INTO sanctions (id, streamer, kind, visitor, address, is_shared, name, began_at, \
                       ends_at, operator, reason, appeal, appealed_at, is_declined, account) \
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let appeal = sanction.appeal.as_ref();
    let values = [
        sanction.id.as_str().into(),
        streamer.map(StreamerName::folded).into(),
        sanction.kind.as_str().into(),
        sanction.browser_id.as_ref().map(Token::as_str).into(),
        sanction.address.as_str().into(),
        i64::from(sanction.shared).into(),
        sanction.name.as_str().into(),
        sanction.at.into(),
        sanction.until.into(),
        sanction.operator.as_str().into(),
        sanction.reason.as_str().into(),
        appeal.map(|appeal| appeal.text.as_str()).into(),
        appeal.map(|appeal| appeal.at).into(),
        i64::from(appeal.is_some_and(|appeal| appeal.declined)).into(),
        sanction.account.map(|account| account.0).into(),
    ];
    tx.execute(ADD, &values).await?;
    Ok(())
}

/// Sets the appeal against a sanction, if it has not been lifted.
pub(super) async fn appeal(
    tx: &mut Transaction,
    id: &Token,
    scope: SanctionScope,
    appeal: &Appeal,
) -> Result<(), StoreError> {
    const APPEAL: &str = "UPDATE sanctions SET appeal = ?, appealed_at = ?, is_declined = ? WHERE id = ?";
    let declined = i64::from(appeal.declined);
    let values = [appeal.text.as_str().into(), appeal.at.into(), declined.into(), id.as_str().into()];
    tx.execute(APPEAL, &values).await?;
    match scope {
        SanctionScope::Stream => Ok(()),
        SanctionScope::Site => revision::move_revision(tx).await,
    }
}

/// Deletes a sanction of a stream.
pub(super) async fn lift(tx: &mut Transaction, id: &Token) -> Result<(), StoreError> {
    const LIFT: &str = "DELETE FROM sanctions WHERE id = ? AND streamer IS NOT NULL";
    tx.execute(LIFT, &[id.as_str().into()]).await?;
    Ok(())
}

/// Reads a sanction. One of a kind that a later version added is a ban, which takes the most.
fn sanction(row: &Row) -> Result<Sanction, StoreError> {
    let appeal = match (row.get::<Option<String>>(11)?, row.get::<Option<UnixTime>>(12)?) {
        (Some(text), at) => {
            Some(Appeal { text, at: at.unwrap_or_default(), declined: row.get::<i64>(13)? != 0 })
        }
        (None, _) => None,
    };
    Ok(Sanction {
        id: Token::stored(&row.get::<String>(0)?),
        scope: match row.get::<Option<String>>(1)? {
            Some(_) => SanctionScope::Stream,
            None => SanctionScope::Site,
        },
        kind: SanctionKind::parse(&row.get::<String>(2)?).unwrap_or(SanctionKind::Ban),
        browser_id: row.get::<Option<String>>(3)?.as_deref().map(Token::stored),
        account: row.get::<Option<i64>>(14)?.map(AccountId),
        address: AddressId::stored(&row.get::<String>(4)?),
        shared: row.get::<i64>(5)? != 0,
        name: row.get(6)?,
        at: row.get(7)?,
        until: row.get(8)?,
        operator: row.get(9)?,
        reason: row.get(10)?,
        appeal,
    })
}
