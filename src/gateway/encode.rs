//! Encodes room events as frames.

use pystreaming_actors::room::event::RoomEvent;
use tracing::error;

use crate::protocol::ServerEvent;
use crate::socketio::Frame;

/// The frame that carries an event. If it cannot be written as JSON, logs an error and returns `None`.
pub fn encode(event: &RoomEvent) -> Option<Frame> {
    let event = ServerEvent::from(event);
    Frame::event(event.name, &event)
        .inspect_err(|error| error!(%error, event = event.name, "cannot write an event as json"))
        .ok()
}
