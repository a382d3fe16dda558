//! Delivers room events to sockets: each event is encoded once, however many sockets receive it.

use std::sync::Arc;

use pystreaming_actors::room::EventSink;
use pystreaming_actors::room::event::RoomEvent;
use pystreaming_actors::session::{self, RoomId, Subscription};

use super::encode::encode;
use super::service::{Gateway, Notification};
use crate::socketio::{Frame, SessionWorkers};

type Delivery = session::Delivery<Frame, Option<Subscription>>;

/// Delivers to the sockets of this process.
pub struct SocketEventSink {
    workers: Arc<SessionWorkers<Gateway>>,
}

impl SocketEventSink {
    /// A sink that delivers through these workers.
    pub fn new(workers: Arc<SessionWorkers<Gateway>>) -> Self {
        Self { workers }
    }
}

/// A room's deliveries, one batch per worker.
struct Batches<'a> {
    workers: &'a [u16],
    batches: Vec<(u16, Vec<Delivery>)>,
}

impl Batches<'_> {
    fn add(&mut self, delivery: session::Delivery<RoomEvent>) {
        match delivery {
            session::Delivery::Subscribe { session, channels, subscription } => {
                self.put(session.worker, Delivery::Subscribe { session, channels, subscription });
            }
            session::Delivery::Send(session, event) => {
                if let Some(frame) = encode(&event) {
                    self.put(session.worker, Delivery::Send(session, frame));
                }
            }
            session::Delivery::Broadcast { channels, except, can_wait, event } => {
                // without workers the room has had no clients, so nothing needs to be encoded
                if !self.workers.is_empty()
                    && let Some(frame) = encode(&event)
                {
                    for worker in self.workers {
                        let event = frame.clone();
                        self.put(*worker, Delivery::Broadcast { channels, except, can_wait, event });
                    }
                }
            }
        }
    }

    fn put(&mut self, worker: u16, delivery: Delivery) {
        match self.batches.iter_mut().find(|(of, _)| *of == worker) {
            Some((_, batch)) => batch.push(delivery),
            None => self.batches.push((worker, vec![delivery])),
        }
    }
}

impl EventSink for SocketEventSink {
    fn deliver(&self, room: RoomId, workers: &[u16], deliveries: Vec<session::Delivery<RoomEvent>>) {
        let mut batches = Batches { workers, batches: Vec::with_capacity(workers.len()) };
        for delivery in deliveries {
            batches.add(delivery);
        }
        for (worker, batch) in batches.batches {
            self.workers.deliver(worker, room, batch);
        }
    }

    fn broadcast_to_all(&self, event: &RoomEvent) {
        if let Some(frame) = encode(event) {
            self.workers.broadcast_to_all(&frame);
        }
    }

    fn room_replaced(&self, room: RoomId) {
        self.workers.notify_room(room, Notification::RoomReplaced);
    }
}
