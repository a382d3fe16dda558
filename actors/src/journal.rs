//! The journal: writes go to the store in order, behind everybody's back.
//!
//! Whoever records something never waits for the database. What cannot be written is kept and tried again; when the
//! database stays away for so long that [`QUEUE_MAX`] steps are waiting, new ones are dropped and counted, and the
//! log says so once per outage.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::oneshot;
use tracing::{error, info, warn};

use crate::store::{Store, StoreError, Write};

/// Most steps that wait for the database: a few hours of a busy site.
pub const QUEUE_MAX: usize = 100_000;
const BATCH_MAX: usize = 500;
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
    store: Arc<dyn Store>,
    status: Arc<JournalStatus>,
    /// Not yet written, oldest first; at most [`QUEUE_MAX`]. While `writing`, the batch under way still stands at its
    /// head.
    queue: VecDeque<Write>,
    /// Position of `queue`'s head in everything ever recorded.
    head: u64,
    /// Whoever waits until the head has passed a position, in order of position.
    waiters: VecDeque<(u64, oneshot::Sender<()>)>,
    writing: bool,
    /// Steps were dropped since the store last answered, and the log has said so.
    overflowing: bool,
    retry: Duration,
}

impl Journal {
    /// A journal that is empty; the status is shared with whoever reports it.
    pub fn new(store: Arc<dyn Store>, status: Arc<JournalStatus>) -> Self {
        Self {
            store,
            status,
            queue: VecDeque::new(),
            head: 0,
            waiters: VecDeque::new(),
            writing: false,
            overflowing: false,
            retry: RETRY_FIRST,
        }
    }

    fn pump(&mut self, ctx: &mut Context<Self>) {
        if self.writing || self.queue.is_empty() {
            return;
        }
        self.writing = true;
        let batch: Vec<Write> = self.queue.iter().take(BATCH_MAX).cloned().collect();
        let store = Arc::clone(&self.store);
        let write = async move { (store.write(&batch).await, batch.len()) };
        ctx.spawn(
            write.into_actor(self).map(|(result, count), journal, ctx| journal.wrote(result, count, ctx)),
        );
    }

    fn wrote(&mut self, result: Result<(), StoreError>, count: usize, ctx: &mut Context<Self>) {
        match result {
            Ok(()) => {
                if self.status.failing.swap(0, Ordering::Relaxed) > 0 {
                    info!(waiting = self.queue.len(), "the store answers again");
                }
                self.queue.drain(..count);
                self.head += count as u64;
                self.status.written.fetch_add(count as u64, Ordering::Relaxed);
                self.status.waiting.store(self.queue.len() as u64, Ordering::Relaxed);
                self.retry = RETRY_FIRST;
                self.writing = false;
                self.overflowing = false;
                while self.waiters.front().is_some_and(|(position, _)| *position <= self.head) {
                    if let Some((_, waiter)) = self.waiters.pop_front() {
                        // whoever asked may have stopped waiting
                        let _ = waiter.send(());
                    }
                }
                self.pump(ctx);
            }
            Err(error) => {
                if self.status.failing.fetch_add(1, Ordering::Relaxed) == 0 {
                    warn!(%error, waiting = self.queue.len(), "the store does not answer; keeping what happens until it does");
                }
                ctx.run_later(self.retry, |journal, ctx| {
                    journal.writing = false;
                    journal.pump(ctx);
                });
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
        if self.queue.len() >= QUEUE_MAX {
            self.status.dropped.fetch_add(1, Ordering::Relaxed);
            if !std::mem::replace(&mut self.overflowing, true) {
                error!(
                    waiting = QUEUE_MAX,
                    "the store has been away for too long; what happens now is not kept"
                );
            }
            return;
        }
        self.queue.push_back(step);
        self.status.waiting.store(self.queue.len() as u64, Ordering::Relaxed);
        self.pump(ctx);
    }
}

impl Handler<Flush> for Journal {
    type Result = ();

    fn handle(&mut self, Flush(done): Flush, _: &mut Self::Context) {
        if self.queue.is_empty() {
            let _ = done.send(());
        } else {
            self.waiters.push_back((self.head + self.queue.len() as u64, done));
        }
    }
}
