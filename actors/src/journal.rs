//! The journal: writes to the store in order, in the background.
//!
//! Recording never waits for the database. Failed batches are retried. While [`QUEUE_MAX`] steps or [`QUEUE_TEXT_MAX`]
//! bytes are waiting, new steps are dropped and counted, and the log says so once per outage.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;
use tracing::{error, info, warn};

use crate::model::names::Token;
use crate::ports::{Batch, JournalPosition, JournalStore, StoreError, Write};

/// Maximum number of steps that wait for the database: a few hours of a busy site.
pub const QUEUE_MAX: usize = 100_000;
/// Maximum size of their text in bytes, since a drawing is as long as a thousand messages.
pub const QUEUE_TEXT_MAX: usize = 64 << 20;
/// Maximum number of steps in a batch. With many busy rooms, larger batches cost less per step: messages of one room
/// are stored together, and a database page is written once for all of them.
const BATCH_MAX: usize = 16_000;
const BATCH_TEXT_MAX: usize = 4 << 20;
/// Shortest time between the starts of two batches, while nobody waits for a flush. The busier the site, the larger the
/// batches.
const PACE: Duration = Duration::from_millis(20);
const RETRY_FIRST: Duration = Duration::from_millis(250);
const RETRY_MOST: Duration = Duration::from_secs(5);

/// Adds one step to the journal.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Record(pub Write);

/// Asks to be told when everything recorded so far is in the store, with the journal's position at that time.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Flush(pub oneshot::Sender<JournalPosition>);

/// Counters of the journal, for readiness and metrics.
#[derive(Debug, Default)]
pub struct JournalStatus {
    /// Steps waiting to be written.
    pub waiting: AtomicU64,
    /// Steps dropped because the queue was full.
    pub dropped: AtomicU64,
    /// Steps written since the start.
    pub written: AtomicU64,
    /// Failed attempts in a row; 0 when the store answers.
    pub failing: AtomicU64,
    /// Wakes those who wait for what is written.
    written_up_to: watch::Sender<u64>,
}

impl JournalStatus {
    /// The number of steps written since the start, for those who wait until it changes.
    pub fn written_up_to(&self) -> watch::Receiver<u64> {
        self.written_up_to.subscribe()
    }
}

/// The single writer of what happens in streams.
pub struct Journal {
    store: Arc<dyn JournalStore>,
    /// Identifies this journal in its batches.
    id: Token,
    /// The number of the last batch.
    number: u64,
    /// Runs writes on a thread of their own, since the registry shares the journal's thread.
    writer: Arbiter,
    status: Arc<JournalStatus>,
    /// Steps not yet in a batch, oldest first. With the current batch at most [`QUEUE_MAX`].
    queue: VecDeque<Write>,
    /// Bytes of text in the queue and the current batch; at most [`QUEUE_TEXT_MAX`].
    text: usize,
    /// The current batch. It is retried unchanged, since a failed write may still have reached the store.
    batch: Option<Arc<Batch>>,
    /// When the last batch started.
    begun: Option<Instant>,
    /// Whether a timer for the next batch is set.
    pausing: bool,
    /// Number of steps written: the position of the first waiting step.
    head: u64,
    /// Waiters for the head to pass a position, in order of position.
    waiters: VecDeque<(u64, oneshot::Sender<JournalPosition>)>,
    /// Whether steps were dropped, and the log said so, since the store last answered.
    overflowing: bool,
    retry: Duration,
}

impl Journal {
    /// An empty journal. The status is shared with readiness and metrics.
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

    /// Starts the next batch if it is due.
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
            // the journal may be gone
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
                // dropping so many steps takes a while
                self.writer.spawn(async move { drop(batch) });
                self.head += count;
                let written = self.status.written.fetch_add(count, Ordering::Relaxed) + count;
                self.status.written_up_to.send_replace(written);
                self.status.waiting.store(self.waiting() as u64, Ordering::Relaxed);
                self.retry = RETRY_FIRST;
                self.overflowing = false;
                while self.waiters.front().is_some_and(|(position, _)| *position <= self.head) {
                    if let Some((_, waiter)) = self.waiters.pop_front() {
                        // the waiter may have given up
                        let _ = waiter.send(JournalPosition(self.head));
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
            let _ = done.send(JournalPosition(self.head));
        } else {
            self.waiters.push_back((self.head + self.waiting() as u64, done));
            self.pump(ctx);
        }
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
