//! What stands above the chat: the pinned message, and polls with their votes; and titles of roles.

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Person, Pin, Poll, Role, Titles, VoterId};
use pystreaming_actors::ports::StoreError;
use pystreaming_actors::room::POLLS_MAX;

use super::chat_rows::{account, author_of, id, number, or_zero};
use super::sql::{Pool, Row, Transaction, Value};

pub(super) async fn titles(pool: &Pool, of: Value<'_>) -> Result<Titles, StoreError> {
    const TITLES: &str = "SELECT role, title FROM chat_titles WHERE streamer = ?";
    let mut titles = Titles::new();
    for row in pool.rows(TITLES, &[of]).await? {
        if let Some(role) = Role::parse(&row.get::<String>(0)?) {
            titles.insert(role, row.get(1)?);
        }
    }
    Ok(titles)
}

pub(super) async fn title(
    tx: &mut Transaction,
    streamer: &StreamerName,
    role: Role,
    title: Option<&str>,
) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM chat_titles WHERE streamer = ? AND role = ?";
    const SET: &str = "INSERT INTO chat_titles (streamer, role, title) \
                       SELECT folded, ?, ? FROM streamers WHERE folded = ?";
    tx.execute(REMOVE, &[streamer.folded().into(), role.word().into()]).await?;
    let Some(title) = title else { return Ok(()) };
    tx.execute(SET, &[role.word().into(), title.into(), streamer.folded().into()]).await.map(drop)
}

pub(super) async fn pinned(pool: &Pool, of: Value<'_>) -> Result<Option<Pin>, StoreError> {
    const PIN: &str = "SELECT id, body, author, role, color, message, pinned_at, pinned_until, account FROM chat_pins \
                       WHERE streamer = ?";
    pool.rows(PIN, &[of]).await?.first().map(pin_of).transpose()
}

fn pin_of(row: &Row) -> Result<Pin, StoreError> {
    let account = account(row, 8)?;
    Ok(Pin {
        id: Token::stored(&row.get::<String>(0)?),
        text: row.get(1)?,
        author: author_of(row, 2)?.map(|author| Person { account, ..author }),
        message: row.get::<Option<i64>>(5)?.map(id),
        at: row.get(6)?,
        until: row.get(7)?,
    })
}

pub(super) async fn pin(
    tx: &mut Transaction,
    streamer: &StreamerName,
    pin: Option<&Pin>,
) -> Result<(), StoreError> {
    const PIN: &str = "INSERT INTO chat_pins \
                       (streamer, id, body, author, role, color, message, pinned_at, pinned_until, account) \
                       SELECT folded, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    const UNPIN: &str = "DELETE FROM chat_pins WHERE streamer = ?";
    tx.execute(UNPIN, &[streamer.folded().into()]).await?;
    let Some(pin) = pin else { return Ok(()) };
    let color = pin.author.as_ref().map(|author| author.color.to_string());
    let values = [
        pin.id.as_str().into(),
        pin.text.as_str().into(),
        pin.author.as_ref().map(|author| &*author.username).into(),
        pin.author.as_ref().map(|author| author.role.word()).into(),
        color.as_deref().into(),
        pin.message.map(number).into(),
        pin.at.into(),
        pin.until.into(),
        or_zero(pin.author.as_ref().and_then(|author| author.account)).into(),
        streamer.folded().into(),
    ];
    tx.execute(PIN, &values).await.map(drop)
}

/// Polls, oldest first, and the votes in the one that has not ended.
pub(super) async fn polls(
    pool: &Pool,
    of: Value<'_>,
) -> Result<(Vec<Poll>, Vec<(VoterId, u32)>), StoreError> {
    const POLLS: &str = "SELECT id, question, choices, votes, asked_at, asked_until, ended_at FROM chat_polls \
                         WHERE streamer = ? ORDER BY position";
    const VOTES: &str = "SELECT voter, choice FROM chat_votes WHERE poll = ?";
    let polls = pool.rows(POLLS, &[of]).await?.iter().map(poll_of).collect::<Result<Vec<_>, _>>()?;
    let open = polls.iter().rfind(|poll| poll.ended.is_none());
    let Some(open) = open else { return Ok((polls, Vec::new())) };
    let rows = pool.rows(VOTES, &[open.id.as_str().into()]).await?;
    let votes = rows.iter().filter_map(|row| vote_of(row).transpose()).collect::<Result<_, _>>()?;
    Ok((polls, votes))
}

