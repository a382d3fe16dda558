//! Messages, actions and drawings of members, and messages from outside of chat.

use std::sync::Arc;

use super::context::Cx;
use super::drawings::InvalidDrawing;
use super::people::Member;
use super::state::RoomState;
use crate::limits::{Kind, PersonKey};
use crate::model::names::AddressId;
use crate::model::text::{clean, clean_lines, length, with_emoji_unless};
use crate::model::{AuditEvent, ChatKind, ChatMessage, Colour, MessageKind, Person, Role};
use crate::ports::{Now, Write};
use crate::room::event::RoomEvent;
use crate::room::operations::SendMessage;
use crate::room::refusal::{Code, Refusal};
use crate::session::{AddressScope, ClientIdentity, SessionId};

/// Bots of the original match this text.
const MUTED: &str = "You are muted!";
/// Lines with more bytes than this per allowed character are refused without parsing. An emoji or custom emote counts
/// as one character, however long its name is.
const BYTES_PER_CHARACTER: usize = 100;
/// Lines of up to this many bytes are always parsed: commands have limits of their own.
const BYTES_ALWAYS: usize = 16 * 1024;
/// Lines with more bytes count against the rate limit before they are parsed, since parsing takes time.
const LONG: usize = 2 * 1024;

impl RoomState {
    /// Handles a typed line: a message or a command.
    pub(super) fn typed(
        &mut self,
        id: SessionId,
        text: &str,
        reply: Option<u64>,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        if text.is_empty() {
            // first: clients of the original are warned of it even before they log in
            return Err(blank());
        }
        self.check_member(id)?;
        let most = self.config.chat.message_length;
        if text.len() > most.saturating_mul(BYTES_PER_CHARACTER).max(BYTES_ALWAYS) {
            let msg = format!("Your message is much too long; {most} characters are allowed.");
            return Err(Refusal::new(Code::TooLong, msg));
        }
        if text.len() > LONG {
            self.check_rate(id, Kind::Message, cx.now())?;
        }
        let text = clean_lines(text);
        if text.is_empty() {
            Err(blank())
        } else if text.starts_with('/') {
            self.command(id, &text, cx)
        } else {
            self.speak(id, ChatKind::Message, &text, reply, cx)
        }
    }

    /// Sends a member's message or action to all, if they may speak.
    pub(super) fn speak(
        &mut self,
        id: SessionId,
        kind: ChatKind,
        text: &str,
        reply: Option<u64>,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        self.check_muted(id)?;
        let text = self.with_emoji(text.trim());
        if text.is_empty() {
            return Err(blank());
        }
        let most = self.config.chat.message_length;
        let long = length(&text, &|alias: &str| self.is_emote(alias));
        if long > most {
            let msg = format!("Your message is {long} characters long; {most} are allowed.");
            return Err(Refusal::new(Code::TooLong, msg));
        }
        self.check_pace(id, Kind::Message, Some(&text), cx.now())?;
        let reply = reply.filter(|reply| self.history.contains(*reply));
        self.say(id, kind, text, reply, cx);
        Ok(())
    }

    /// Queues a drawing, to be decoded outside the room.
    pub(super) fn drew(&mut self, id: SessionId, src: String, cx: &mut Cx<'_, '_>) -> Result<(), Refusal> {
        self.check_member(id)?;
        self.check_muted(id)?;
        self.check_pace(id, Kind::Drawing, None, cx.now())?;
        let Some(ticket) = self.drawings.enter(id) else {
            let text = "Too many drawings are on their way. Send yours again in a moment.";
            return Err(Refusal::for_now(Code::DrawingBusy, text, 1));
        };
        cx.decode(ticket, src);
        Ok(())
    }

    /// Handles a decoded drawing, and sends those whose turn it is.
    pub(super) fn decoded(
        &mut self,
        ticket: u64,
        result: Result<String, InvalidDrawing>,
        cx: &mut Cx<'_, '_>,
    ) {
        for (author, result) in self.drawings.finish(ticket, result) {
            match result {
                // they may have left or been muted in the meantime
                _ if self.people.member(author).is_none_or(|member| member.mute.is_some()) => {}
                Ok(picture) => match self.check_budget(author, picture.len(), cx.now()) {
                    Ok(()) => self.say(author, ChatKind::Drawing, picture, None, cx),
                    Err(refusal) => cx.refuse(author, refusal),
                },
                // a notice, as clients of the original expect
                Err(error) => cx.notice(author, format!("{error}.")),
            }
        }
    }

