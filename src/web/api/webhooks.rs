//! Webhooks of a streamer, and of the site.

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::model::{
    Capability, EventKinds, WEBHOOKS_MAX, WebhookChange, WebhookDelivery, WebhookFormat, WebhookSettings,
    WebhookUrl,
};
use pystreaming_actors::ports::{Page, WebhooksOf};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};

use super::endpoint::{Access, Call, Endpoint, SiteOperation, of_site};
use super::problem::Problem;
use crate::outbound::check_literal;
use crate::webhooks::{NotSent, OVERLAP, Request, Requested, SigningSecret};

const ACCESS: Access = Access::Stream(Capability::ManageStream);
/// Why the events of a webhook cannot be chosen.
const ONLY_ANNOUNCED: &str = "A webhook for Discord announces broadcasts; leave `events` out.";
/// Why a webhook has no secret.
const UNSIGNED: &str = "A webhook for Discord has no secret: what it sends is not signed.";
/// Most attempts of one page.
const PAGE_MAX: u32 = 200;

/// Each operation for the webhooks of a streamer, then each for those of the site.
pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let of_streamers = [
        of_site::<ListWebhooks>(),
        of_site::<AddWebhook>(),
        of_site::<ShowWebhook>(),
        of_site::<ChangeWebhook>(),
        of_site::<RemoveWebhook>(),
        of_site::<RotateSecret>(),
        of_site::<PingWebhook>(),
        of_site::<ListDeliveries>(),
        of_site::<Redeliver>(),
    ];
    let of_the_site = [
        of_site::<ListWebhooks>().of_the_site("list-site-webhooks", "list the site's webhooks"),
        of_site::<AddWebhook>()
            .of_the_site("add-site-webhook", "make a webhook that gets the events of all streams"),
        of_site::<ShowWebhook>().of_the_site("show-site-webhook", "show a webhook of the site"),
        of_site::<ChangeWebhook>().of_the_site("change-site-webhook", "change a webhook of the site"),
        of_site::<RemoveWebhook>().of_the_site("remove-site-webhook", "remove a webhook of the site"),
        of_site::<RotateSecret>()
            .of_the_site("rotate-site-webhook", "replace the secret of a webhook of the site"),
        of_site::<PingWebhook>().of_the_site("ping-site-webhook", "send a test to a webhook of the site"),
        of_site::<ListDeliveries>()
            .of_the_site("list-site-deliveries", "list the last deliveries of a webhook of the site"),
        of_site::<Redeliver>()
            .of_the_site("redeliver-site-event", "send an event to a webhook of the site again"),
    ];
    of_streamers.into_iter().chain(of_the_site)
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhook {
    /// Identifies it.
    id: i64,
    /// Where events are sent; for Discord without the secret part.
    url: String,
    /// `events` for signed events, `discord` for messages that announce broadcasts in a channel of Discord.
    format: &'static str,
    /// The types of events that it gets; empty for all.
    events: Vec<String>,
    /// Whether it gets any.
    enabled: bool,
    /// Why it was disabled; null if its owner did it, or nobody.
    disabled_because: Option<String>,
    /// When it was made, in Unix seconds.
    created: i64,
    /// Failed attempts to deliver the next event.
    attempts: u32,
    /// When the next event is attempted again, in Unix seconds; null unless an attempt failed.
    retry: Option<i64>,
    /// Until when deliveries are also signed with the secret before the last rotation, in Unix seconds; null if there is none.
    old_secret_until: Option<i64>,
    /// The last attempt; null if there was none.
    #[schema(inline)]
    last_delivery: Option<Delivery>,
}

impl From<pystreaming_actors::model::Webhook> for Webhook {
    fn from(webhook: pystreaming_actors::model::Webhook) -> Self {
        let url = webhook.settings.shown_url();
        let WebhookSettings { url: _, format, kinds, enabled } = webhook.settings;
        Self {
            id: webhook.id,
            url,
            format: format.as_str(),
            events: kinds.iter().map(str::to_owned).collect(),
            enabled,
            disabled_because: webhook.disabled_because,
            created: webhook.created_at,
            attempts: webhook.progress.attempts,
            retry: webhook.progress.retry_at.filter(|_| webhook.progress.attempts > 0),
            old_secret_until: webhook.previous.map(|(_, until)| until),
            last_delivery: webhook.last.map(Delivery::from),
        }
    }
}

