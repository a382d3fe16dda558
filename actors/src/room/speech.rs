//! What people say, do and draw, and what comes from outside.

use std::sync::Arc;

use super::drawings::InvalidDrawing;
use super::people::Member;
use super::say::Say;
use super::state::{Effect, RoomState};
use crate::limits::{Kind, PersonKey};
use crate::model::names::AddressId;
use crate::model::text::{clean, clean_lines, length, with_emoji_unless};
use crate::model::{AuditEvent, ChatKind, ChatMessage, Colour, MessageKind, PendingMessage, Person, Role};
use crate::ports::{Env, Now, Write};
use crate::room::event::RoomEvent;
use crate::room::refusal::Code;
use crate::session::{AddressScope, ClientIdentity, SessionId};

/// What those hear who may not speak.
const MUTED: &str = "You are muted!";
/// What those hear who say nothing.
const BLANK: &str = "Write something first.";
/// Lines of more bytes than this for each character that a message may have are not even looked at. An emoji or a
/// custom emote counts as one character, however long its name is.
const BYTES_PER_CHARACTER: usize = 100;
/// But so much may always be typed: commands have limits of their own.
const BYTES_ALWAYS: usize = 16 * 1024;
/// Lines of more bytes count as said before they are looked at, which takes time, whatever comes of it.
const LONG: usize = 2 * 1024;

impl RoomState {
    /// A line that somebody typed: words, or a command.
    pub(super) fn typed(
        &mut self,
        id: SessionId,
        text: &str,
        reply: Option<u64>,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if text.is_empty() {
            // before all else: clients have always been warned of it, also before they log in
            effects.warning(id, Code::Blank, BLANK, None);
            return;
        }
        if self.refused_as_stranger(id, effects) {
            return;
        }
        let most = self.config.chat.message_length;
        if text.len() > most.saturating_mul(BYTES_PER_CHARACTER).max(BYTES_ALWAYS) {
            let msg = format!("Your message is much too long; {most} characters are allowed.");
            effects.warning(id, Code::TooLong, msg, None);
            return;
        }
        if text.len() > LONG && self.refused_as_too_often(id, Kind::Message, env.now, effects) {
            return;
        }
        let text = clean_lines(text);
        if text.is_empty() {
            effects.warning(id, Code::Blank, BLANK, None);
        } else if text.starts_with('/') {
            self.command(id, &text, env, effects);
        } else {
            self.speak(id, ChatKind::Message, &text, reply, env, effects);
        }
    }

    /// Somebody says something to all, if they may.
    pub(super) fn speak(
        &mut self,
        id: SessionId,
        kind: ChatKind,
        text: &str,
        reply: Option<u64>,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if self.refused_as_muted(id, effects) {
            return;
        }
        let text = self.with_emoji(text.trim());
        if text.is_empty() {
            effects.warning(id, Code::Blank, BLANK, None);
            return;
        }
        let most = self.config.chat.message_length;
        let long = length(&text, &|alias: &str| self.is_emote(alias));
        if long > most {
            let msg = format!("Your message is {long} characters long; {most} are allowed.");
            effects.warning(id, Code::TooLong, msg, None);
            return;
        }
        if self.refused_as_too_fast(id, Kind::Message, Some(&text), env.now, effects) {
            return;
        }
        let reply = reply.filter(|reply| self.history.contains(*reply));
        self.say(id, kind, text, reply, env.now, effects);
    }

    /// Somebody sent a drawing. It takes its place in the queue, and is decoded elsewhere.
    pub(super) fn drew(&mut self, id: SessionId, src: String, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        if self.refused_as_stranger(id, effects)
            || self.refused_as_muted(id, effects)
            || self.refused_as_too_fast(id, Kind::Drawing, None, env.now, effects)
        {
            return;
        }
        match self.drawings.enter(id) {
            Some(ticket) => effects.push(Effect::Decode { ticket, src }),
            None => {
                let msg = "Too many drawings are on their way. Send yours again in a moment.";
                effects.warning(id, Code::DrawingBusy, msg, Some(1));
            }
        }
    }

    /// A drawing has been looked at.
    pub(super) fn decoded(
        &mut self,
        ticket: u64,
        result: Result<String, InvalidDrawing>,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        for (author, result) in self.drawings.finish(ticket, result) {
            match result {
                // they may have left or been muted meanwhile
                _ if self.people.member(author).is_none_or(|member| member.mute.is_some()) => {}
                Ok(picture) if self.refused_as_too_large(author, picture.len(), env.now, effects) => {}
                Ok(picture) => self.say(author, ChatKind::Drawing, picture, None, env.now, effects),
                // a notice, as clients have always been told of it
                Err(error) => effects.notice(author, format!("{error}.")),
            }
        }
    }

