//! What a webhook sends.

/// What a webhook sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WebhookFormat {
    /// Signed events, as the API lists them.
    #[default]
    Events,
    /// Messages that announce broadcasts in a channel of Discord.
    Discord,
}

impl WebhookFormat {
    /// The word used by the store, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Discord => "discord",
        }
    }

    /// Reads [`WebhookFormat::as_str`]; anything else is that of events.
    pub fn stored(word: &str) -> Self {
        if word == "discord" { Self::Discord } else { Self::Events }
    }
}
