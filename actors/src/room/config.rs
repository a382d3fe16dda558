//! The part of the configuration that rooms use.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::history::Retention;
use crate::accounts::AccountIndex;
use crate::limits::Limits;
use crate::media::Quality;
use crate::model::names::Secrets;
use crate::model::{AccountPolicy, StreamEmoteLimits};

/// Configuration of a room.
#[derive(Debug, Clone)]
pub struct RoomConfig {
    /// Qualities in configured order; empty if there is only one. The first, the deciding quality, decides liveness.
    pub qualities: Vec<Quality>,
    /// A playlist unchanged for longer than this means that the picture has stopped.
    pub live_indicator_delay: Duration,
    /// How long a broadcast stays open for its publisher to reconnect.
    pub reconnect_window: Duration,
    /// Whether publishers are renamed to a random id.
    pub keyless: bool,
    /// Sign the resume texts of members.
    pub secrets: Secrets,
    /// Whose names are reserved.
    pub accounts: Arc<AccountIndex>,
    /// Configuration of chat.
    pub chat: ChatConfig,
}

/// Configuration of a room's chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatConfig {
    /// How much history is kept.
    pub retention: Retention,
    /// Maximum length of a message in characters.
    pub message_length: usize,
    /// Rate limits.
    pub limits: Limits,
    /// Names of the site's themes, in configured order.
    pub themes: Vec<String>,
    /// What the stream may have of emotes of its own.
    pub emotes: StreamEmoteLimits,
    /// Whether members need an account.
    pub accounts: AccountPolicy,
}
