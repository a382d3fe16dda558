//! What a room wants done.

use super::event::RoomEvent;
use crate::ports::Write;
use crate::session::Delivery;

/// What is to be done about it, in order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// To the journal.
    Save(Write),
    /// The status of the stream changed.
    Publish,
    /// What players get of it changed.
    PublishMedia,
    /// To sockets.
    Send(Delivery<RoomEvent>),
    /// A drawing is to be looked at; [`Input::Decoded`](super::Input::Decoded) answers with the ticket.
    Decode {
        /// Tells it apart.
        ticket: u64,
        /// A data URL.
        src: String,
    },
}
