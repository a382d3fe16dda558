//! The port through which rooms reach sessions.

use super::event::RoomEvent;
use crate::session::{Delivery, RoomId};

/// Delivers events to sessions. Calls do not block; deliveries of one room arrive in order.
pub trait EventSink: Send + Sync + 'static {
    /// Performs one room's deliveries. All of the room's sessions live on `workers`.
    fn deliver(&self, room: RoomId, workers: &[u16], deliveries: Vec<Delivery<RoomEvent>>);
    /// Sends an event to every session of the site.
    fn broadcast_to_all(&self, event: &RoomEvent);
    /// A new, empty room has replaced one that died: the sessions of the dead room have to announce themselves again.
    fn room_replaced(&self, room: RoomId);
}
