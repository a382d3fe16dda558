//! Single deliveries: the next event of a webhook, and what somebody requests.

use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{
    Announcement, DeliveryOutcome, UnixTime, Webhook, WebhookDelivery, WebhookFormat,
};
use pystreaming_actors::ports::{Clock, EventQuery, Page, Settlement, Store, StoreError, StoredEvent};
use tracing::{debug, warn};

use super::announcements::{self, Announcements, Awaited, Planned};
use super::courier::Courier;
use super::message::{Message, PING, To};
use super::retry::{Attempt, Gone, left_out, settle};
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
    /// Makes messages that announce broadcasts; `None` where no server runs.
    pub announcements: Option<Announcements>,
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
    /// There is nothing to announce.
    #[error("it is not announced: {0}")]
    NotAnnounced(&'static str),
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

/// Delivers the first event that a webhook wants after this one, which has waited for this. `tail` is known to be stored.
pub(super) async fn next(
    ports: &Ports,
    webhook: &Webhook,
    (after, tail): (i64, i64),
    awaited: Option<Awaited>,
) -> Finished {
    let event = match find(ports, webhook, after).await {
        Ok(Ok(event)) => event,
        Ok(Err(looked_at)) => return Finished::CaughtUp(looked_at.max(tail)),
        Err(error) => {
            debug!(%error, "cannot read events for a webhook");
            return Finished::Failed;
        }
    };
    let (id, kind) = (event.id, event.kind.clone());
    let now = ports.clock.now();
    let begun = now.unix;
    let which = match webhook.progress.attempts {
        0 => announcements::Attempt::First(awaited, now.monotonic),
        _ => announcements::Attempt::Later,
    };
    let settled = match message(ports, webhook, event, (begun, which)).await {
        Ok(Planned::Sent(message)) => {
            let attempt = send(ports, webhook, *message, begun).await;
            let now = ports.clock.now().unix;
            settle(webhook.progress, (id, &kind), attempt, (begun, now), rand::random())
        }
        Ok(Planned::Nothing(why)) => left_out(webhook.progress, (id, &kind), why, begun),
        // the next event is this one again
        Ok(Planned::Early(awaited)) => return Finished::Early { after: id - 1, awaited },
        Err(error) => {
            debug!(%error, "cannot read what a webhook announces");
            return Finished::Failed;
        }
    };
    report(webhook, &settled);
    loop {
        match ports.store.settle_webhook(webhook.id, &settled).await {
            Ok(webhook) => return Finished::Settled(webhook.map(Box::new)),
            Err(error) => debug!(%error, "cannot store the outcome of a delivery; trying again"),
        }
        tokio::time::sleep(STORE_PAUSE).await;
    }
}

/// Attempts to deliver a message, and keeps what it announces.
async fn send(ports: &Ports, webhook: &Webhook, message: Message, now: UnixTime) -> Attempt {
    let (changes, announces) = (matches!(message.to, To::Message(_)), message.announces.clone());
    let attempt = ports.courier.deliver(webhook, message, now).await;
    let Some((streamer, announcement)) = announces else { return attempt };
    let kept = match (&attempt.reason, &attempt.made) {
        (Some(_), _) if attempt.gone == Some(Gone::Message) => None,
        (Some(_), _) => return attempt,
        (None, _) if changes => Some(announcement),
        // without its id it cannot be changed
        (None, made) => made.clone().map(|message| Announcement { message, ..announcement }),
    };
    while let Err(error) = ports.store.keep_announcement(webhook.id, &streamer, kept.as_ref()).await {
        debug!(%error, "cannot store what was announced; trying again");
        tokio::time::sleep(STORE_PAUSE).await;
    }
    attempt
}

/// What a webhook is sent of an event.
async fn message(
    ports: &Ports,
    webhook: &Webhook,
    event: StoredEvent,
    when: (UnixTime, announcements::Attempt),
) -> Result<Planned, StoreError> {
    match (webhook.settings.format, &ports.announcements) {
        (WebhookFormat::Events, _) => Ok(Planned::Sent(Message::of(webhook, event).into())),
        (WebhookFormat::Discord, Some(announcements)) => {
            announcements.message(ports.store.as_ref(), webhook, &event, when).await
        }
        (WebhookFormat::Discord, None) => Ok(Planned::Nothing("no server runs")),
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

fn report(webhook: &Webhook, settled: &Settlement) {
    let (webhook, given_up_before) = (webhook.id, webhook.progress.given_up);
    let WebhookDelivery { event, reason, outcome, .. } = &settled.delivery;
    let reason = reason.as_deref().unwrap_or_default();
    if let Some(why) = &settled.disabled_because {
        warn!(webhook, why, "webhook disabled");
    } else if *outcome == DeliveryOutcome::GivenUp && settled.progress.given_up > given_up_before {
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
            let when = (now, announcements::Attempt::Later);
            let message = match message(ports, webhook, event, when).await? {
                Planned::Sent(message) => *message,
                Planned::Nothing(why) => return Err(NotSent::NotAnnounced(why)),
                Planned::Early(_) => return Err(NotSent::NotAnnounced("it is too early")),
            };
            (message, Some(id), kind)
        }
    };
    let attempt = send(ports, webhook, message, now).await;
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
