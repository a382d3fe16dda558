//! Stored chat: messages, moderators and slow mode. What stands above the chat is in [`notices`], what may be said in it in [`chat_rules`].

use std::collections::{BTreeMap, BTreeSet, HashSet};

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{AccountId, ChatMessage, Moderator, Role, UnixTime};
use pystreaming_actors::ports::{ChatMemory, ChatStore, StoreError};
use pystreaming_actors::room::DELETED_MAX;

use super::chat_rows::{account, author, id, message, number, or_zero};
use super::rows::{Keys, Rows};
use super::sql::{Pool, Row, Transaction, Value};
use super::store::SqlStore;
use super::{chat_rules, notices, reports, revision, sanctions};

#[async_trait]
impl ChatStore for SqlStore {
    async fn chat_memory(
        &self,
        of: &StreamerName,
        limit: u32,
        since: UnixTime,
    ) -> Result<ChatMemory, StoreError> {
        memory(&self.pool, of, limit, since).await
    }

    async fn reserve_ids(&self, from: u64, count: u64) -> Result<u64, StoreError> {
        let mut tx = self.pool.begin().await?;
        let first = reserve_ids(&mut tx, from, count).await?;
        tx.commit().await?;
        Ok(first)
    }
}

async fn memory(
    pool: &Pool,
    streamer: &StreamerName,
    limit: u32,
    since: UnixTime,
) -> Result<ChatMemory, StoreError> {
    // the newest by id, which is also the order of time: those that are too old are removed afterwards, so that never
    // more than `limit` rows are read
    const HISTORY: &str = "SELECT id, said_at, kind, author, role, color, body, reply, account FROM chat_messages \
                           WHERE streamer = ? ORDER BY id DESC LIMIT ?";
    const OLDER: &str = "SELECT id FROM chat_messages WHERE streamer = ? AND id < ? ORDER BY id DESC LIMIT 1";
    const DELETED: &str = "SELECT id FROM chat_deletions WHERE streamer = ? ORDER BY id DESC LIMIT ?";
    const MODERATORS: &str = "SELECT visitor, account, name, role FROM chat_moderators WHERE streamer = ? ORDER BY visitor, account";
    const SLOW: &str = "SELECT slow_mode FROM streamers WHERE folded = ?";
    let of = streamer.folded().into();
    let mut memory = ChatMemory::default();
    if limit > 0 {
        let rows = pool.rows(HISTORY, &[of, i64::from(limit).into()]).await?;
        memory.history = rows.iter().rev().map(message).collect::<Result<_, _>>()?;
        memory.history.retain(|message| message.time >= since);
    }
    let oldest = memory.history.first().map_or(i64::MAX, |message| number(message.id));
    if let Some(row) = pool.rows(OLDER, &[of, oldest.into()]).await?.first() {
        memory.outdated = Some(id(row.get(0)?));
    }
    let rows = pool.rows(DELETED, &[of, (DELETED_MAX as i64).into()]).await?;
    memory.deleted = rows.iter().rev().map(|row| Ok(id(row.get(0)?))).collect::<Result<_, StoreError>>()?;
    memory.sanctions = sanctions::of_room(pool, of).await?;
    memory.moderators =
        pool.rows(MODERATORS, &[of]).await?.iter().map(moderator).collect::<Result<_, _>>()?;
    (memory.reports, memory.notes) =
        (reports::open(pool, streamer).await?, reports::notes(pool, streamer).await?);
    if let Some(row) = pool.rows(SLOW, &[of]).await?.first() {
        memory.slow = u32::try_from(row.get::<i64>(0)?).unwrap_or_default();
    }
    memory.titles = notices::titles(pool, of).await?;
    memory.pin = notices::pinned(pool, of).await?;
    (memory.polls, memory.votes) = notices::polls(pool, of).await?;
    memory.filter = chat_rules::filter(pool, of).await?;
    memory.rules = chat_rules::rules(pool, of).await?;
    memory.held = chat_rules::held(pool, of).await?;
    Ok(memory)
}

async fn reserve_ids(tx: &mut Transaction, from: u64, count: u64) -> Result<u64, StoreError> {
    // an id that JavaScript cannot represent is not ours, and must not keep the site from starting
    const GREATEST: &str = "SELECT MAX(id) FROM (SELECT (SELECT MAX(m.id) FROM chat_messages m \
                            WHERE m.streamer = s.folded AND m.id < 9007199254740992) AS id FROM streamers s) AS newest";
    const RESERVE: &str = "UPDATE site_state SET ids_up_to = ? + CASE WHEN ids_up_to < ? THEN ? ELSE ids_up_to END \
                           WHERE id = 1";
    let greatest = tx.rows(GREATEST, &[]).await?;
    let greatest: Option<i64> = greatest.first().map(|row| row.get(0)).transpose()?.flatten();
    let before = number(from.saturating_sub(1)).max(greatest.unwrap_or_default());
    let count = number(count);
    tx.execute(RESERVE, &[count.into(), before.into(), before.into()]).await?;
    let up_to = tx.rows("SELECT ids_up_to FROM site_state WHERE id = 1", &[]).await?;
    let up_to: i64 = up_to.first().ok_or_else(revision::no_state)?.get(0)?;
    Ok(id(up_to - count + 1))
}

/// Changes to messages, collected over a batch: a message that is sent and deleted within one batch is never stored.
#[derive(Default)]
pub(super) struct Messages<'a> {
    rooms: BTreeMap<&'a str, Room<'a>>,
}

#[derive(Default)]
struct Room<'a> {
    /// Greatest id of a clear: all stored messages up to it are deleted.
    cleared: Option<u64>,
    /// Ids of further messages to delete.
    deleted: BTreeSet<u64>,
    /// Messages to store after the deletions, by id.
    said: BTreeMap<u64, &'a ChatMessage>,
}

