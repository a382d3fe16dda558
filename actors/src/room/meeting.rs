//! People whom the room meets, and the first messages of newcomers, which moderators and the streamer see marked.

use std::sync::Arc;

use super::context::Cx;
use super::event::RoomEvent;
use super::state::RoomState;
use crate::limits::PersonKey;
use crate::model::{Role, UnixTime};
use crate::session::{ClientIdentity, SessionId};

/// A browser that the site has known for less than so many seconds is new.
const NEW: UnixTime = 24 * 60 * 60;

impl RoomState {
    /// Notes a member who has just logged in. Whether their first message will be a newcomer's: neither their browser
    /// nor the chat knows them.
    pub(super) fn meet(&mut self, id: SessionId, cx: &Cx<'_, '_>) {
        let Some(session) = self.people.session(id) else { return };
        let Some(member) = session.member.as_deref() else { return };
        let (name, role) = (member.name.spelled(), member.role);
        let identity = Arc::clone(&session.identity);
        let person = PersonKey::of(&identity, id);
        let is_new = role == Role::Viewer
            && is_new(&identity, cx.now().unix)
            && !self.acquaintances.has_heard(&person)
            && !self.has_message_of(&name);
        self.acquaintances.meet(person, &identity, name);
        if let Some(member) = self.people.member_mut(id) {
            member.is_new = is_new;
        }
    }

    /// A new member has said something: tells those who moderate, if it is the first time.
    pub(super) fn tell_newcomer(&mut self, id: SessionId, message: u64, cx: &mut Cx<'_, '_>) {
        let Some(session) = self.people.session(id) else { return };
        // in another window they may have spoken already
        if self.acquaintances.speaks(&PersonKey::of(&session.identity, id)) {
            self.first_messages.note(message);
            self.tell_staff(&RoomEvent::FirstMessages { ids: vec![message] }, cx);
        }
    }

    /// Tells someone who now moderates which messages were the first of newcomers, if there are any.
    pub(super) fn tell_newcomers(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let ids = self.first_messages.all();
        if !ids.is_empty() {
            cx.reply(id, RoomEvent::FirstMessages { ids });
        }
    }

    fn has_message_of(&self, name: &str) -> bool {
        self.conversation.authors().any(|author| &*author.username == name)
    }
}

fn is_new(identity: &ClientIdentity, now: UnixTime) -> bool {
    identity.browser.as_ref().is_none_or(|browser| browser.since > now - NEW)
}