/// An attempt to deliver an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct Delivery {
    /// Grows from attempt to attempt; 0 for one that was just requested.
    id: i64,
    /// Id of the event; null for a test.
    event: Option<i64>,
    /// Type of the event, or `ping`.
    #[serde(rename = "type")]
    kind: String,
    /// When it began, in Unix seconds.
    time: i64,
    /// Counts the attempts to deliver the event, from 1; 0 for one that was requested.
    attempt: u32,
    /// `delivered`, `failed`, or `given_up` after the last attempt.
    outcome: &'static str,
    /// Status of the receiver's response; null if there was none.
    status: Option<u16>,
    /// Why it failed; null if it did not.
    reason: Option<String>,
    /// How long it took, in milliseconds.
    duration: u32,
    /// Beginning of the body of a response that was no success.
    answer: Option<String>,
}

impl From<WebhookDelivery> for Delivery {
    fn from(delivery: WebhookDelivery) -> Self {
        let WebhookDelivery { id, event, kind, at, attempt, outcome, status, reason, duration_ms, answer } =
            delivery;
        let (time, outcome, duration) = (at, outcome.as_str(), duration_ms);
        Self { id, event, kind, time, attempt, outcome, status, reason, duration, answer }
    }
}

impl Call {
    fn webhooks(&self) -> WebhooksOf<'_> {
        self.owner().map_or(WebhooksOf::Site, WebhooksOf::Streamer)
    }

    async fn webhook(&self, id: i64) -> Result<pystreaming_actors::model::Webhook, Problem> {
        let all = self.site.store.webhooks(self.webhooks()).await?;
        let found = all.into_iter().find(|webhook| webhook.id == id);
        found.ok_or_else(|| Problem::not_found("There is no such webhook."))
    }

    fn target(&self, url: &str) -> Result<WebhookUrl, Problem> {
        let invalid = |why: String| Problem::invalid(format!("The URL {why}."));
        let url = WebhookUrl::parse(url).map_err(|Invalid(why)| invalid(why))?;
        check_literal(&url, &self.site.config.webhooks.allow_private)
            .map_err(|_| invalid("leads to an address that is not public".to_owned()))?;
        Ok(url)
    }

    fn secret(&self, seed: &Token) -> String {
        SigningSecret::of(&self.site.secrets, seed).reveal()
    }

    async fn deliver(&self, id: i64, requested: Requested) -> Result<Delivery, Problem> {
        let webhook = self.webhook(id).await?;
        let sent = self.site.webhooks.send(Request { webhook, requested }).await;
        let sent = sent.unwrap_or(Err(NotSent::Gone));
        sent.map(Delivery::from).map_err(|error| match error {
            NotSent::NoEvent => Problem::not_found("There is no such event in this stream."),
            NotSent::NotAnnounced(why) => Problem::invalid(format!("It is not announced: {why}.")),
            NotSent::Gone => Problem::not_found("There is no such webhook."),
            NotSent::Busy => Problem::too_many("Other deliveries of this webhook wait. Try again later.", 15),
            NotSent::Store(error) => error.into(),
        })
    }
}

fn kinds(words: &[String]) -> Result<EventKinds, Problem> {
    EventKinds::parse(words.iter().map(String::as_str))
        .map_err(|Invalid(why)| Problem::invalid(format!("The list of events {why}.")))
}

fn kinds_schema() -> Array {
    let word = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(EventKinds::known()));
    let text = "The types of events that it gets; empty for all.";
    ArrayBuilder::new().items(word.build()).description(Some(text)).build()
}

/// Lists webhooks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWebhooks {}

/// Webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhooks {
    /// Oldest first.
    #[schema(inline)]
    webhooks: Vec<Webhook>,
}

impl SiteOperation for ListWebhooks {
    const ID: &'static str = "list-webhooks";
    const SUMMARY: &'static str = "list the streamer's webhooks";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/webhooks";
    const ACCESS: Access = ACCESS;
    type Outcome = Webhooks;

    async fn run(self, call: &Call) -> Result<Webhooks, Problem> {
        let stored = call.site.store.webhooks(call.webhooks()).await?;
        Ok(Webhooks { webhooks: stored.into_iter().map(Webhook::from).collect() })
    }
}