    /// Sends a message from outside of chat. It is not kept if nobody receives it.
    pub(super) fn said_outside(&mut self, message: SendMessage, cx: &mut Cx<'_, '_>) -> Result<(), Refusal> {
        // a notice is one line, as clients of the original expect
        let text = match message.kind {
            MessageKind::Server => clean(&message.text),
            MessageKind::Normal | MessageKind::Action => clean_lines(&message.text),
        };
        let text = self.with_emoji(&text);
        if text.is_empty() {
            return Err(blank());
        }
        if !self.people.is_heard() {
            return Ok(());
        }
        let kind = match message.kind {
            MessageKind::Normal => ChatKind::Message,
            MessageKind::Action => ChatKind::Action,
            MessageKind::Server => {
                self.audit(AuditEvent::SendBroadcast { broadcast: text.clone() }, cx);
                self.keep_and_tell(ChatKind::Server, None, text, None, cx);
                return Ok(());
            }
        };
        let mut staff = self.people.staff();
        let streamer =
            staff.find(|(_, member)| member.role == Role::Streamer).map(|(_, member)| member.person());
        drop(staff);
        let absent = || Person {
            username: self.settings.name.as_str().into(),
            role: Role::Streamer,
            color: Colour::default(),
        };
        let person = streamer.unwrap_or_else(absent);
        let reply = message.reply.filter(|reply| self.history.contains(*reply));
        self.publish_words(kind, person, text, reply, cx);
        Ok(())
    }

    /// Refuses a session without a member.
    pub(super) fn check_member(&self, id: SessionId) -> Result<(), Refusal> {
        match self.people.member(id) {
            Some(_) => Ok(()),
            None => Err(Refusal::new(Code::NotLoggedIn, "Join the chat first.")),
        }
    }

    /// Refuses a muted member.
    pub(super) fn check_muted(&self, id: SessionId) -> Result<(), Refusal> {
        match self.people.member(id).is_some_and(|member| member.mute.is_some()) {
            true => Err(Refusal::new(Code::Muted, MUTED)),
            false => Ok(()),
        }
    }

    /// Applies slow mode, the rate limits and the duplicate filter.
    fn check_pace(&mut self, id: SessionId, kind: Kind, text: Option<&str>, now: Now) -> Result<(), Refusal> {
        let Some(identity) = self.limited(id) else { return Ok(()) };
        let person = PersonKey::of(&identity, id);
        if let Some(wait) = self.slow.wait(&person, now.monotonic) {
            let pause = self.slow.seconds;
            let text = format!("Slow mode: one message every {pause} s. Yours can be sent in {wait} s.");
            return Err(Refusal::for_now(Code::Slow, text, wait));
        }
        self.check_rate(id, kind, now)?;
        // after the limits, since the filter records what it admits
        if let Some(text) = text
            && let Err(wait) = self.duplicates.admit(person.clone(), text, now.monotonic)
        {
            let text = "You have just said that. Say something else.";
            return Err(Refusal::for_now(Code::Duplicate, text, whole_seconds(wait)));
        }
        self.slow.note(person, now.monotonic);
        Ok(())
    }

    /// Applies the rate limits.
    pub(super) fn check_rate(&mut self, id: SessionId, kind: Kind, now: Now) -> Result<(), Refusal> {
        let Some(identity) = self.limited(id) else { return Ok(()) };
        self.admit(kind, id, &identity, now).map_err(|wait| {
            Refusal::for_now(Code::Rate, format!("You are too fast. Try again in {wait} s."), wait)
        })
    }

