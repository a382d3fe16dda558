//! The journal: writes go to the store in order, behind everybody's back.
//!
//! Recording never waits for the database. What cannot be written is kept and tried again; when the
//! database stays away for so long that [`QUEUE_MAX`] steps or [`QUEUE_TEXT_MAX`] bytes are waiting, new ones are
//! dropped and counted, and the log says so once per outage.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::{error, info, warn};

use crate::model::names::Token;
use crate::ports::{Batch, JournalStore, StoreError, Write};

/// Most steps that wait for the database: a few hours of a busy site.
pub const QUEUE_MAX: usize = 100_000;
/// Most text in them, for a drawing is as long as a thousand messages.
pub const QUEUE_TEXT_MAX: usize = 64 << 20;
/// Most steps of a batch. Where people talk in many rooms, the more is written at once the less is each: what a room says
/// lies together, and a page of the database is written once for all of it.
const BATCH_MAX: usize = 16_000;
const BATCH_TEXT_MAX: usize = 4 << 20;
/// From the beginning of one batch to that of the next, while nobody waits for it: the busier a site, the more is
/// written at once.
const PACE: Duration = Duration::from_millis(20);
const RETRY_FIRST: Duration = Duration::from_millis(250);
const RETRY_MOST: Duration = Duration::from_secs(5);

/// Asks the journal to keep one step.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Record(pub Write);

/// Asks to be told when everything recorded so far is in the store.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Flush(pub oneshot::Sender<()>);

/// How the journal is doing, for readiness and metrics.
#[derive(Debug, Default)]
pub struct JournalStatus {
    /// Steps that wait.
    pub waiting: AtomicU64,
    /// Steps dropped because too many waited.
    pub dropped: AtomicU64,
    /// Steps written since the start.
    pub written: AtomicU64,
    /// Failed attempts in a row; 0 when the store answers.
    pub failing: AtomicU64,
}

/// The one writer of what happens in streams.
pub struct Journal {
    store: Arc<dyn JournalStore>,
    /// Names this journal in its batches.
    id: Token,
    /// The number of the last batch.
    number: u64,
    /// A thread of its own for what writing costs, since rooms live on this one.
    writer: Arbiter,
    status: Arc<JournalStatus>,
    /// Recorded and in no batch yet, oldest first. With the batch under way at most [`QUEUE_MAX`].
    queue: VecDeque<Write>,
    /// Text of the queue and of the batch under way, in bytes.
    text: usize,
    /// Being written, or to be tried again as it is: nobody may know yet whether it is in the store.
    batch: Option<Arc<Batch>>,
    /// When the last batch was begun.
    begun: Option<Instant>,
    /// A pause until the next batch is under way.
    pausing: bool,
    /// How many steps were written: those that wait come after them.
    head: u64,
    /// Waiters for the head to pass a position, in order of position.
    waiters: VecDeque<(u64, oneshot::Sender<()>)>,
    /// Steps were dropped since the store last answered, and the log has said so.
    overflowing: bool,
    retry: Duration,
}

impl Journal {
    /// A journal that is empty; the status is shared with those who report it.
    pub fn new(store: Arc<dyn JournalStore>, status: Arc<JournalStatus>) -> Self {
        Self {
            store,
            id: Token::from_random(rand::random()),
            number: 0,
            writer: Arbiter::new(),
            status,
            queue: VecDeque::new(),
            text: 0,
            batch: None,
            begun: None,
            pausing: false,
            head: 0,
            waiters: VecDeque::new(),
            overflowing: false,
            retry: RETRY_FIRST,
        }
    }

    fn waiting(&self) -> usize {
        self.queue.len() + self.batch.as_ref().map_or(0, |batch| batch.steps.len())
    }

