//! What a delivery contains.

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Announcement, UnixTime, Webhook, WebhookFormat};
use pystreaming_actors::ports::StoredEvent;
use serde_json::Value;

use super::discord;
use crate::protocol::SiteRecordedEvent;

/// The kind of a test.
pub(super) const PING: &str = "ping";

/// A delivery without its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The same in every attempt to deliver the same event to the same webhook.
    pub id: String,
    /// Kind of the event, fit for a header.
    pub kind: String,
    /// JSON.
    pub body: String,
    /// Where it goes.
    pub to: To,
    /// What is kept of it, of which streamer, once it is delivered. A new message has its id from the receiver.
    pub announces: Option<(StreamerName, Announcement)>,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// To the webhook's URL.
    Receiver,
    /// To a channel of Discord, as a new message.
    Channel,
    /// In place of a message of a channel, by its id.
    Message(String),
}

impl Message {
    /// For a channel of Discord.
    pub(super) fn announcement(
        webhook: &Webhook,
        event: &StoredEvent,
        (to, body): (To, &Value),
        announces: (StreamerName, Announcement),
    ) -> Self {
        let id = format!("evt_{}_{}", webhook.id, event.id);
        Self { id, kind: event.kind.clone(), body: body.to_string(), to, announces: Some(announces) }
    }

    pub(super) fn of(webhook: &Webhook, event: StoredEvent) -> Self {
        Self::new(format!("evt_{}_{}", webhook.id, event.id), event)
    }

    /// A test, which no event caused.
    pub(super) fn ping(webhook: &Webhook, random: &Token, now: UnixTime) -> Self {
        let event = StoredEvent {
            id: 0,
            at: now,
            // none in a test of a webhook of the site
            streamer: webhook.streamer.as_ref().map(ToString::to_string).unwrap_or_default(),
            kind: PING.to_owned(),
            meta: serde_json::json!({ "webhook": webhook.id }),
        };
        let message = Self::new(format!("ping_{random}"), event);
        match webhook.settings.format {
            WebhookFormat::Events => message,
            WebhookFormat::Discord => Self { body: discord::test(webhook).to_string(), ..message },
        }
    }

    fn new(id: String, event: StoredEvent) -> Self {
        // an event of the original's may have any kind
        let kind = event.kind.chars().filter(char::is_ascii_graphic).take(100).collect();
        let body = serde_json::to_string(&SiteRecordedEvent::from(event)).unwrap_or_default();
        Self { id, kind, body, to: To::Receiver, announces: None }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::webhook;
    use super::*;

    #[test]
    fn an_event_is_sent_as_the_api_lists_it_with_its_streamer_and_without_passwords() {
        let meta = json!({"description": "painting", "password": "sesame"});
        let (kind, streamer) = ("start_\nstreaming".to_owned(), "Zoë".to_owned());
        let message = Message::of(&webhook(3), StoredEvent { id: 7, at: 100, streamer, kind, meta });
        assert_eq!((message.id.as_str(), message.kind.as_str()), ("evt_3_7", "start_streaming"));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&message.body).unwrap(),
            json!({"id": 7, "time": 100, "type": "start_\nstreaming", "streamer": "Zoë", "data": {"description": "painting"}})
        );
    }

    #[test]
    fn a_test_has_the_shape_of_an_event() {
        let message = Message::ping(&webhook(3), &Token::from_random(1), 100);
        assert!(message.id.starts_with("ping_"));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&message.body).unwrap(),
            json!({"id": 0, "time": 100, "type": "ping", "streamer": null, "data": {"webhook": 3}})
        );
    }
}
