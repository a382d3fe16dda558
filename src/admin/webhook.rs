//! `pystreaming-admin webhook …`

use std::sync::Arc;

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::model::{
    DeliveryOutcome, EventKinds, WEBHOOKS_MAX, Webhook, WebhookChange, WebhookDelivery, WebhookFormat,
    WebhookSettings, WebhookUrl,
};
use pystreaming_actors::ports::{Page, StoreError, SystemClock, WebhooksOf};
use rand::RngExt;
use serde_json::{Value, json};

use super::cli::WebhookVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::output;
use crate::outbound::check_literal;
use crate::webhooks::{self, HttpCourier, NotSent, OVERLAP, Requested, SigningSecret};

pub(super) async fn run(verb: WebhookVerb, context: &AdminContext) -> Result<String, AdminError> {
    let store = &context.store;
    match verb {
        WebhookVerb::List { username, listing } => {
            let of = owner(username.as_deref(), context).await?;
            let of = of.as_ref().map_or(WebhooksOf::Everybody, WebhooksOf::Streamer);
            let webhooks = store.webhooks(of).await?;
            Ok(if listing.json {
                output::json(&webhooks.iter().map(entry).collect::<Vec<_>>())
            } else {
                table(&webhooks)
            })
        }
        WebhookVerb::Add { username, url, events, format, listing } => {
            let of = owner(username.as_deref(), context).await?;
            let format = WebhookFormat::stored(&format);
            let kinds = match format {
                WebhookFormat::Events => kinds(&events)?,
                WebhookFormat::Discord => EventKinds::announced(),
            };
            let settings = WebhookSettings { url: target(&url, context)?, format, kinds, enabled: true };
            let seed = Token::from_random(rand::rng().random());
            let now = context.now();
            let whose = of.as_ref().map_or_else(|| "the site".to_owned(), ToString::to_string);
            let id = store.add_webhook(of.as_ref(), &settings, &seed, now, WEBHOOKS_MAX).await?;
            let id =
                id.ok_or_else(|| AdminError::TooManyWebhooks { whose: whose.clone(), most: WEBHOOKS_MAX })?;
            let done = format!("added webhook {id} of {whose}");
            Ok(match format {
                WebhookFormat::Events => secret(id, &seed, &done, listing.json, context),
                WebhookFormat::Discord if listing.json => output::json(&json!({ "id": id, "secret": null })),
                WebhookFormat::Discord => format!("{done}\n"),
            })
        }
        WebhookVerb::Change { id, url, events, enabled } => {
            let events: Option<Vec<String>> =
                events.map(|words| words.into_iter().filter(|word| !word.is_empty()).collect());
            let format = webhook(id, context).await?.settings.format;
            if events.is_some() && format == WebhookFormat::Discord {
                let why = "cannot be chosen: a webhook for Discord announces broadcasts".to_owned();
                return Err(AdminError::Option { option: "--events", why });
            }
            let change = WebhookChange {
                url: url.map(|url| target(&url, context)).transpose()?,
                kinds: events.map(|words| kinds(&words)).transpose()?,
                enabled,
            };
            store.change_webhook(id, WebhooksOf::Everybody, &change).await.map_err(missing)?;
            Ok(format!("changed webhook {id}\n"))
        }
        WebhookVerb::Remove { id } => {
            store.remove_webhook(id, WebhooksOf::Everybody).await.map_err(missing)?;
            Ok(format!("removed webhook {id}\n"))
        }
        WebhookVerb::Rotate { id, listing } => {
            if webhook(id, context).await?.settings.format == WebhookFormat::Discord {
                return Err(AdminError::Unsigned { id });
            }
            let seed = Token::from_random(rand::rng().random());
            let until = context.now() + OVERLAP;
            store.rotate_webhook(id, WebhooksOf::Everybody, &seed, until).await.map_err(missing)?;
            Ok(secret(id, &seed, &format!("changed the secret of webhook {id}"), listing.json, context))
        }
        WebhookVerb::Deliveries { id, limit, listing } => {
            let webhook = webhook(id, context).await?;
            let deliveries = store.deliveries(webhook.id, Page::Last, limit).await?;
            Ok(if listing.json { output::json(&deliveries) } else { log(&deliveries) })
        }
        WebhookVerb::Ping { id, listing } => deliver(id, Requested::Ping, listing.json, context).await,
        WebhookVerb::Redeliver { id, event, listing } => {
            deliver(id, Requested::Event(event), listing.json, context).await
        }
    }
}

async fn owner(name: Option<&str>, context: &AdminContext) -> Result<Option<StreamerName>, AdminError> {
    match name {
        Some(name) => Ok(Some(context.streamer(name).await?.name)),
        None => Ok(None),
    }
}

fn target(url: &str, context: &AdminContext) -> Result<WebhookUrl, AdminError> {
    let refused = |why: String| AdminError::Option { option: "--url", why };
    let url = WebhookUrl::parse(url).map_err(|Invalid(why)| refused(why))?;
    check_literal(&url, &context.config.webhooks.allow_private).map_err(|_| {
        refused("leads to an address that is not public; webhooks.allow_private can allow it".to_owned())
    })?;
    Ok(url)
}

fn kinds(words: &[String]) -> Result<EventKinds, AdminError> {
    let parsed = EventKinds::parse(words.iter().map(String::as_str));
    parsed.map_err(|Invalid(why)| AdminError::Option { option: "--events", why })
}