    /// Begins the next batch, if it is time for one.
    fn pump(&mut self, ctx: &mut Context<Self>) {
        if self.batch.is_some() || self.queue.is_empty() {
            return;
        }
        let hurry = !self.waiters.is_empty() || self.queue.len() >= BATCH_MAX;
        let pause = self.begun.map_or(Duration::ZERO, |begun| PACE.saturating_sub(begun.elapsed()));
        if !hurry && !pause.is_zero() {
            if !std::mem::replace(&mut self.pausing, true) {
                ctx.run_later(pause, |journal, ctx| {
                    journal.pausing = false;
                    journal.pump(ctx);
                });
            }
            return;
        }
        self.begun = Some(Instant::now());
        let mut text = 0;
        let fits = |step: &&Write| {
            text += step.text();
            text <= BATCH_TEXT_MAX
        };
        let count = self.queue.iter().take(BATCH_MAX).take_while(fits).count().max(1);
        let steps = self.queue.drain(..count).collect();
        self.number += 1;
        let batch = Arc::new(Batch { writer: self.id.clone(), number: self.number, steps });
        self.batch = Some(Arc::clone(&batch));
        self.write(batch, ctx);
    }

    fn write(&self, batch: Arc<Batch>, ctx: &mut Context<Self>) {
        let (store, steps) = (Arc::clone(&self.store), Arc::clone(&batch));
        let (done, written) = oneshot::channel();
        self.writer.spawn(async move {
            let result = store.write(&steps).await;
            // a journal that is gone asks no further
            let _ = done.send(result);
        });
        let written = async move {
            written.await.unwrap_or_else(|_| Err(StoreError::Database("the writer died".to_owned())))
        };
        ctx.spawn(written.into_actor(self).map(|result, journal, ctx| journal.wrote(result, batch, ctx)));
    }

    fn wrote(&mut self, result: Result<(), StoreError>, batch: Arc<Batch>, ctx: &mut Context<Self>) {
        match result {
            Ok(()) => {
                if self.status.failing.swap(0, Ordering::Relaxed) > 0 {
                    info!(waiting = self.waiting(), "the store answers again");
                }
                self.batch = None;
                let count = batch.steps.len() as u64;
                self.text -= batch.steps.iter().map(Write::text).sum::<usize>();
                // it takes a while to forget so many
                self.writer.spawn(async move { drop(batch) });
                self.head += count;
                self.status.written.fetch_add(count, Ordering::Relaxed);
                self.status.waiting.store(self.waiting() as u64, Ordering::Relaxed);
                self.retry = RETRY_FIRST;
                self.overflowing = false;
                while self.waiters.front().is_some_and(|(position, _)| *position <= self.head) {
                    if let Some((_, waiter)) = self.waiters.pop_front() {
                        // the waiter may have given up
                        let _ = waiter.send(());
                    }
                }
                self.pump(ctx);
            }
            Err(error) => {
                if self.status.failing.fetch_add(1, Ordering::Relaxed) == 0 {
                    warn!(%error, waiting = self.waiting(), "the store does not answer; keeping what happens until it does");
                }
                ctx.run_later(self.retry, |journal, ctx| journal.write(batch, ctx));
                self.retry = (self.retry * 2).min(RETRY_MOST);
            }
        }
    }
}

impl Actor for Journal {
    type Context = Context<Self>;
}

impl Handler<Record> for Journal {
    type Result = ();

    fn handle(&mut self, Record(step): Record, ctx: &mut Self::Context) {
        let text = step.text();
        if self.waiting() >= QUEUE_MAX || self.text + text > QUEUE_TEXT_MAX {
            self.status.dropped.fetch_add(1, Ordering::Relaxed);
            if !std::mem::replace(&mut self.overflowing, true) {
                let waiting = self.waiting();
                error!(waiting, "the store is away or does not keep up; what happens now is not kept");
            }
            return;
        }
        self.text += text;
        self.queue.push_back(step);
        self.status.waiting.store(self.waiting() as u64, Ordering::Relaxed);
        self.pump(ctx);
    }
}

impl Handler<Flush> for Journal {
    type Result = ();

    fn handle(&mut self, Flush(done): Flush, ctx: &mut Self::Context) {
        if self.waiting() == 0 {
            let _ = done.send(());
        } else {
            self.waiters.push_back((self.head + self.waiting() as u64, done));
            self.pump(ctx);
        }
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