/// Makes a webhook.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddWebhook {
    /// Where events are sent: an `http` or `https` URL of a public host.
    #[schema(max_length = 2000)]
    url: String,
    /// The types of events that it gets; empty for all.
    #[serde(default)]
    #[schema(schema_with = kinds_schema)]
    events: Vec<String>,
    /// `events` for signed events, or `discord` for messages that announce broadcasts, for the address of a webhook of a
    /// channel of Discord. Such a webhook takes no `events`.
    #[serde(default)]
    #[schema(pattern = "^(events|discord)$")]
    format: Option<String>,
}

/// A new webhook, or a new secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewSecret {
    /// Identifies the webhook.
    id: i64,
    /// The key of the signatures, which is shown only now; null for Discord, where nothing is signed.
    secret: Option<String>,
}

impl SiteOperation for AddWebhook {
    const ID: &'static str = "add-webhook";
    const SUMMARY: &'static str = "make a webhook that gets the stream's events";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streams/{streamer}/webhooks";
    const ACCESS: Access = ACCESS;
    const AUDITS: Option<&'static str> = Some("add_webhook");
    type Outcome = NewSecret;

    async fn run(self, call: &Call) -> Result<NewSecret, Problem> {
        let (url, kinds) = (call.target(&self.url)?, kinds(&self.events)?);
        let format = self.format.as_deref().map(WebhookFormat::stored).unwrap_or_default();
        let kinds = match format {
            WebhookFormat::Events => kinds,
            WebhookFormat::Discord if self.events.is_empty() => EventKinds::announced(),
            WebhookFormat::Discord => return Err(Problem::invalid(ONLY_ANNOUNCED)),
        };
        let seed = Token::from_random(rand::random());
        let settings = WebhookSettings { url, format, kinds, enabled: true };
        let (store, now) = (call.store(), call.site.unix());
        let id = store.add_webhook(call.owner(), &settings, &seed, now, WEBHOOKS_MAX).await?;
        let full =
            || Problem::invalid(format!("There are {WEBHOOKS_MAX} webhooks already; remove one first."));
        let secret = (format == WebhookFormat::Events).then(|| call.secret(&seed));
        Ok(NewSecret { id: id.ok_or_else(full)?, secret })
    }
}

/// Shows a webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowWebhook {
    /// The webhook's id.
    id: i64,
}

impl SiteOperation for ShowWebhook {
    const ID: &'static str = "show-webhook";
    const SUMMARY: &'static str = "show a webhook";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/webhooks/{id}";
    const ACCESS: Access = ACCESS;
    type Outcome = Webhook;

    async fn run(self, call: &Call) -> Result<Webhook, Problem> {
        call.webhook(self.id).await.map(Webhook::from)
    }
}

/// Changes a webhook; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeWebhook {
    /// The webhook's id.
    id: i64,
    /// Where events are sent: an `http` or `https` URL of a public host.
    #[serde(default)]
    #[schema(max_length = 2000)]
    url: Option<String>,
    /// The types of events that it gets; empty for all.
    #[serde(default)]
    #[schema(schema_with = kinds_schema)]
    events: Option<Vec<String>>,
    /// Whether it gets any. One that is enabled again gets events from then on.
    #[serde(default)]
    enabled: Option<bool>,
}

impl SiteOperation for ChangeWebhook {
    const ID: &'static str = "change-webhook";
    const SUMMARY: &'static str = "change a webhook";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/streams/{streamer}/webhooks/{id}";
    const ACCESS: Access = ACCESS;
    const AUDITS: Option<&'static str> = Some("change_webhook");
    type Outcome = Webhook;

    async fn run(self, call: &Call) -> Result<Webhook, Problem> {
        let is_discord = call.webhook(self.id).await?.settings.format == WebhookFormat::Discord;
        if is_discord && self.events.is_some() {
            return Err(Problem::invalid(ONLY_ANNOUNCED));
        }
        let change = WebhookChange {
            url: self.url.map(|url| call.target(&url)).transpose()?,
            kinds: self.events.map(|words| kinds(&words)).transpose()?,
            enabled: self.enabled,
        };
        call.store().change_webhook(self.id, call.webhooks(), &change).await?;
        call.webhook(self.id).await.map(Webhook::from)
    }
}

/// Removes a webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveWebhook {
    /// The webhook's id.
    id: i64,
}

/// The webhook gets no more events, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct Removed {}

impl SiteOperation for RemoveWebhook {
    const ID: &'static str = "remove-webhook";
    const SUMMARY: &'static str = "remove a webhook";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{streamer}/webhooks/{id}";
    const ACCESS: Access = ACCESS;
    const AUDITS: Option<&'static str> = Some("remove_webhook");
    type Outcome = Removed;

