//! The effects of a room's decisions.

use super::acts::ActQuery;
use super::emote_change::EmoteChange;
use super::event::RoomEvent;
use crate::media::PublisherId;
use crate::model::Principal;
use crate::ports::{EmoteAct, Write};
use crate::session::Delivery;

/// An effect of an input. Effects are performed in order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Record a write in the journal.
    Save(Write),
    /// Ask the journal to confirm that a changed setting, the last write, is stored;
    /// [`Input::SettingStored`](super::Input::SettingStored) returns the answer.
    ConfirmSetting,
    /// Publish the status, since it changed.
    Publish,
    /// Publish the media, since they changed.
    PublishMedia,
    /// Deliver an event to sessions.
    Send(Delivery<RoomEvent>),
    /// Disconnect a publisher.
    EndPublisher(PublisherId),
    /// Read a page of the moderators' log for an operation, whose outcome it is. If the operation was a slash command,
    /// [`Input::ActsRead`](super::Input::ActsRead) returns it.
    ReadActs {
        /// Who asks.
        by: Principal,
        /// Which acts.
        query: ActQuery,
    },
    /// Change an emote of the stream, for an operation, whose outcome it is;
    /// [`Input::EmotesStored`](super::Input::EmotesStored) returns what became of it.
    ChangeEmotes {
        /// Who does it.
        act: EmoteAct,
        /// What is done.
        change: EmoteChange,
    },
    /// Decode a drawing; [`Input::Decoded`](super::Input::Decoded) returns the ticket with the result.
    Decode {
        /// Its place in the room's queue of drawings.
        ticket: u64,
        /// The data URL that the client sent, unchecked.
        src: String,
    },
}

impl Effect {
    /// Whether it is what an operation does later, and its outcome.
    pub(super) fn is_deferred(&self) -> bool {
        matches!(self, Self::ReadActs { .. } | Self::ChangeEmotes { .. })
    }
}
