//! The actor that delivers events: it learns of events and webhooks, and starts what is due.

use std::time::Duration;

use actix::prelude::*;
use pystreaming_actors::model::{Webhook, WebhookDelivery};
use pystreaming_actors::ports::{EventQuery, Page, StoreError, StoredEvent, WebhooksOf};
use tokio::sync::{oneshot, watch};
use tracing::debug;

use super::job::{self, NotSent, Ports, Requested};
use super::schedule::{Finished, Schedule, Start};

/// How often it looks for changed webhooks, and for deliveries that are due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Shortest time between two looks at what the journal wrote: a busy chat is read in batches.
const REST: Duration = Duration::from_millis(50);
/// Events read at once.
const BATCH: u32 = 256;

/// Delivers events to webhooks.
pub struct Dispatcher {
    ports: Ports,
    schedule: Schedule<Waiting>,
    /// Changes when the journal has written something.
    written: watch::Receiver<u64>,
    /// The store's revision that the schedule reflects; `None` before the first look.
    revision: Option<i64>,
    /// Whether the store is being asked.
    looking: bool,
    /// Whether it has to be asked again after that.
    look_again: bool,
}

/// A requested delivery, and who waits for its outcome.
struct Waiting {
    requested: Requested,
    done: oneshot::Sender<Result<WebhookDelivery, NotSent>>,
}

/// The journal has written something.
#[derive(Message)]
#[rtype(result = "()")]
struct Written;

/// Looks for events, for changed webhooks, and for deliveries that are due.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Look;

/// Requests a delivery.
#[derive(Debug, Message)]
#[rtype(result = "Result<WebhookDelivery, NotSent>")]
pub struct Request {
    /// The webhook, as stored.
    pub webhook: Webhook,
    /// What to send.
    pub requested: Requested,
}

/// What the store has.
struct Seen {
    revision: i64,
    /// All webhooks, with the id of the last event before they were read, if the revision changed.
    webhooks: Option<(Vec<Webhook>, i64)>,
    events: Vec<StoredEvent>,
}

impl Dispatcher {
    /// A dispatcher that is woken when the journal has written something.
    pub fn new(ports: Ports, written: watch::Receiver<u64>) -> Self {
        Self { ports, schedule: Schedule::new(), written, revision: None, looking: false, look_again: false }
    }

    /// Starts it on a thread of its own.
    pub fn start(self) -> Addr<Self> {
        Self::start_in_arbiter(&Arbiter::new().handle(), |_| self)
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        if std::mem::replace(&mut self.looking, true) {
            self.look_again = true;
            return;
        }
        let ports = self.ports.clone();
        let (known, tail) = (self.revision, self.schedule.tail());
        let follows = !self.schedule.is_empty();
        let seen = async move { see(&ports, known, follows.then_some(tail)).await };
        ctx.spawn(seen.into_actor(self).map(|seen, dispatcher, ctx| {
            dispatcher.looking = false;
            let mut again = std::mem::take(&mut dispatcher.look_again);
            match seen {
                Ok(Seen { revision, webhooks, events }) => {
                    again |= events.len() == BATCH as usize;
                    dispatcher.schedule.recorded(&events);
                    if let Some((webhooks, tail)) = webhooks {
                        dispatcher.schedule.replace(webhooks, tail, dispatcher.ports.clock.now());
                    }
                    dispatcher.revision = Some(revision);
                    dispatcher.pump(ctx);
                    if again {
                        dispatcher.look(ctx);
                    }
                }
                // the registry logs that the store is away
                Err(error) => debug!(%error, "cannot look for events of webhooks"),
            }
        }));
    }

    /// Starts what is due.
    fn pump(&mut self, ctx: &mut Context<Self>) {
        for start in self.schedule.start(self.ports.clock.now().monotonic) {
            let id = match &start {
                Start::Next { webhook, .. } | Start::Request { webhook, .. } => webhook.id,
                Start::Skip { webhook, .. } => *webhook,
            };
            let ports = self.ports.clone();
            // a task of its own: one that panics ends alone
            let run = actix::spawn(async move { run(&ports, start).await });
            ctx.spawn(run.into_actor(self).map(move |finished, dispatcher, ctx| {
                let finished = finished.unwrap_or(Finished::Failed);
                dispatcher.schedule.finished(id, finished, dispatcher.ports.clock.now());
                dispatcher.pump(ctx);
            }));
        }
    }
}

/// Asks the store for webhooks if its revision changed, and for events after the tail if anybody wants them.
async fn see(ports: &Ports, known: Option<i64>, tail: Option<i64>) -> Result<Seen, StoreError> {
    let revision = ports.store.revision().await?;
    let webhooks = if known == Some(revision) {
        None
    } else {
        // before the webhooks: they miss none of what is stored later
        let last = ports.store.events(&EventQuery::last(1)).await?;
        let last = last.first().map_or(0, |event| event.id);
        let tail = tail.map_or(last, |tail| tail.min(last));
        Some((ports.store.webhooks(WebhooksOf::Everybody).await?, tail))
    };
    let events = match tail {
        Some(tail) => {
            let query = EventQuery { page: Page::After(tail), ..EventQuery::last(BATCH) };
            ports.store.events(&query).await?
        }
        None => Vec::new(),
    };
    Ok(Seen { revision, webhooks, events })
}

async fn run(ports: &Ports, start: Start<Waiting>) -> Finished {
    match start {
        Start::Next { webhook, after, tail, awaited } => {
            job::next(ports, &webhook, (after, tail), awaited).await
        }
        Start::Skip { webhook, up_to } => job::skip(ports, webhook, up_to).await,
        Start::Request { webhook, request: Waiting { requested, done } } => {
            // whoever asked may be gone
            let _ = done.send(job::perform(ports, &webhook, requested).await);
            Finished::Requested
        }
    }
}

impl Actor for Dispatcher {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.look(ctx);
        ctx.run_interval(LOOK_EVERY, |dispatcher, ctx| dispatcher.handle(Look, ctx));
        let (mut written, dispatcher) = (self.written.clone(), ctx.address());
        actix::spawn(async move {
            while written.changed().await.is_ok() {
                dispatcher.do_send(Written);
                tokio::time::sleep(REST).await;
            }
        });
    }
}

impl Handler<Look> for Dispatcher {
    type Result = ();

    fn handle(&mut self, _: Look, ctx: &mut Self::Context) {
        self.look(ctx);
        self.pump(ctx);
    }
}

impl Handler<Written> for Dispatcher {
    type Result = ();

    fn handle(&mut self, _: Written, ctx: &mut Self::Context) {
        // what the journal writes does not concern a site without webhooks
        if !self.schedule.is_empty() {
            self.look(ctx);
        }
    }
}

impl Handler<Request> for Dispatcher {
    type Result = ResponseFuture<Result<WebhookDelivery, NotSent>>;

    fn handle(&mut self, Request { webhook, requested }: Request, ctx: &mut Self::Context) -> Self::Result {
        let (done, outcome) = oneshot::channel();
        let waiting = Waiting { requested, done };
        if self.schedule.request(webhook, waiting, self.ports.clock.now()).is_err() {
            return Box::pin(async { Err(NotSent::Busy) });
        }
        self.pump(ctx);
        Box::pin(async move { outcome.await.unwrap_or(Err(NotSent::Gone)) })
    }
}
