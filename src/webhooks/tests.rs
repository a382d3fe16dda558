#[path = "../../tests/support/receiver.rs"]
mod receiver;

mod delivering;
mod sending;

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{
    EventKinds, Webhook, WebhookFormat, WebhookProgress, WebhookSettings, WebhookUrl,
};
use pystreaming_actors::ports::StoredEvent;

/// A webhook of the site for all events.
pub(super) fn webhook(id: i64) -> Webhook {
    Webhook {
        id,
        streamer: None,
        settings: WebhookSettings {
            url: WebhookUrl::parse("https://bot.example.com/events").unwrap(),
            kinds: EventKinds::default(),
            enabled: true,
            format: WebhookFormat::Events,
        },
        disabled_because: None,
        seed: Token::from_random(1),
        previous: None,
        created_at: 0,
        progress: WebhookProgress::default(),
        last: None,
    }
}

pub(super) fn event(id: i64, streamer: &str, kind: &str) -> StoredEvent {
    let (streamer, kind) = (streamer.to_owned(), kind.to_owned());
    StoredEvent { id, at: 1_000_000, streamer, kind, meta: serde_json::json!({"name": "bob"}) }
}
