//! What is said in a room: its history, the drawings on their way into it, and the emotes that messages may contain.

use std::sync::Arc;
use std::time::Instant;

use super::authors::Authors;
use super::config::RoomConfig;
use super::context::Cx;
use super::drawing_queue::{DrawingQueue, Finished};
use super::drawings::InvalidDrawing;
use super::event::{self, RoomEvent};
use super::history::History;
use super::refusal::{Code, Refusal};
use crate::model::names::{StreamerName, Token, fold};
use crate::model::text::{length, with_emoji_unless};
use crate::model::{ChatKind, ChatMessage, Emotes, Person};
use crate::ports::Write;
use crate::session::{Channels, SessionId};

/// The conversation of a room. What changes it is stored and announced with the change.
#[derive(Debug)]
pub(super) struct Conversation {
    config: Arc<RoomConfig>,
    history: History,
    /// Those of the site.
    site_emotes: Emotes,
    /// Those of the stream's own.
    own_emotes: Emotes,
    /// Both together.
    emotes: Emotes,
    authors: Authors,
    drawings: DrawingQueue,
}

/// What somebody says, before it has an id and a time.
pub(super) struct Words {
    pub kind: ChatKind,
    /// `None` for notices.
    pub author: Option<Person>,
    pub text: String,
    /// Id of the message that this one replies to.
    pub reply: Option<u64>,
    /// The author's browser, if known.
    pub browser: Option<Token>,
}

impl Conversation {
    pub fn new(config: Arc<RoomConfig>, history: History, site_emotes: Emotes, own_emotes: Emotes) -> Self {
        let authors = Authors::new(config.chat.retention.messages);
        let emotes = joined(&site_emotes, &own_emotes);
        let drawings = DrawingQueue::default();
        Self { config, history, site_emotes, own_emotes, emotes, authors, drawings }
    }

    /// See [`RoomCommand::ChatConfigured`](super::RoomCommand::ChatConfigured).
    pub fn configure(&mut self, config: Arc<RoomConfig>) {
        self.config = config;
    }

    /// Those of the stream's own.
    pub fn own_emotes(&self) -> &Emotes {
        &self.own_emotes
    }

    pub fn emotes(&self) -> &Emotes {
        &self.emotes
    }

    /// Replaces the site's emotes. Everybody on the site has been told; here they are told again of those that keep the
    /// stream's own picture.
    pub fn set_site_emotes(&mut self, emotes: Emotes, cx: &mut Cx<'_, '_>) {
        let before = std::mem::replace(&mut self.site_emotes, emotes);
        self.emotes = joined(&self.site_emotes, &self.own_emotes);
        for (key, uri) in
            self.own_emotes.iter().filter(|(key, _)| before.get(*key) != self.site_emotes.get(*key))
        {
            cx.broadcast(Channels::ALL, RoomEvent::EmoteAdded { key: key.clone(), uri: uri.clone() });
        }
    }

