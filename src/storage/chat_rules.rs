//! Stored rules of chats, and messages that wait for a moderator.

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{
    ChatKind, ChatRules, Colour, FilterRule, HeldMessage, Person, Role, RuleAction, RuleKind,
};
use pystreaming_actors::ports::StoreError;

use super::chat_rows::{account, id, number, or_zero};
use super::sql::{Pool, Row, Transaction, Value};

/// The rules of a filter, by id. Those of an unknown kind or action, of a newer version, are left out.
pub(super) async fn filter(pool: &Pool, of: Value<'_>) -> Result<Vec<FilterRule>, StoreError> {
    const RULES: &str = "SELECT id, kind, action, body, added_by, added_at, seconds FROM chat_filter_rules \
                         WHERE streamer = ? ORDER BY id";
    let rows = pool.rows(RULES, &[of]).await?;
    let rules: Vec<Option<FilterRule>> = rows.iter().map(rule).collect::<Result<_, _>>()?;
    Ok(rules.into_iter().flatten().collect())
}

fn rule(row: &Row) -> Result<Option<FilterRule>, StoreError> {
    let (kind, action): (String, String) = (row.get(1)?, row.get(2)?);
    let (Some(kind), Some(action)) = (RuleKind::parse(&kind), RuleAction::parse(&action)) else {
        return Ok(None);
    };
    Ok(Some(FilterRule {
        id: u32::try_from(row.get::<i64>(0)?).unwrap_or_default(),
        kind,
        action,
        seconds: row.get::<Option<i64>>(6)?.and_then(|seconds| u32::try_from(seconds).ok()),
        text: row.get(3)?,
        added_by: row.get(4)?,
        added_at: row.get(5)?,
    }))
}

/// The other rules; the defaults in place of what cannot be read.
pub(super) async fn rules(pool: &Pool, of: Value<'_>) -> Result<ChatRules, StoreError> {
    let rows = pool.rows("SELECT chat_rules FROM streamers WHERE folded = ?", &[of]).await?;
    let stored: Option<String> = rows.first().map(|row| row.get(0)).transpose()?.flatten();
    Ok(stored.and_then(|stored| serde_json::from_str(&stored).ok()).unwrap_or_default())
}

/// The messages that wait, oldest first.
pub(super) async fn held(pool: &Pool, of: Value<'_>) -> Result<Vec<HeldMessage>, StoreError> {
    const HELD: &str = "SELECT id, written_at, kind, author, role, color, visitor, body, reply, rule, account FROM chat_held \
                        WHERE streamer = ? ORDER BY id";
    pool.rows(HELD, &[of]).await?.iter().map(held_message).collect()
}

fn held_message(row: &Row) -> Result<HeldMessage, StoreError> {
    Ok(HeldMessage {
        id: id(row.get(0)?),
        time: row.get(1)?,
        kind: match ChatKind::parse(&row.get::<String>(2)?) {
            Some(ChatKind::Action) => ChatKind::Action,
            _ => ChatKind::Message,
        },
        author: Person {
            username: row.get::<String>(3)?.into(),
            role: Role::parse(&row.get::<String>(4)?).unwrap_or(Role::Viewer),
            color: Colour::parse(&row.get::<String>(5)?).unwrap_or_default(),
            account: account(row, 10)?,
        },
        browser_id: row.get::<Option<String>>(6)?.as_deref().map(Token::stored),
        text: row.get(7)?,
        reply: row.get::<Option<i64>>(8)?.map(id),
        rule: row.get(9)?,
    })
}

pub(super) async fn add(
    tx: &mut Transaction,
    streamer: &StreamerName,
    rule: &FilterRule,
) -> Result<(), StoreError> {
    const ADD: &str = "REPLACE INTO chat_filter_rules (streamer, id, kind, action, body, added_by, added_at, seconds) \
                       SELECT folded, ?, ?, ?, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    let values = [
        i64::from(rule.id).into(),
        rule.kind.as_str().into(),
        rule.action.as_str().into(),
        rule.text.as_str().into(),
        rule.added_by.as_str().into(),
        rule.added_at.into(),
        rule.seconds.map(i64::from).into(),
        streamer.folded().into(),
    ];
    tx.execute(ADD, &values).await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Transaction, streamer: &StreamerName, id: u32) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM chat_filter_rules WHERE streamer = ? AND id = ?";
    tx.execute(REMOVE, &[streamer.folded().into(), i64::from(id).into()]).await?;
    Ok(())
}

pub(super) async fn set(
    tx: &mut Transaction,
    streamer: &StreamerName,
    rules: &ChatRules,
) -> Result<(), StoreError> {
    let stored = match *rules == ChatRules::default() {
        true => None,
        false => serde_json::to_string(rules).ok(),
    };
    let values = [stored.as_deref().into(), streamer.folded().into()];
    tx.execute("UPDATE streamers SET chat_rules = ? WHERE folded = ?", &values).await?;
    Ok(())
}

pub(super) async fn hold(
    tx: &mut Transaction,
    streamer: &StreamerName,
    held: &HeldMessage,
) -> Result<(), StoreError> {
    const HOLD: &str = "REPLACE INTO chat_held \
                        (streamer, id, written_at, kind, author, role, color, visitor, body, reply, rule, account) \
                        SELECT folded, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    let color = held.author.color.to_string();
    let values = [
        number(held.id).into(),
        held.time.into(),
        held.kind.as_str().into(),
        (&*held.author.username).into(),
        held.author.role.word().into(),
        color.as_str().into(),
        held.browser_id.as_ref().map(Token::as_str).into(),
        held.text.as_str().into(),
        held.reply.map(number).into(),
        held.rule.as_str().into(),
        or_zero(held.author.account).into(),
        streamer.folded().into(),
    ];
    tx.execute(HOLD, &values).await?;
    Ok(())
}

pub(super) async fn decide(tx: &mut Transaction, streamer: &StreamerName, id: u64) -> Result<(), StoreError> {
    const DECIDE: &str = "DELETE FROM chat_held WHERE streamer = ? AND id = ?";
    tx.execute(DECIDE, &[streamer.folded().into(), number(id).into()]).await?;
    Ok(())
}
