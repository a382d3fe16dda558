//! Holding messages back for a moderator: who is told of them, and what becomes of them.

use super::context::Cx;
use super::conversation::Words;
use super::event::{HeldInfo, RoomEvent};
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::model::names::fold;
use crate::model::text::confusable_key;
use crate::model::{AuditEvent, Capability, HeldMessage};
use crate::ports::Write;
use crate::session::SessionId;

/// Most messages of one person that wait.
const HELD_OF_ONE: usize = 5;

impl RoomState {
    /// Has a message wait for a moderator. `rule`: what held it.
    pub(super) fn hold(
        &mut self,
        id: SessionId,
        words: Words,
        rule: String,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        let Words { kind, author: Some(author), text, reply, .. } = words else { return Ok(()) };
        let browser = self.people.session(id).and_then(|session| session.identity.browser.as_ref());
        let browser_id = browser.map(|browser| browser.id.clone());
        let is_theirs = |held: &&HeldMessage| match (&held.browser_id, &browser_id) {
            (Some(theirs), Some(own)) => theirs == own,
            _ => held.author.username == author.username,
        };
        if self.held.iter().filter(is_theirs).count() >= HELD_OF_ONE {
            let text = format!("{HELD_OF_ONE} of your messages wait for a moderator already.");
            return Err(Refusal::new(Code::HeldFull, text));
        }
        let now = cx.now();
        let number = self.conversation.next_id(now.monotonic);
        let held = HeldMessage { id: number, time: now.unix, kind, author, browser_id, text, reply, rule };
        let (name, message) = (held.author.username.to_string(), held.text.clone());
        self.audit(AuditEvent::HoldMessage { name, message, rule: held.rule.clone() }, cx);
        let streamer = self.settings.name.clone();
        cx.save(Write::MessageHeld { streamer, held: held.clone() });
        self.tell_staff(&RoomEvent::Held(HeldInfo::of(&held, true)), cx);
        cx.reply(id, RoomEvent::Held(HeldInfo::of(&held, false)));
        let waits = "Your message waits until a moderator approves it.";
        cx.reply(id, RoomEvent::Notice { text: waits.into(), code: Some(Code::Held) });
        if let Some(oldest) = self.held.add(held) {
            self.decided(&oldest, false, "Your message was rejected: too many wait for a moderator.", cx);
        }
        Ok(())
    }

    /// Takes a message out of those that wait, and tells its author and those who moderate.
    pub(super) fn decide(
        &mut self,
        id: u64,
        approved: bool,
        cx: &mut Cx<'_, '_>,
    ) -> Result<HeldMessage, Refusal> {
        let Some(held) = self.held.get(id) else {
            return Err(Refusal::new(
                Code::NotFound,
                "No such message waits; somebody may have decided already.",
            ));
        };
        if approved && self.authors(held).into_iter().any(|id| self.check_muted(id).is_err()) {
            let text =
                format!("{} is muted. Unmute them first, or reject the message.", held.author.username);
            return Err(Refusal::new(Code::Invalid, text));
        }
        let Some(held) = self.held.take(id) else {
            return Err(Refusal::new(Code::NotFound, "No such message waits."));
        };
        let text = match approved {
            true => "A moderator has approved your message.",
            false => "A moderator has rejected your message.",
        };
        self.decided(&held, approved, text, cx);
        Ok(held)
    }

    fn decided(&mut self, held: &HeldMessage, approved: bool, text: &'static str, cx: &mut Cx<'_, '_>) {
        cx.save(Write::HeldDecided { streamer: self.settings.name.clone(), id: held.id });
        let event = RoomEvent::HeldDecided { id: held.id, approved };
        self.tell_staff(&event, cx);
        for id in self.authors(held) {
            cx.reply(id, event.clone());
            cx.notice(id, text);
        }
    }

    /// Drops the messages of one person, by the name in any case, that wait. Returns how many there were.
    pub(super) fn drop_held_of(&mut self, name: &str, cx: &mut Cx<'_, '_>) -> usize {
        let theirs = |held: &&HeldMessage| fold(&held.author.username) == fold(name);
        let ids: Vec<u64> = self.held.iter().filter(theirs).map(|held| held.id).collect();
        for id in &ids {
            if let Some(held) = self.held.take(*id) {
                self.decided(&held, false, "Your message was deleted.", cx);
            }
        }
        ids.len()
    }

    /// Sends a member what waits: those who moderate all of it, others their own.
    pub(super) fn tell_waiting(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let Some(member) = self.people.member(id) else { return };
        let all = member.role.may(Capability::Moderate);
        let theirs = self.held.iter().filter(|held| all || self.is_author(id, held));
        let messages: Vec<HeldInfo> = theirs.map(|held| HeldInfo::of(held, all)).collect();
        if !messages.is_empty() {
            cx.reply(id, RoomEvent::HeldList { messages });
        }
    }

    /// The sessions at which the author is logged in.
    fn authors(&self, held: &HeldMessage) -> Vec<SessionId> {
        self.people.members().map(|(id, _)| id).filter(|id| self.is_author(*id, held)).collect()
    }

    fn is_author(&self, id: SessionId, held: &HeldMessage) -> bool {
        let Some(session) = self.people.session(id) else { return false };
        match (&held.browser_id, &session.identity.browser) {
            (Some(browser_id), Some(browser)) => *browser_id == browser.id,
            (None, None) => session
                .member
                .as_ref()
                .is_some_and(|member| member.name.confusable_key() == confusable_key(&held.author.username)),
            _ => false,
        }
    }
}
