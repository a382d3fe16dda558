//! What rooms need of the configuration.

use std::time::Duration;

use super::history::Retention;
use crate::limits::Limits;
use crate::media::Quality;
use crate::model::names::Secrets;

/// What a room needs to know of the configuration.
#[derive(Debug, Clone)]
pub struct RoomConfig {
    /// Qualities in order; empty where there is a single one. The first decides liveness.
    pub qualities: Vec<Quality>,
    /// A playlist older than this means that the picture stopped.
    pub live_indicator_delay: Duration,
    /// How long a broadcast is held open for its publisher to come back.
    pub reconnect_window: Duration,
    /// Whether publishers are renamed to a random id.
    pub keyless: bool,
    /// For what lets people come back as who they were.
    pub secrets: Secrets,
    /// What concerns chat.
    pub chat: ChatConfig,
}

/// What a room needs to know of the configuration of chat.
#[derive(Debug, Clone)]
pub struct ChatConfig {
    /// How much of what was said is kept.
    pub retention: Retention,
    /// Most characters in a message.
    pub message_length: usize,
    /// How often what may be done.
    pub limits: Limits,
    /// Themes that the site offers.
    pub themes: Vec<String>,
}