    /// Replaces the stream's own emotes, and announces what that changes.
    pub fn set_own_emotes(&mut self, emotes: Emotes, cx: &mut Cx<'_, '_>) {
        self.own_emotes = emotes;
        let after = joined(&self.site_emotes, &self.own_emotes);
        let before = std::mem::replace(&mut self.emotes, Arc::clone(&after));
        for (key, uri) in after.iter().filter(|(key, uri)| before.get(*key) != Some(uri)) {
            cx.broadcast(Channels::ALL, RoomEvent::EmoteAdded { key: key.clone(), uri: uri.clone() });
        }
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            cx.broadcast(Channels::ALL, RoomEvent::EmoteRemoved { key: key.clone() });
        }
    }

    /// Whether a custom emote has this name, without its colons.
    pub fn is_emote(&self, alias: &str) -> bool {
        self.emotes.contains_key(&format!(":{alias}:"))
    }

    /// Replaces names of emoji by the emoji, except where a custom emote has that name.
    pub fn with_emoji(&self, text: &str) -> String {
        with_emoji_unless(text, &|alias| self.is_emote(alias)).into_owned()
    }

    /// Refuses text that is longer than messages may be. An emoji or emote counts as one character.
    pub fn check_length(&self, text: &str) -> Result<(), Refusal> {
        let most = self.config.chat.message_length;
        let long = length(text, &|alias: &str| self.is_emote(alias));
        if long > most {
            let text = format!("Your message is {long} characters long; {most} are allowed.");
            return Err(Refusal::new(Code::TooLong, text));
        }
        Ok(())
    }

    /// The messages that are kept, oldest first.
    pub fn messages(&self) -> Vec<Arc<ChatMessage>> {
        self.history.since(None).0
    }

    /// The authors of messages that are kept, newest first.
    pub fn authors(&self) -> impl Iterator<Item = &Person> {
        self.history.newest_first().filter_map(|message| message.author.as_ref())
    }

    pub fn contains(&self, id: u64) -> bool {
        self.history.message(id).is_some()
    }

    /// The message with this id, if it is still here.
    pub fn message(&self, id: u64) -> Option<&ChatMessage> {
        self.history.message(id)
    }

    /// An id for something that is written now.
    pub fn next_id(&mut self, now: Instant) -> u64 {
        self.history.next_id(now)
    }

    /// The browser of a message's author. See [`Authors::of`].
    pub fn author_of(&self, id: u64) -> Option<&Token> {
        self.authors.of(id)
    }

    /// Sends a message to all, keeps it, and returns its id.
    pub fn add(&mut self, words: Words, streamer: &StreamerName, cx: &mut Cx<'_, '_>) -> u64 {
        let Words { kind, author, text, reply, browser } = words;
        let now = cx.now();
        let id = self.history.next_id(now.monotonic);
        if let Some(browser) = browser {
            self.authors.note(id, browser);
        }
        let message = Arc::new(ChatMessage { id, time: now.unix, kind, author, text, reply });
        cx.all(RoomEvent::Said(Arc::clone(&message)));
        if self.config.chat.retention.messages == 0 {
            return id;
        }
        cx.save(Write::ChatSaid { streamer: streamer.clone(), message: Arc::clone(&message) });
        if let Some(up_to) = self.history.push(message, now.monotonic) {
            forget(up_to, streamer, cx);
        }
        id
    }

    /// Deletes a message. Returns whether it was there.
    pub fn delete(&mut self, id: u64, streamer: &StreamerName, cx: &mut Cx<'_, '_>) -> bool {
        let deleted = self.history.delete(id);
        if deleted {
            cx.save(Write::ChatDeleted { streamer: streamer.clone(), id });
            cx.all(RoomEvent::MessageDeleted { id });
        }
        deleted
    }

    /// Deletes all messages of an author, by the name in any case. Returns how many there were.
    pub fn delete_of(&mut self, author: &str, streamer: &StreamerName, cx: &mut Cx<'_, '_>) -> usize {
        let wanted = fold(author);
        let is_theirs = |message: &ChatMessage| {
            message.author.as_ref().is_some_and(|person| fold(&person.username) == wanted)
        };
        let deleted = self.history.delete_all(is_theirs);
        for &id in &deleted {
            cx.save(Write::ChatDeleted { streamer: streamer.clone(), id });
            cx.all(RoomEvent::MessageDeleted { id });
        }
        deleted.len()
    }

    /// Deletes all messages. Returns the last id that they may have.
    pub fn clear(&mut self, streamer: &StreamerName, cx: &mut Cx<'_, '_>) -> u64 {
        let id = self.history.clear(cx.now().monotonic);
        forget(id, streamer, cx);
        cx.all(RoomEvent::ChatCleared { id });
        id
    }

    /// Drops messages that are too old.
    pub fn expire(&mut self, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        if let Some(up_to) = self.history.expire(cx.now().monotonic) {
            forget(up_to, streamer, cx);
        }
    }

    /// When the next message becomes too old.
    pub fn deadline(&self) -> Option<Instant> {
        self.history.deadline()
    }

    /// Queues a drawing, to be decoded outside the room.
    pub fn queue_drawing(
        &mut self,
        author: SessionId,
        src: String,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        let Some(ticket) = self.drawings.enter(author) else {
            let text = "Too many drawings are on their way. Send yours again in a moment.";
            return Err(Refusal::for_now(Code::DrawingBusy, text, 1));
        };
        cx.decode(ticket, src);
        Ok(())
    }

    /// Takes a decoded drawing, and returns those whose turn it is.
    pub fn drawn(&mut self, ticket: u64, result: Result<String, InvalidDrawing>) -> Vec<Finished> {
        self.drawings.finish(ticket, result)
    }

    /// The author of queued drawings moves to another session.
    pub fn move_over(&mut self, from: SessionId, to: SessionId) {
        self.drawings.move_over(from, to);
    }

    /// What a session receives on arrival that has the messages up to `last`, as far as the conversation knows it.
    pub fn since(&self, last: Option<u64>) -> event::History {
        let (messages, resumed) = self.history.since(last);
        event::History {
            messages,
            resumed,
            lost_after: self.history.lost_after(last),
            deleted: self.history.deleted(),
            emotes: Arc::clone(self.emotes()),
            length: self.config.chat.message_length,
            ..event::History::default()
        }
    }
}

/// The stream's own emotes replace those of the site with the same name.
fn joined(site: &Emotes, own: &Emotes) -> Emotes {
    if own.is_empty() {
        return Arc::clone(site);
    }
    let mut all = (**site).clone();
    all.extend(own.iter().map(|(key, uri)| (key.clone(), uri.clone())));
    Arc::new(all)
}

fn forget(up_to: u64, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
    cx.save(Write::ChatCleared { streamer: streamer.clone(), up_to });
}