    async fn run(self, call: &Call) -> Result<Removed, Problem> {
        call.store().remove_webhook(self.id, call.webhooks()).await?;
        Ok(Removed {})
    }
}

/// Replaces a webhook's secret. For a day, deliveries are signed with the old one too.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateSecret {
    /// The webhook's id.
    id: i64,
}

impl SiteOperation for RotateSecret {
    const ID: &'static str = "rotate-webhook";
    const SUMMARY: &'static str = "replace the secret of a webhook";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/streams/{streamer}/webhooks/{id}/secret";
    const ACCESS: Access = ACCESS;
    const AUDITS: Option<&'static str> = Some("rotate_webhook");
    type Outcome = NewSecret;

    async fn run(self, call: &Call) -> Result<NewSecret, Problem> {
        if call.webhook(self.id).await?.settings.format == WebhookFormat::Discord {
            return Err(Problem::invalid(UNSIGNED));
        }
        let seed = Token::from_random(rand::random());
        let until = call.site.unix() + OVERLAP;
        call.store().rotate_webhook(self.id, call.webhooks(), &seed, until).await?;
        Ok(NewSecret { id: self.id, secret: Some(call.secret(&seed)) })
    }
}

/// Sends a test.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PingWebhook {
    /// The webhook's id.
    id: i64,
}

impl SiteOperation for PingWebhook {
    const ID: &'static str = "ping-webhook";
    const SUMMARY: &'static str = "send a test to a webhook";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streams/{streamer}/webhooks/{id}/ping";
    const ACCESS: Access = ACCESS;
    type Outcome = Delivery;

    async fn run(self, call: &Call) -> Result<Delivery, Problem> {
        call.deliver(self.id, Requested::Ping).await
    }
}

/// Lists a page of the log of deliveries: the newest attempts, or those before or after an id.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDeliveries {
    /// The webhook's id.
    id: i64,
    /// Most attempts to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200, default = 100)]
    limit: Option<u32>,
    /// Only attempts before this id: the newest of them, without `after`.
    #[serde(default)]
    before: Option<i64>,
    /// Only attempts after this id: the oldest of them.
    #[serde(default)]
    after: Option<i64>,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryPage {
    /// Oldest first. The last 200 attempts are kept.
    #[schema(inline)]
    deliveries: Vec<Delivery>,
    /// The `before` of the next older page, or with `after` the `after` of the next newer one; null on the last page.
    next: Option<i64>,
}

impl SiteOperation for ListDeliveries {
    const ID: &'static str = "list-deliveries";
    const SUMMARY: &'static str = "list the last deliveries of a webhook";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/webhooks/{id}/deliveries";
    const ACCESS: Access = ACCESS;
    type Outcome = DeliveryPage;

    async fn run(self, call: &Call) -> Result<DeliveryPage, Problem> {
        let webhook = call.webhook(self.id).await?;
        let limit = self.limit.unwrap_or(100).clamp(1, PAGE_MAX);
        let page = match (self.before, self.after) {
            (_, Some(after)) => Page::After(after),
            (Some(before), None) => Page::Before(before),
            (None, None) => Page::Last,
        };
        // one more tells whether there is another page
        let mut deliveries = call.site.store.deliveries(webhook.id, page, limit + 1).await?;
        deliveries.retain(|delivery| self.before.is_none_or(|before| delivery.id < before));
        let forward = matches!(page, Page::After(_));
        let more = deliveries.len() > limit as usize;
        if more {
            deliveries.remove(if forward { deliveries.len() - 1 } else { 0 });
        }
        let edge = if forward { deliveries.last() } else { deliveries.first() };
        let next = edge.filter(|_| more).map(|delivery| delivery.id);
        Ok(DeliveryPage { deliveries: deliveries.into_iter().map(Delivery::from).collect(), next })
    }
}

/// Sends an event again, with the same `webhook-id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redeliver {
    /// The webhook's id.
    id: i64,
    /// Id of the event.
    event: i64,
}

impl SiteOperation for Redeliver {
    const ID: &'static str = "redeliver-event";
    const SUMMARY: &'static str = "send an event to a webhook again";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streams/{streamer}/webhooks/{id}/deliveries";
    const ACCESS: Access = ACCESS;
    type Outcome = Delivery;

    async fn run(self, call: &Call) -> Result<Delivery, Problem> {
        call.deliver(self.id, Requested::Event(self.event)).await
    }
}
