//! Short ways to say what a room says most.

use super::state::Effect;
use crate::session::{Audience, Dispatch, ServerEvent, SessionId};

/// What rooms say, as effects.
pub(super) trait Say {
    /// To one.
    fn reply(&mut self, to: SessionId, event: ServerEvent);
    /// A line of notice to one.
    fn notice(&mut self, to: SessionId, msg: impl Into<String>);
    /// Something went wrong that keeps them out.
    fn error(&mut self, to: SessionId, code: &'static str, msg: impl Into<String>);
    /// The same, for so many seconds.
    fn error_for(&mut self, to: SessionId, code: &'static str, msg: impl Into<String>, wait: u32);
    /// Something they did had no effect.
    fn warning(&mut self, to: SessionId, code: &'static str, msg: impl Into<String>, wait: Option<u32>);
    /// To everybody of such an audience.
    fn broadcast(&mut self, audience: Audience, event: ServerEvent);
    /// To whoever reads chat.
    fn all(&mut self, event: ServerEvent);
    /// To whoever reads chat but one.
    fn others(&mut self, than: SessionId, event: ServerEvent);
}

impl Say for Vec<Effect> {
    fn reply(&mut self, to: SessionId, event: ServerEvent) {
        self.push(Effect::Send(Dispatch::Reply(to, event)));
    }

    fn notice(&mut self, to: SessionId, msg: impl Into<String>) {
        self.reply(to, ServerEvent::Server { msg: msg.into() });
    }

    fn error(&mut self, to: SessionId, code: &'static str, msg: impl Into<String>) {
        self.reply(to, ServerEvent::Error { msg: msg.into(), code, wait: None });
    }

    fn error_for(&mut self, to: SessionId, code: &'static str, msg: impl Into<String>, wait: u32) {
        self.reply(to, ServerEvent::Error { msg: msg.into(), code, wait: Some(wait) });
    }

    fn warning(&mut self, to: SessionId, code: &'static str, msg: impl Into<String>, wait: Option<u32>) {
        self.reply(to, ServerEvent::Warning { msg: msg.into(), code, wait });
    }

    fn broadcast(&mut self, audience: Audience, event: ServerEvent) {
        self.push(Effect::Send(Dispatch::Broadcast { audience, except: None, event }));
    }

    fn all(&mut self, event: ServerEvent) {
        self.broadcast(Audience::Chat, event);
    }

    fn others(&mut self, than: SessionId, event: ServerEvent) {
        let (audience, except) = (Audience::Chat, Some(than));
        self.push(Effect::Send(Dispatch::Broadcast { audience, except, event }));
    }
}
