//! Single deliveries: the next event of a webhook, and what somebody requests.

use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{DeliveryOutcome, Webhook, WebhookDelivery};
use pystreaming_actors::ports::{Clock, EventQuery, Page, Settlement, Store, StoreError, StoredEvent};
use tracing::{debug, warn};

use super::courier::Courier;
use super::message::{Message, PING};
use super::retry::settle;
use super::schedule::{Finished, wants};

/// Events read at once.
const PAGE: u32 = 16;
/// Pause between two attempts to store an outcome.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// What deliveries need.
#[derive(Clone)]
pub struct Ports {
    /// Events and webhooks.
    pub store: Arc<dyn Store>,
    /// Time as an argument.
    pub clock: Arc<dyn Clock>,
    /// Sends messages.
    pub courier: Arc<dyn Courier>,
}

/// A delivery that somebody requests. It does not change the webhook's position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requested {
    /// A test.
    Ping,
    /// An event by its id, once more.
    Event(i64),
}

/// Why a requested delivery was not attempted.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// The event does not exist, or is not one of the webhook's streamer.
    #[error("there is no such event")]
    NoEvent,
    /// Other requests wait for the same webhook.
    #[error("too many deliveries of this webhook wait")]
    Busy,
    /// The webhook was removed.
    #[error("the webhook was removed")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Delivers the first event that a webhook wants after this one. `tail` is known to be stored.
pub(super) async fn next(ports: &Ports, webhook: &Webhook, after: i64, tail: i64) -> Finished {
    let event = match find(ports, webhook, after).await {
        Ok(Ok(event)) => event,
        Ok(Err(looked_at)) => return Finished::CaughtUp(looked_at.max(tail)),
        Err(error) => {
            debug!(%error, "cannot read events for a webhook");
            return Finished::Failed;
        }
    };
    let (id, kind) = (event.id, event.kind.clone());
    let begun = ports.clock.now().unix;
    let attempt = ports.courier.deliver(webhook, Message::of(webhook, event), begun).await;
    let now = ports.clock.now().unix;
    let settled = settle(webhook.progress, (id, &kind), attempt, (begun, now), rand::random());
    report(webhook.id, &settled);
    loop {
        match ports.store.settle_webhook(webhook.id, &settled).await {
            Ok(webhook) => return Finished::Settled(webhook.map(Box::new)),
            Err(error) => debug!(%error, "cannot store the outcome of a delivery; trying again"),
        }
        tokio::time::sleep(STORE_PAUSE).await;
    }
}

/// The first event that a webhook wants after this one; `Err` is the last that it does not want.
async fn find(
    ports: &Ports,
    webhook: &Webhook,
    mut after: i64,
) -> Result<Result<StoredEvent, i64>, StoreError> {
    loop {
        let streamer = webhook.streamer.clone();
        let query = EventQuery { streamer, page: Page::After(after), ..EventQuery::last(PAGE) };
        let events = ports.store.events(&query).await?;
        let is_last = events.len() < PAGE as usize;
        after = events.last().map_or(after, |event| event.id);
        if let Some(event) = events.into_iter().find(|event| wants(webhook, event)) {
            return Ok(Ok(event));
        }
        if is_last {
            return Ok(Err(after));
        }
    }
}

fn report(webhook: i64, settled: &Settlement) {
    let WebhookDelivery { event, reason, outcome, .. } = &settled.delivery;
    let reason = reason.as_deref().unwrap_or_default();
    if let Some(why) = &settled.disabled_because {
        warn!(webhook, why, "webhook disabled");
    } else if *outcome == DeliveryOutcome::GivenUp {
        warn!(webhook, event, reason, "an event could not be delivered for hours and is given up");
    } else {
        debug!(webhook, event, reason, outcome = outcome.as_str(), "delivery attempted");
    }
}

/// Stores the position of a webhook that wants no event up to this one.
pub(super) async fn skip(ports: &Ports, webhook: i64, up_to: i64) -> Finished {
    match ports.store.skip_events(webhook, up_to).await {
        Ok(webhook) => Finished::Settled(webhook.map(Box::new)),
        Err(_) => Finished::Failed,
    }
}

/// Performs a requested delivery, and returns the entry of the log.
///
/// # Errors
/// Nothing was attempted, or the outcome could not be stored.
pub async fn perform(
    ports: &Ports,
    webhook: &Webhook,
    requested: Requested,
) -> Result<WebhookDelivery, NotSent> {
    let now = ports.clock.now().unix;
    let (message, event, kind) = match requested {
        Requested::Ping => {
            let random = Token::from_random(rand::random());
            (Message::ping(webhook, &random, now), None, PING.to_owned())
        }
        Requested::Event(id) => {
            let event = event(ports, webhook, id).await?.ok_or(NotSent::NoEvent)?;
            let kind = event.kind.clone();
            (Message::of(webhook, event), Some(id), kind)
        }
    };
    let attempt = ports.courier.deliver(webhook, message, now).await;
    let delivery = attempt.into_delivery(event, &kind, now, 0, DeliveryOutcome::Failed);
    match ports.store.log_delivery(webhook.id, &delivery).await {
        Ok(()) => Ok(delivery),
        Err(StoreError::NotFound { .. }) => Err(NotSent::Gone),
        Err(error) => Err(error.into()),
    }
}

async fn event(ports: &Ports, webhook: &Webhook, id: i64) -> Result<Option<StoredEvent>, StoreError> {
    let page = Page::After(id.saturating_sub(1));
    let query = EventQuery { streamer: webhook.streamer.clone(), page, ..EventQuery::last(1) };
    let found = ports.store.events(&query).await?.pop();
    Ok(found.filter(|event| event.id == id))
}
