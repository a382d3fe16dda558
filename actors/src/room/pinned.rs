//! The pinned message of a room. It changes together with its stored copy, and everybody is told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::context::Cx;
use super::event::RoomEvent;
use crate::model::Pin;
use crate::model::names::StreamerName;
use crate::ports::{Now, Write};

/// What is pinned, if anything.
#[derive(Debug, Default)]
pub(super) struct Pinned(Option<Held>);

#[derive(Debug)]
struct Held {
    pin: Arc<Pin>,
    /// When it ends, by the monotonic clock.
    until: Option<Instant>,
}

impl Pinned {
    /// As stored.
    pub fn new(stored: Option<Pin>, now: Now) -> Self {
        Self(stored.map(|pin| held(pin, now)))
    }

    pub fn pin(&self) -> Option<&Arc<Pin>> {
        self.0.as_ref().map(|held| &held.pin)
    }

    /// Pins a message in place of the one before.
    pub fn set(&mut self, pin: Pin, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        cx.save(Write::Pinned { streamer: streamer.clone(), pin: Some(pin.clone()) });
        let held = self.0.insert(held(pin, cx.now()));
        cx.all(RoomEvent::Pinned(Arc::clone(&held.pin)));
    }

    /// Unpins the message for which `goes` returns true. Returns whether there was one.
    pub fn clear(
        &mut self,
        streamer: &StreamerName,
        cx: &mut Cx<'_, '_>,
        goes: impl FnOnce(&Pin) -> bool,
    ) -> bool {
        let Some(held) = self.0.take_if(|held| goes(&held.pin)) else { return false };
        cx.save(Write::Pinned { streamer: streamer.clone(), pin: None });
        cx.all(RoomEvent::Unpinned { id: held.pin.id.clone() });
        true
    }

    /// Unpins a message whose time is over.
    pub fn expire(&mut self, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        if self.deadline().is_some_and(|until| until <= cx.now().monotonic) {
            self.clear(streamer, cx, |_| true);
        }
    }

    /// When the message is unpinned by time alone.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.as_ref()?.until
    }
}

fn held(pin: Pin, now: Now) -> Held {
    let until = pin.until.and_then(|until| when(until, now));
    Held { pin: Arc::new(pin), until }
}

/// The instant of a Unix time; now if it has passed.
pub(super) fn when(unix: i64, now: Now) -> Option<Instant> {
    let left = u64::try_from(unix.saturating_sub(now.unix)).unwrap_or_default();
    now.monotonic.checked_add(Duration::from_secs(left))
}
