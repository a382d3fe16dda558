//! What the store remembers of a chat.

use crate::model::{ChatMessage, Moderator, Mute};

/// What a room begins with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatMemory {
    /// The last messages, oldest first.
    pub history: Vec<ChatMessage>,
    /// The store still holds messages that history has no room for: all up to this one are to be forgotten.
    pub outdated: Option<u64>,
    /// Messages between and after those that were removed one by one, oldest first.
    pub deleted: Vec<u64>,
    /// Who may not speak.
    pub mutes: Vec<Mute>,
    /// Who keeps order.
    pub moderators: Vec<Moderator>,
    /// Seconds between two messages of one person; 0 without slow mode.
    pub slow: u32,
}