impl<'a> Messages<'a> {
    pub(super) fn say(&mut self, streamer: &'a StreamerName, message: &'a ChatMessage) {
        self.room(streamer).said.insert(message.id, message);
    }

    pub(super) fn delete(&mut self, streamer: &'a StreamerName, id: u64) {
        let room = self.room(streamer);
        room.said.remove(&id);
        room.deleted.insert(id);
    }

    pub(super) fn clear(&mut self, streamer: &'a StreamerName, up_to: u64) {
        let room = self.room(streamer);
        room.said.retain(|id, _| *id > up_to);
        room.deleted.retain(|id| *id > up_to);
        room.cleared = room.cleared.max(Some(up_to));
    }

    fn room(&mut self, streamer: &'a StreamerName) -> &mut Room<'a> {
        self.rooms.entry(streamer.folded()).or_default()
    }

    /// Writes the collected changes.
    pub(super) async fn write(self, tx: &mut Transaction) -> Result<(), StoreError> {
        static THERE: Keys = Keys::new("SELECT folded FROM streamers WHERE folded IN");
        const CLEAR: &str = "DELETE FROM chat_messages WHERE streamer = ? AND id <= ?";
        const FORGET: &str = "DELETE FROM chat_deletions WHERE streamer = ? AND id <= ?";
        const DELETE: &str = "DELETE FROM chat_messages WHERE streamer = ? AND id = ?";
        const REMEMBER: &str =
            "REPLACE INTO chat_deletions (streamer, id) SELECT folded, ? FROM streamers WHERE folded = ?";
        static SAY: Rows = Rows::new(
            "REPLACE INTO chat_messages (streamer, id, said_at, kind, author, role, color, body, reply, account)",
            10,
        );
        // nothing is stored for streamers who were dropped meanwhile; none can be dropped until this batch is committed
        let spoken = self.rooms.iter().filter(|(_, room)| !room.said.is_empty());
        let spoken: Vec<Value<'_>> = spoken.map(|(streamer, _)| (*streamer).into()).collect();
        let there = THERE.rows(tx, &spoken).await?;
        let there: HashSet<String> = there.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
        let mut said = Vec::new();
        for (streamer, room) in self.rooms {
            if there.contains(streamer) {
                said.extend(room.said.into_values().map(|message| (streamer, message, author(message))));
            }
            if let Some(up_to) = room.cleared {
                let values = [streamer.into(), number(up_to).into()];
                tx.execute(CLEAR, &values).await?;
                tx.execute(FORGET, &values).await?;
            }
            for id in room.deleted {
                tx.execute(DELETE, &[streamer.into(), number(id).into()]).await?;
                tx.execute(REMEMBER, &[number(id).into(), streamer.into()]).await?;
            }
        }
        let values: Vec<Value<'_>> = said
            .iter()
            .flat_map(|(streamer, message, author)| {
                let (name, role, color) = match author {
                    Some((name, role, color)) => (Some(*name), Some(*role), Some(color.as_str())),
                    None => (None, None, None),
                };
                [
                    (*streamer).into(),
                    number(message.id).into(),
                    message.time.into(),
                    message.kind.as_str().into(),
                    name.into(),
                    role.into(),
                    color.into(),
                    message.text.as_str().into(),
                    message.reply.map(number).into(),
                    or_zero(message.author.as_ref().and_then(|author| author.account)).into(),
                ]
            })
            .collect();
        SAY.add(tx, &values).await
    }
}

pub(super) async fn promote(
    tx: &mut Transaction,
    streamer: &StreamerName,
    moderator: &Moderator,
) -> Result<(), StoreError> {
    const PROMOTE: &str = "REPLACE INTO chat_moderators (streamer, visitor, account, name, role) \
                           SELECT folded, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    let Moderator { browser_id, account, name, role } = moderator;
    demote(tx, streamer, browser_id, *account).await?;
    let values = [
        browser_id.as_str().into(),
        or_zero(*account).into(),
        name.as_str().into(),
        role.word().into(),
        streamer.folded().into(),
    ];
    tx.execute(PROMOTE, &values).await?;
    Ok(())
}

pub(super) async fn demote(
    tx: &mut Transaction,
    streamer: &StreamerName,
    browser_id: &Token,
    account: Option<AccountId>,
) -> Result<(), StoreError> {
    const ACCOUNT: &str = "DELETE FROM chat_moderators WHERE streamer = ? AND account = ?";
    const BROWSER: &str = "DELETE FROM chat_moderators WHERE streamer = ? AND visitor = ? AND account = 0";
    let streamer = streamer.folded().into();
    match account {
        Some(AccountId(account)) => tx.execute(ACCOUNT, &[streamer, account.into()]).await?,
        None => tx.execute(BROWSER, &[streamer, browser_id.as_str().into()]).await?,
    };
    Ok(())
}

pub(super) async fn slow_down(
    tx: &mut Transaction,
    streamer: &StreamerName,
    seconds: u32,
) -> Result<(), StoreError> {
    const SLOW: &str = "UPDATE streamers SET slow_mode = ? WHERE folded = ?";
    tx.execute(SLOW, &[i64::from(seconds).into(), streamer.folded().into()]).await?;
    Ok(())
}

fn moderator(row: &Row) -> Result<Moderator, StoreError> {
    // a role that was damaged by hand gives no rights
    let role = Role::parse(&row.get::<String>(3)?).filter(|role| *role <= Role::Moderator);
    Ok(Moderator {
        browser_id: Token::stored(&row.get::<String>(0)?),
        account: account(row, 1)?,
        name: row.get(2)?,
        role: role.unwrap_or(Role::Viewer),
    })
}
