//! Shorthands for the events that a room sends most.

use std::borrow::Cow;

use super::effect::Effect;
use super::event::RoomEvent;
use super::refusal::{Code, Refusal};
use crate::session::{Channels, Delivery, SessionId};

/// Appends events to a list of effects.
pub(super) trait Say {
    /// Sends an event to one session.
    fn reply(&mut self, to: SessionId, event: RoomEvent);
    /// Sends a notice to one session.
    fn notice(&mut self, to: SessionId, text: impl Into<Cow<'static, str>>);
    /// Tells a session why its request was refused.
    fn refuse(&mut self, to: SessionId, refusal: Refusal);
    /// Sends an error: login or presence failed, or the room ended it.
    fn error(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>);
    /// Sends an error that holds for `wait` seconds.
    fn error_for(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>, wait: u32);
    /// Sends a warning: an action was refused.
    fn warning(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>, wait: Option<u32>);
    /// Sends an event to the subscribers of any of these channels.
    fn broadcast(&mut self, channels: Channels, event: RoomEvent);
    /// Sends an event to all sessions that receive chat.
    fn all(&mut self, event: RoomEvent);
    /// Sends an event to all sessions that receive chat, except `than`.
    fn others(&mut self, than: SessionId, event: RoomEvent);
}

impl Say for Vec<Effect> {
    fn reply(&mut self, to: SessionId, event: RoomEvent) {
        self.push(Effect::Send(Delivery::Send(to, event)));
    }

    fn notice(&mut self, to: SessionId, text: impl Into<Cow<'static, str>>) {
        self.reply(to, RoomEvent::Notice { text: text.into(), code: None });
    }

    fn refuse(&mut self, to: SessionId, refusal: Refusal) {
        self.reply(to, refusal.into());
    }

    fn error(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>) {
        self.reply(to, RoomEvent::Failed(Refusal::new(code, text)));
    }

    fn error_for(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>, wait: u32) {
        self.reply(to, RoomEvent::Failed(Refusal::for_now(code, text, wait)));
    }

    fn warning(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>, wait: Option<u32>) {
        self.reply(to, RoomEvent::Warned(Refusal { code, text: text.into(), wait }));
    }

    fn broadcast(&mut self, channels: Channels, event: RoomEvent) {
        let can_wait = event.can_wait();
        self.push(Effect::Send(Delivery::Broadcast { channels, except: None, can_wait, event }));
    }

    fn all(&mut self, event: RoomEvent) {
        self.broadcast(Channels::CHAT, event);
    }

    fn others(&mut self, than: SessionId, event: RoomEvent) {
        let (channels, except, can_wait) = (Channels::CHAT, Some(than), event.can_wait());
        self.push(Effect::Send(Delivery::Broadcast { channels, except, can_wait, event }));
    }
}