/// Reads a poll. Lists that were damaged by hand become empty.
fn poll_of(row: &Row) -> Result<Poll, StoreError> {
    let choices: Vec<String> = serde_json::from_str(&row.get::<String>(2)?).unwrap_or_default();
    let votes = row.get::<Option<String>>(3)?;
    let mut votes: Vec<u32> = votes.and_then(|votes| serde_json::from_str(&votes).ok()).unwrap_or_default();
    votes.resize(choices.len(), 0);
    Ok(Poll {
        id: Token::stored(&row.get::<String>(0)?),
        question: row.get(1)?,
        choices,
        votes,
        at: row.get(4)?,
        until: row.get(5)?,
        ended: row.get(6)?,
    })
}

fn vote_of(row: &Row) -> Result<Option<(VoterId, u32)>, StoreError> {
    let voter = VoterId::from_hex(&row.get::<String>(0)?);
    let choice = u32::try_from(row.get::<i64>(1)?).ok();
    Ok(voter.zip(choice))
}

pub(super) async fn start_poll(
    tx: &mut Transaction,
    streamer: &StreamerName,
    poll: &Poll,
) -> Result<(), StoreError> {
    const END_OTHERS: &str = "UPDATE chat_polls SET ended_at = ? WHERE streamer = ? AND ended_at IS NULL";
    const START: &str = "INSERT INTO chat_polls (id, streamer, question, choices, asked_at, asked_until) \
                         SELECT ?, folded, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    tx.execute(END_OTHERS, &[poll.at.into(), streamer.folded().into()]).await?;
    let choices = serde_json::Value::from(poll.choices.clone()).to_string();
    let values = [
        poll.id.as_str().into(),
        poll.question.as_str().into(),
        choices.as_str().into(),
        poll.at.into(),
        poll.until.into(),
        streamer.folded().into(),
    ];
    tx.execute(START, &values).await.map(drop)
}

pub(super) async fn vote(
    tx: &mut Transaction,
    poll: &Token,
    voter: VoterId,
    choice: u32,
) -> Result<(), StoreError> {
    const VOTE: &str = "REPLACE INTO chat_votes (poll, voter, choice) \
                        SELECT id, ?, ? FROM chat_polls WHERE id = ?";
    let voter = voter.to_hex();
    tx.execute(VOTE, &[voter.as_str().into(), i64::from(choice).into(), poll.as_str().into()]).await.map(drop)
}

pub(super) async fn end_poll(
    tx: &mut Transaction,
    streamer: &StreamerName,
    poll: &Poll,
) -> Result<(), StoreError> {
    const END: &str = "UPDATE chat_polls SET ended_at = ?, votes = ? WHERE id = ?";
    const FORGET_VOTES: &str = "DELETE FROM chat_votes WHERE poll = ?";
    const NEWEST: &str = "SELECT position FROM chat_polls WHERE streamer = ? ORDER BY position DESC LIMIT ?";
    const FORGET_OLD: &str = "DELETE FROM chat_polls WHERE streamer = ? AND position < ?";
    let votes = serde_json::Value::from(poll.votes.clone()).to_string();
    tx.execute(END, &[poll.ended.into(), votes.as_str().into(), poll.id.as_str().into()]).await?;
    tx.execute(FORGET_VOTES, &[poll.id.as_str().into()]).await?;
    let kept = tx.rows(NEWEST, &[streamer.folded().into(), (POLLS_MAX as i64).into()]).await?;
    if let Some(oldest) = kept.last() {
        let oldest: i64 = oldest.get(0)?;
        tx.execute(FORGET_OLD, &[streamer.folded().into(), oldest.into()]).await?;
    }
    Ok(())
}
