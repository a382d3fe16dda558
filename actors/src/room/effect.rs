//! What a room wants done.

use super::event::RoomEvent;
use crate::ports::Write;
use crate::session::Delivery;

/// What is to be done about it, in order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Store this.
    Save(Write),
    /// Publish the status, which changed.
    Publish,
    /// Publish the media, which changed.
    PublishMedia,
    /// Deliver this to sockets.
    Send(Delivery<RoomEvent>),
    /// Check a drawing; [`Input::Decoded`](super::Input::Decoded) answers with the ticket.
    Decode {
        /// Tells it apart.
        ticket: u64,
        /// A data URL.
        src: String,
    },
}