async fn webhook(id: i64, context: &AdminContext) -> Result<Webhook, AdminError> {
    let all = context.store.webhooks(WebhooksOf::Everybody).await?;
    all.into_iter().find(|webhook| webhook.id == id).ok_or_else(|| absent(&id.to_string()))
}

fn absent(name: &str) -> AdminError {
    AdminError::Missing { what: "webhook", name: name.to_owned(), near: Vec::new() }
}

fn missing(error: StoreError) -> AdminError {
    match error {
        StoreError::NotFound { name, .. } => absent(&name),
        other => other.into(),
    }
}

async fn deliver(
    id: i64,
    requested: Requested,
    as_json: bool,
    context: &AdminContext,
) -> Result<String, AdminError> {
    let courier = HttpCourier::new(context.secrets.clone(), context.config.webhooks.allow_private.clone());
    let ports = webhooks::Ports {
        store: Arc::clone(&context.store),
        clock: Arc::new(SystemClock),
        courier: Arc::new(courier),
        // what is live is known to the server alone
        announcements: None,
    };
    let webhook = webhook(id, context).await?;
    let delivery = webhooks::perform(&ports, &webhook, requested).await.map_err(|error| match error {
        NotSent::NoEvent => {
            AdminError::Option { option: "EVENT", why: "is no event that this webhook gets".to_owned() }
        }
        NotSent::NotAnnounced(_) => AdminError::Option {
            option: "EVENT",
            why: "can be announced by the running server only; use `redeliver-event` of the API".to_owned(),
        },
        NotSent::Gone | NotSent::Busy => absent(&id.to_string()),
        NotSent::Store(error) => error.into(),
    })?;
    match delivery.reason {
        Some(reason) => Err(AdminError::NotDelivered { reason, answer: delivery.answer }),
        None if as_json => Ok(output::json(&delivery)),
        None => Ok(format!(
            "delivered: the receiver answered {} after {} ms\n",
            delivery.status.unwrap_or_default(),
            delivery.duration_ms
        )),
    }
}

fn secret(id: i64, seed: &Token, done: &str, as_json: bool, context: &AdminContext) -> String {
    let secret = SigningSecret::of(&context.secrets, seed).reveal();
    if as_json {
        return output::json(&json!({ "id": id, "secret": secret }));
    }
    format!("{done}\nsecret: {secret}\nKeep it now: it cannot be shown again.\n")
}

fn entry(webhook: &Webhook) -> Value {
    let WebhookSettings { url: _, format, kinds, enabled } = &webhook.settings;
    json!({
        "id": webhook.id,
        "streamer": webhook.streamer,
        "url": webhook.settings.shown_url(),
        "format": format.as_str(),
        "events": kinds.iter().collect::<Vec<_>>(),
        "enabled": enabled,
        "disabled_because": webhook.disabled_because,
        "created_at": webhook.created_at,
        "attempts": webhook.progress.attempts,
        "retry_at": webhook.progress.retry_at,
        "last_delivery": webhook.last,
    })
}

fn table(webhooks: &[Webhook]) -> String {
    if webhooks.is_empty() {
        return "no webhooks yet; `pystreaming-admin webhook add -l URL` adds one\n".to_owned();
    }
    let rows: Vec<_> = webhooks
        .iter()
        .map(|webhook| {
            let WebhookSettings { url: _, format, kinds, enabled } = &webhook.settings;
            let kinds = match format {
                WebhookFormat::Events => kinds.to_string(),
                WebhookFormat::Discord => format.as_str().to_owned(),
            };
            let state = match (&webhook.disabled_because, &webhook.last) {
                (Some(why), _) => format!("disabled: {why}"),
                (None, _) if !enabled => "disabled".to_owned(),
                (None, Some(last)) => outcome(last),
                (None, None) => "-".to_owned(),
            };
            [
                webhook.id.to_string(),
                webhook.streamer.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
                webhook.settings.shown_url(),
                if kinds.is_empty() { "all".to_owned() } else { kinds },
                state,
            ]
        })
        .collect();
    output::table(["ID", "STREAMER", "URL", "EVENTS", "STATE"], &rows)
}

fn log(deliveries: &[WebhookDelivery]) -> String {
    if deliveries.is_empty() {
        return "no deliveries yet\n".to_owned();
    }
    let rows: Vec<_> = deliveries
        .iter()
        .map(|delivery| {
            [
                output::date(delivery.at),
                delivery.event.map_or_else(|| "-".to_owned(), |event| event.to_string()),
                delivery.kind.clone(),
                delivery.attempt.to_string(),
                format!("{} ms", delivery.duration_ms),
                outcome(delivery),
                delivery.answer.clone().unwrap_or_else(|| "-".to_owned()),
            ]
        })
        .collect();
    output::table(["TIME", "EVENT", "TYPE", "ATTEMPT", "TOOK", "OUTCOME", "ANSWER"], &rows)
}

fn outcome(delivery: &WebhookDelivery) -> String {
    let reason = delivery.reason.as_deref().unwrap_or_default();
    match delivery.outcome {
        DeliveryOutcome::Delivered => "delivered".to_owned(),
        DeliveryOutcome::Failed => format!("failed: {reason}"),
        DeliveryOutcome::GivenUp => format!("given up: {reason}"),
    }
}
