//! Writes the journal's batches. A batch that is sent again is not written again.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Principal, Setting, UnixTime};
use pystreaming_actors::ports::{Batch, JournalStore, StoreError, Write};

use super::chat::Messages;
use super::new_events::Events;
use super::sql::Transaction;
use super::store::SqlStore;
use super::{broadcasts, change, chat, chat_rules, notices, reports, revision, samples, sanctions, tokens};

/// How many of the newest writers are remembered. Far fewer can be retrying a batch at the same time.
const WRITERS_KEPT: i64 = 100;

#[async_trait]
impl JournalStore for SqlStore {
    async fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        if batch.steps.is_empty() {
            return Ok(());
        }
        let mut tx = self.pool.begin().await?;
        // no streamer is dropped while a batch refers to them, and a repeated batch waits for its first attempt to end
        tx.lock_site().await?;
        if is_new(&mut tx, batch).await? {
            write(&mut tx, &batch.steps).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Whether the batch has not been written yet. Records its number.
async fn is_new(tx: &mut Transaction, batch: &Batch) -> Result<bool, StoreError> {
    const ADVANCE: &str = "UPDATE journal_writers SET last_batch = ? WHERE writer = ? AND last_batch < ?";
    let writer = batch.writer.as_str().into();
    let number = i64::try_from(batch.number).unwrap_or(i64::MAX).into();
    if tx.execute(ADVANCE, &[number, writer, number]).await? == 1 {
        return Ok(true);
    }
    let known = tx.rows("SELECT last_batch FROM journal_writers WHERE writer = ?", &[writer]).await?;
    if known.is_empty() {
        add_writer(tx, &batch.writer, batch.number).await?;
    }
    Ok(known.is_empty())
}

/// Records a writer with its first batch, and forgets the oldest writers.
async fn add_writer(tx: &mut Transaction, writer: &Token, number: u64) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO journal_writers (writer, last_batch) VALUES (?, ?)";
    const NEWEST: &str = "SELECT MAX(id) FROM journal_writers";
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    tx.execute(ADD, &[writer.as_str().into(), number.into()]).await?;
    if let Some(newest) = tx.rows(NEWEST, &[]).await?.first() {
        let oldest = newest.get::<i64>(0)? - WRITERS_KEPT;
        tx.execute("DELETE FROM journal_writers WHERE id <= ?", &[oldest.into()]).await?;
    }
    Ok(())
}

/// Applies the steps of a batch within its transaction. Audit events and messages are collected and written with as few
/// statements as possible; the outcome is the same as applying one step after another.
async fn write(tx: &mut Transaction, steps: &[Write]) -> Result<(), StoreError> {
    let mut events = Events::default();
    let mut messages = Messages::default();
    for step in steps {
        let (step, by) = match step {
            Write::By { who, write } => (&**write, Some(*who)),
            step => (step, None),
        };
        match step {
            // nobody acts by another
            Write::By { .. } => {}
            Write::Audit { at, streamer, event } => events.add(*at, streamer, event, by),
            Write::BroadcastStarted(broadcast) => broadcasts::remember(tx, broadcast).await?,
            Write::BroadcastEnded { id, at } => {
                // this counts the events so far
                std::mem::take(&mut events).write(tx).await?;
                broadcasts::forget(tx, id, *at).await?;
            }
            Write::ViewersSampled { streamer, at, viewers } => {
                samples::keep(tx, streamer, *at, *viewers).await?;
            }
            Write::ChatSaid { streamer, message } => messages.say(streamer, message),
            Write::ChatDeleted { streamer, id } => messages.delete(streamer, *id),
            Write::ChatCleared { streamer, up_to } => messages.clear(streamer, *up_to),
            Write::Sanctioned { streamer, sanction } => sanctions::add(tx, streamer, sanction).await?,
            Write::SiteSanctioned { sanction, by: account } => {
                std::mem::take(&mut events).write(tx).await?;
                sanctions::add_to_site(tx, sanction, *account, by.unwrap_or(Principal::Administrator))
                    .await?;
            }
            Write::SiteLifted { id, by: account, at } => {
                std::mem::take(&mut events).write(tx).await?;
                sanctions::lift_from_site(tx, id, *account, *at).await?;
            }
            Write::Appealed { id, scope, appeal } => sanctions::appeal(tx, id, *scope, appeal).await?,
            Write::Lifted { id } => sanctions::lift(tx, id).await?,
            Write::ModeratorAdded { streamer, moderator } => chat::promote(tx, streamer, moderator).await?,
            Write::ModeratorRemoved { streamer, browser_id, account } => {
                chat::demote(tx, streamer, browser_id, *account).await?;
            }
            Write::SlowMode { streamer, seconds } => chat::slow_down(tx, streamer, *seconds).await?,
            Write::TitleSet { streamer, role, title } => {
                notices::title(tx, streamer, *role, title.as_deref()).await?;
            }
            Write::Pinned { streamer, pin } => notices::pin(tx, streamer, pin.as_ref()).await?,
            Write::PollStarted { streamer, poll } => notices::start_poll(tx, streamer, poll).await?,
            Write::Voted { poll, voter, choice } => notices::vote(tx, poll, *voter, *choice).await?,
            Write::PollEnded { streamer, poll } => notices::end_poll(tx, streamer, poll).await?,
            Write::FilterRuleAdded { streamer, rule } => chat_rules::add(tx, streamer, rule).await?,
            Write::FilterRuleRemoved { streamer, id } => chat_rules::remove(tx, streamer, *id).await?,
            Write::ChatRules { streamer, rules } => chat_rules::set(tx, streamer, rules).await?,
            Write::MessageHeld { streamer, held } => chat_rules::hold(tx, streamer, held).await?,
            Write::HeldDecided { streamer, id } => chat_rules::decide(tx, streamer, *id).await?,
            Write::Reported { streamer, message, author, report } => {
                reports::add(tx, streamer, message, author.as_ref(), report).await?;
            }
            Write::ReportsSettled { streamer, message } => reports::settle(tx, streamer, *message).await?,
            Write::NoteAdded { streamer, note } => reports::note(tx, streamer, note).await?,
            Write::NoteRemoved { id } => reports::remove_note(tx, id).await?,
            Write::TokenUsed { id, at } => tokens::used(tx, *id, *at).await?,
            Write::Setting { streamer, setting, at } => {
                // this writes an audit event of its own, which must follow those collected so far
                std::mem::take(&mut events).write(tx).await?;
                set(tx, streamer, setting, *at, by).await?;
            }
        }
    }
    events.write(tx).await?;
    messages.write(tx).await
}

/// Applies a setting that a streamer changed in chat.
async fn set(
    tx: &mut Transaction,
    streamer: &StreamerName,
    setting: &Setting,
    at: UnixTime,
    by: Option<Principal>,
) -> Result<(), StoreError> {
    match change::set(tx, streamer, setting, at, by).await {
        Ok(()) => revision::move_revision(tx).await,
        // the streamer was dropped meanwhile: nobody is left to tell, and the rest of the batch is still written
        Err(StoreError::NotFound { .. } | StoreError::Exists { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
