//! How rooms reach the sockets of their clients.

use super::event::RoomEvent;
use crate::session::{Delivery, RoomId};

/// Delivers what rooms decide. Calls return at once; deliveries of one room arrive in order.
pub trait EventSink: Send + Sync + 'static {
    /// Carries out one room's deliveries. All of the room's sockets live on these workers.
    fn deliver(&self, room: RoomId, workers: &[u16], deliveries: Vec<Delivery<RoomEvent>>);
    /// Sends an event to every socket of the site.
    fn broadcast_to_all(&self, event: &RoomEvent);
    /// A new room stands in for one that died and knows nobody: the sockets of the dead one are to announce themselves.
    fn room_replaced(&self, room: RoomId);
}
