//! Who may be in a room: the viewer password, and the settings whose change evicts sessions.

use std::sync::Arc;

use super::context::Cx;
use super::event::RoomEvent;
use super::input::Closing;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::model::names::ViewerPassword;
use crate::model::{ChatSetting, Role, Streamer};
use crate::ports::JournalPosition;
use crate::session::{Channels, SessionId};

/// Tells a session that it has to show the viewer password.
pub(super) const LOCKED: &str = "This stream needs a password. Enter it on the stream's page.";

impl RoomState {
    /// Whether the streamer is logged in at this session.
    pub(super) fn is_streamer(&self, id: SessionId) -> bool {
        self.people.member(id).is_some_and(|member| member.role == Role::Streamer)
    }

    /// Whether a session has shown the viewer password, if there is one.
    pub(super) fn is_unlocked(&self, id: SessionId) -> bool {
        self.settings.password.is_none()
            || self.people.session(id).is_some_and(|session| session.shown == self.settings.password)
    }

    /// Takes over settings that the store had when the journal was at `as_of`.
    pub(super) fn settings_changed(&mut self, stored: Streamer, as_of: JournalPosition, cx: &mut Cx<'_, '_>) {
        let Some(new) = self.settings.merged(stored, as_of) else { return };
        let rekeyed = new.key != self.settings.key;
        if rekeyed {
            self.broadcasting.end_rekeyed(&mut self.settings, cx);
        }
        let password = self.settings.replace(new);
        cx.publish();
        if rekeyed {
            let text = "The stream key was changed. Join again with the new one.";
            self.log_out_streamer(Code::KeyWrong, text, cx);
        }
        if self.settings.chat == ChatSetting::Disabled {
            cx.broadcast(
                Channels::CHAT,
                RoomEvent::Failed(Refusal::new(Code::Disabled, "This stream no longer has a chat.")),
            );
            let listening: Vec<SessionId> =
                self.people.sessions().filter(|(_, session)| session.listens()).map(|(id, _)| id).collect();
            // they keep watching
            self.evict(&listening, false, cx);
        }
        self.lock_with(password, cx);
    }

    /// Sets or removes the viewer password. Sessions that have not shown it are evicted at once.
    pub(super) fn lock_with(&mut self, password: Option<ViewerPassword>, cx: &mut Cx<'_, '_>) {
        if !self.settings.set_password(password) {
            return;
        }
        self.broadcasting.readdress(cx);
        cx.publish();
        // folded, as clients of the original expect it here
        let username: Arc<str> = self.settings.name.folded().into();
        let event = match &self.settings.password {
            Some(_) => RoomEvent::Locked { username },
            None => RoomEvent::Unlocked { username },
        };
        if self.settings.password.is_none() {
            for id in self.people.locked_out() {
                cx.reply(id, event.clone());
            }
        }
        cx.broadcast(Channels::ALL, event);
        self.evict_all(cx, |unlocked, role| !unlocked && role != Some(Role::Streamer));
    }

    /// Tells everybody why the room closes.
    pub(super) fn close(&mut self, why: Closing, cx: &mut Cx<'_, '_>) {
        let event = match why {
            Closing::Restart => RoomEvent::Restarting,
            Closing::Banned => RoomEvent::Failed(Refusal::channel_closed()),
            Closing::Dropped => {
                RoomEvent::Failed(Refusal::new(Code::StreamerUnknown, "This streamer is no longer here."))
            }
        };
        cx.broadcast(Channels::ALL, event);
        match why {
            Closing::Restart => return,
            Closing::Dropped => self.broadcasting.end_publishers(cx),
            // its past stays
            Closing::Banned => {
                self.broadcasting.end_by_request(&mut self.settings, cx);
            }
        }
        self.evict_all(cx, |_, _| true);
    }
}