    /// Applies the drawing budgets of the room, the person and the address.
    fn check_budget(&mut self, id: SessionId, bytes: usize, now: Now) -> Result<(), Refusal> {
        let Some(identity) = self.limited(id) else { return Ok(()) };
        let (person, address) = (PersonKey::of(&identity, id), limited_address(&identity));
        self.limiter.admit_drawing(bytes, &person, address, now.monotonic).map_err(|wait| {
            let wait = whole_seconds(wait);
            let text = format!("There are too many drawings at once. Send yours again in {wait} s.");
            Refusal::for_now(Code::DrawingBudget, text, wait)
        })
    }

    /// The identity to which limits apply; `None` for members who are exempt.
    fn limited(&self, id: SessionId) -> Option<Arc<ClientIdentity>> {
        let session = self.people.session(id)?;
        let is_exempt = session.member.as_deref().is_some_and(Member::is_exempt);
        (!is_exempt).then(|| Arc::clone(&session.identity))
    }

    /// Applies the limits of person and address. Returns the seconds to wait if they refuse.
    pub(super) fn admit(
        &mut self,
        kind: Kind,
        id: SessionId,
        identity: &ClientIdentity,
        now: Now,
    ) -> Result<(), u32> {
        let (person, address) = (PersonKey::of(identity, id), limited_address(identity));
        self.limiter.admit(kind, &person, address, now.monotonic).map_err(whole_seconds)
    }

    /// As [`RoomState::admit`], but without the limit of the address.
    pub(super) fn admit_person(
        &mut self,
        kind: Kind,
        id: SessionId,
        identity: &ClientIdentity,
        now: Now,
    ) -> Result<(), u32> {
        let person = PersonKey::of(identity, id);
        self.limiter.admit(kind, &person, None, now.monotonic).map_err(whole_seconds)
    }

    /// Replaces names of emoji by the emoji, except where a custom emote has that name.
    pub(super) fn with_emoji(&self, text: &str) -> String {
        with_emoji_unless(text, &|alias| self.is_emote(alias)).into_owned()
    }

    fn say(&mut self, id: SessionId, kind: ChatKind, text: String, reply: Option<u64>, cx: &mut Cx<'_, '_>) {
        let Some(person) = self.people.member(id).map(Member::person) else { return };
        self.publish_words(kind, person, text, reply, cx);
    }

    fn publish_words(
        &mut self,
        kind: ChatKind,
        person: Person,
        text: String,
        reply: Option<u64>,
        cx: &mut Cx<'_, '_>,
    ) {
        let name = person.username.to_string();
        let event = match kind {
            ChatKind::Action => AuditEvent::SendAction { name, action: text.clone() },
            ChatKind::Drawing => AuditEvent::SendDrawing { name, drawing: text.clone() },
            ChatKind::Message | ChatKind::Server => AuditEvent::SendMessage { name, message: text.clone() },
        };
        self.audit(event, cx);
        self.keep_and_tell(kind, Some(person), text, reply, cx);
    }

    fn keep_and_tell(
        &mut self,
        kind: ChatKind,
        author: Option<Person>,
        text: String,
        reply: Option<u64>,
        cx: &mut Cx<'_, '_>,
    ) {
        let id = self.history.next_id(cx.now().monotonic);
        let message = Arc::new(ChatMessage { id, time: cx.now().unix, kind, author, text, reply });
        cx.all(RoomEvent::Said(Arc::clone(&message)));
        if self.config.chat.retention.messages == 0 {
            return;
        }
        let streamer = self.settings.name.clone();
        cx.save(Write::ChatSaid { streamer, message: Arc::clone(&message) });
        if let Some(up_to) = self.history.push(message, cx.now().monotonic) {
            self.forget_up_to(up_to, cx);
        }
    }

    pub(super) fn forget_up_to(&self, up_to: u64, cx: &mut Cx<'_, '_>) {
        let streamer = self.settings.name.clone();
        cx.save(Write::ChatCleared { streamer, up_to });
    }
}

fn blank() -> Refusal {
    Refusal::new(Code::Blank, "Write something first.")
}

/// The address whose users share limits; `None` if it is anonymous.
fn limited_address(identity: &ClientIdentity) -> Option<&AddressId> {
    (identity.scope != AddressScope::Anonymous).then_some(&identity.address)
}

/// Seconds, rounded up, at least 1.
fn whole_seconds(wait: std::time::Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}
