//! Messages, actions and drawings of members, and messages from outside of chat.

use super::context::Cx;
use super::conversation::Words;
use super::drawings::InvalidDrawing;
use super::member::Member;
use super::state::RoomState;
use crate::limits::Kind;
use crate::model::text::{clean, clean_lines};
use crate::model::{AccountId, AuditEvent, ChatKind, Colour, MessageKind, Person, Principal, Role};
use crate::ports::Now;
use crate::room::operations::SendMessage;
use crate::room::refusal::{Code, Refusal};
use crate::session::SessionId;

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
        self.check_newcomer(id, cx.now())?;
        let text = self.conversation.with_emoji(text.trim());
        if text.is_empty() {
            return Err(blank());
        }
        self.conversation.check_length(&text)?;
        self.check_pace(id, Kind::Message, cx.now())?;
        let reply = reply.filter(|reply| self.conversation.contains(*reply));
        let Some(author) = self.people.member(id).map(Member::person) else { return Ok(()) };
        let passed = self.filtered(id, &text, cx)?;
        self.note_speech(id, Some(&text), cx.now())?;
        let words =
            Words { kind, author: Some(author), text: passed.masked.unwrap_or(text), reply, browser: None };
        match passed.held_by {
            Some(rule) => self.hold(id, words, rule, cx),
            None => {
                self.say_as(id, words, cx);
                Ok(())
            }
        }
    }

    /// Queues a drawing, to be decoded outside the room.
    pub(super) fn drew(&mut self, id: SessionId, src: String, cx: &mut Cx<'_, '_>) -> Result<(), Refusal> {
        self.check_member(id)?;
        self.check_muted(id)?;
        self.check_newcomer(id, cx.now())?;
        self.check_drawings(id)?;
        self.check_pace(id, Kind::Drawing, cx.now())?;
        self.note_speech(id, None, cx.now())?;
        self.conversation.queue_drawing(id, src, cx)
    }

    /// Handles a decoded drawing, and sends those whose turn it is.
    pub(super) fn decoded(
        &mut self,
        ticket: u64,
        result: Result<String, InvalidDrawing>,
        cx: &mut Cx<'_, '_>,
    ) {
        for (id, result) in self.conversation.drawn(ticket, result) {
            // they may have left or been muted in the meantime
            let Some(member) = self.people.member(id).filter(|member| member.mute.is_none()) else {
                continue;
            };
            let author = Some(member.person());
            match result {
                Ok(text) => match self.check_drawing(id, text.len(), cx.now()) {
                    Ok(()) => {
                        let kind = ChatKind::Drawing;
                        self.say_as(id, Words { kind, author, text, reply: None, browser: None }, cx);
                    }
                    Err(refusal) => cx.refuse(id, refusal),
                },
                // a notice, as clients of the original expect
                Err(error) => cx.notice(id, format!("{error}.")),
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
        let text = self.conversation.with_emoji(&text);
        if text.is_empty() {
            return Err(blank());
        }
        if !self.people.is_heard() {
            return Ok(());
        }
        let (kind, author) = match message.kind {
            MessageKind::Normal => (ChatKind::Message, Some(self.streamer())),
            MessageKind::Action => (ChatKind::Action, Some(self.streamer())),
            MessageKind::Server => (ChatKind::Server, None),
        };
        let reply = message.reply.filter(|reply| author.is_some() && self.conversation.contains(*reply));
        self.say(Words { kind, author, text, reply, browser: None }, cx);
        Ok(())
    }

    /// Announces something in a principal's name. As with other messages from outside of chat, it is not kept if nobody
    /// receives it.
    pub(super) fn announce(&mut self, by: Principal, text: String, cx: &mut Cx<'_, '_>) {
        if !self.people.is_heard() {
            return;
        }
        let author = match by {
            Principal::Member(id) => self.people.member(id).map(Member::person),
            Principal::Account(account) => self.signed_in(account),
            Principal::Streamer | Principal::Administrator | Principal::Token { .. } => Some(self.streamer()),
        };
        let browser = self.browser_of(by);
        self.say(Words { kind: ChatKind::Announcement, author, text, reply: None, browser }, cx);
    }

    /// The owner of an account as others see them, even if they are not in chat.
    fn signed_in(&self, account: AccountId) -> Option<Person> {
        let name = self.config.accounts.get(account)?.name;
        let role = self.role_of_account(account).unwrap_or(Role::Viewer);
        Some(Person { username: name, role, color: Colour::default(), account: Some(account) })
    }

    /// The streamer as others see them, even if they are not in chat.
    fn streamer(&self) -> Person {
        let mut staff = self.people.staff().map(|(_, member)| member);
        let here = staff.find(|member| member.role == Role::Streamer).map(Member::person);
        here.unwrap_or_else(|| Person {
            username: self.settings.name.as_str().into(),
            role: Role::Streamer,
            color: Colour::default(),
            account: None,
        })
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

    /// As [`RoomState::check_muted`], for somebody who acts from outside of the chat.
    pub(super) fn check_muted_account(&self, account: AccountId) -> Result<(), Refusal> {
        let sessions = self.people.members().map(|(id, _)| id);
        let own = |id: &SessionId| {
            self.people.session(*id).and_then(|session| session.identity.account) == Some(account)
        };
        sessions.filter(own).try_for_each(|id| self.check_muted(id))
    }

    /// Applies the rate limits.
    pub(super) fn check_rate(&mut self, id: SessionId, kind: Kind, now: Now) -> Result<(), Refusal> {
        match self.people.limited(id) {
            Some(who) => self.pace.check_rate(kind, who, now.monotonic),
            None => Ok(()),
        }
    }

    /// Applies slow mode and the rate limits.
    fn check_pace(&mut self, id: SessionId, kind: Kind, now: Now) -> Result<(), Refusal> {
        match self.people.limited(id) {
            Some(who) => self.pace.check(kind, who, self.pause_of(id, now.unix), now.monotonic),
            None => Ok(()),
        }
    }

    /// Applies the duplicate filter to `text`, and records that a member speaks.
    fn note_speech(&mut self, id: SessionId, text: Option<&str>, now: Now) -> Result<(), Refusal> {
        match self.people.limited(id) {
            Some(who) => self.pace.speaks(text, who, self.pause_of(id, now.unix), now.monotonic),
            None => Ok(()),
        }
    }

    /// Applies the budgets for drawings.
    fn check_drawing(&mut self, id: SessionId, bytes: usize, now: Now) -> Result<(), Refusal> {
        match self.people.limited(id) {
            Some(who) => self.pace.check_drawing(bytes, who, now.monotonic),
            None => Ok(()),
        }
    }

    /// Sends the words of a member to all.
    fn say_as(&mut self, id: SessionId, words: Words, cx: &mut Cx<'_, '_>) {
        let message = self.say(Words { browser: self.browser_at(id), ..words }, cx);
        if self.people.member_mut(id).is_some_and(|member| std::mem::take(&mut member.is_new)) {
            self.tell_newcomer(id, message, cx);
        }
    }

    /// Sends words to all, keeps and audits them, and returns the message's id.
    pub(super) fn say(&mut self, words: Words, cx: &mut Cx<'_, '_>) -> u64 {
        let text = words.text.clone();
        let event = match (words.kind, &words.author) {
            (ChatKind::Action, Some(author)) => {
                AuditEvent::SendAction { name: author.username.to_string(), action: text }
            }
            (ChatKind::Drawing, Some(author)) => {
                AuditEvent::SendDrawing { name: author.username.to_string(), drawing: text }
            }
            (ChatKind::Announcement, Some(author)) => {
                AuditEvent::SendAnnouncement { name: author.username.to_string(), announcement: text }
            }
            (_, Some(author)) => AuditEvent::SendMessage { name: author.username.to_string(), message: text },
            (_, None) => AuditEvent::SendBroadcast { broadcast: text },
        };
        self.audit(event, cx);
        self.conversation.add(words, &self.settings.name, cx)
    }
}

fn blank() -> Refusal {
    Refusal::new(Code::Blank, "Write something first.")
}
