//! Short ways to say what a room says most.

use std::borrow::Cow;

use super::effect::Effect;
use super::event::RoomEvent;
use super::refusal::{Code, Refusal};
use crate::session::{Channels, Delivery, SessionId};

/// What rooms say, as effects.
pub(super) trait Say {
    /// To one.
    fn reply(&mut self, to: SessionId, event: RoomEvent);
    /// A line of notice to one.
    fn notice(&mut self, to: SessionId, text: impl Into<Cow<'static, str>>);
    /// Why something was not done.
    fn refuse(&mut self, to: SessionId, refusal: Refusal);
    /// Something went wrong that keeps them out.
    fn error(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>);
    /// The same, for so many seconds.
    fn error_for(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>, wait: u32);
    /// Something they did had no effect.
    fn warning(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>, wait: Option<u32>);
    /// To the subscribers of any of these channels.
    fn broadcast(&mut self, channels: Channels, event: RoomEvent);
    /// To the readers of chat.
    fn all(&mut self, event: RoomEvent);
    /// To the readers of chat but one.
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