    /// The streamer or an admin says something from outside. Nobody hears what is said into an empty room.
    pub(super) fn said_outside(&mut self, message: PendingMessage, now: Now, effects: &mut Vec<Effect>) {
        if !self.people.is_heard() {
            return;
        }
        // a notice is one line, as clients have always shown it
        let text = match message.kind {
            MessageKind::Server => clean(&message.message),
            MessageKind::Normal | MessageKind::Action => clean_lines(&message.message),
        };
        let text = self.with_emoji(&text);
        if text.is_empty() {
            return;
        }
        let kind = match message.kind {
            MessageKind::Normal => ChatKind::Message,
            MessageKind::Action => ChatKind::Action,
            MessageKind::Server => {
                self.audit(now, AuditEvent::SendBroadcast { broadcast: text.clone() }, effects);
                self.keep_and_tell(ChatKind::Server, None, text, None, now, effects);
                return;
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
        self.publish_words(kind, person, text, None, now, effects);
    }

    /// Whether this may not be done since nobody is logged in there; they are told.
    pub(super) fn refused_as_stranger(&self, id: SessionId, effects: &mut Vec<Effect>) -> bool {
        let stranger = self.people.member(id).is_none();
        if stranger {
            effects.error(id, Code::NotLoggedIn, "Join the chat first.");
        }
        stranger
    }

    /// Whether this may not be done since the member is muted; they are told.
    pub(super) fn refused_as_muted(&self, id: SessionId, effects: &mut Vec<Effect>) -> bool {
        let muted = self.people.member(id).is_some_and(|member| member.mute.is_some());
        if muted {
            effects.coded_notice(id, Code::Muted, MUTED);
        }
        muted
    }

    /// Whether this may not be done yet; they are told how long to wait.
    pub(super) fn refused_as_too_fast(
        &mut self,
        id: SessionId,
        kind: Kind,
        text: Option<&str>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some(session) = self.people.session(id) else { return true };
        if session.member.as_deref().is_some_and(Member::is_exempt) {
            return false;
        }
        let person = PersonKey::of(&session.identity, id);
        if let Some(wait) = self.slow.wait(&person, now.monotonic) {
            let pause = self.slow.seconds;
            let msg = format!("Slow mode: one message every {pause} s. Yours can be sent in {wait} s.");
            effects.warning(id, Code::Slow, msg, Some(wait));
            return true;
        }
        if self.refused_as_too_often(id, kind, now, effects) {
            return true;
        }
        // after the limits, since it remembers what it lets pass
        if let Some(text) = text
            && let Err(wait) = self.repeats.admit(person.clone(), text, now.monotonic)
        {
            let wait = whole_seconds(wait);
            effects.warning(id, Code::Duplicate, "You have just said that. Say something else.", Some(wait));
            return true;
        }
        self.slow.note(person, now.monotonic);
        false
    }

    /// Whether the limits forbid this for now; they are told how long to wait.
    pub(super) fn refused_as_too_often(
        &mut self,
        id: SessionId,
        kind: Kind,
        now: Now,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some(session) = self.people.session(id) else { return true };
        if session.member.as_deref().is_some_and(Member::is_exempt) {
            return false;
        }
        let identity = Arc::clone(&session.identity);
        let refused = self.admit(kind, id, &identity, now);
        if let Err(wait) = refused {
            let msg = format!("You are too fast. Try again in {wait} s.");
            effects.warning(id, Code::Rate, msg, Some(wait));
        }
        refused.is_err()
    }

    /// Whether a drawing does not fit into the budget of the room, the person or the address; they are told.
    fn refused_as_too_large(
        &mut self,
        id: SessionId,
        bytes: usize,
        now: Now,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some(session) = self.people.session(id) else { return true };
        if session.member.as_deref().is_some_and(Member::is_exempt) {
            return false;
        }
        let identity = Arc::clone(&session.identity);
        let (person, address) = (PersonKey::of(&identity, id), limited_address(&identity));
        let refused = self.limiter.admit_drawing(bytes, &person, address, now.monotonic);
        if let Err(wait) = refused {
            let wait = whole_seconds(wait);
            let msg = format!("There are too many drawings at once. Send yours again in {wait} s.");
            effects.warning(id, Code::DrawingBudget, msg, Some(wait));
        }
        refused.is_err()
    }

    /// Asks the limits; otherwise answers the seconds to wait.
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

    /// As [`RoomState::admit`], but only what the person did counts, not what others at their address do.
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

    /// Emoji in place of their names, where no custom emote has that name.
    pub(super) fn with_emoji(&self, text: &str) -> String {
        with_emoji_unless(text, &|alias| self.is_emote(alias)).into_owned()
    }

    fn say(
        &mut self,
        id: SessionId,
        kind: ChatKind,
        text: String,
        reply: Option<u64>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(person) = self.people.member(id).map(Member::person) else { return };
        self.publish_words(kind, person, text, reply, now, effects);
    }

    fn publish_words(
        &mut self,
        kind: ChatKind,
        person: Person,
        text: String,
        reply: Option<u64>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let name = person.username.to_string();
        let event = match kind {
            ChatKind::Action => AuditEvent::SendAction { name, action: text.clone() },
            ChatKind::Drawing => AuditEvent::SendDrawing { name, drawing: text.clone() },
            ChatKind::Message | ChatKind::Server => AuditEvent::SendMessage { name, message: text.clone() },
        };
        self.audit(now, event, effects);
        self.keep_and_tell(kind, Some(person), text, reply, now, effects);
    }

    fn keep_and_tell(
        &mut self,
        kind: ChatKind,
        author: Option<Person>,
        text: String,
        reply: Option<u64>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let id = self.history.next_id(now.monotonic);
        let message = Arc::new(ChatMessage { id, time: now.unix, kind, author, text, reply });
        effects.all(RoomEvent::Said(Arc::clone(&message)));
        if self.config.chat.retention.messages == 0 {
            return;
        }
        let streamer = self.settings.name.clone();
        effects.push(Effect::Save(Write::ChatSaid { streamer, message: Arc::clone(&message) }));
        if let Some(up_to) = self.history.push(message, now.monotonic) {
            self.forget_up_to(up_to, effects);
        }
    }

    pub(super) fn forget_up_to(&self, up_to: u64, effects: &mut Vec<Effect>) {
        let streamer = self.settings.name.clone();
        effects.push(Effect::Save(Write::ChatCleared { streamer, up_to }));
    }
}

/// The address by which people are limited together, if it says anything about them.
fn limited_address(identity: &ClientIdentity) -> Option<&AddressId> {
    (identity.scope != AddressScope::Anonymous).then_some(&identity.address)
}

/// Rounded up, for people.
fn whole_seconds(wait: std::time::Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}
