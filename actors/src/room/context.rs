//! The context in which a room handles an input: time and randomness, and the effects so far.

use std::borrow::Cow;

use super::acts::ActQuery;
use super::effect::Effect;
use super::emote_change::EmoteChange;
use super::event::RoomEvent;
use super::refusal::{Code, Refusal};
use crate::media::PublisherId;
use crate::model::names::{StreamerName, Token};
use crate::model::{AccountId, AuditEvent, Principal, UnixTime};
use crate::ports::{EmoteAct, Env, Now, Write};
use crate::session::{Channels, Delivery, SessionId};

/// Time, randomness and effects of one input.
pub(super) struct Cx<'a, 'e> {
    env: &'a mut Env<'e>,
    /// In the order in which they will be performed.
    effects: Vec<Effect>,
}

impl<'a, 'e> Cx<'a, 'e> {
    /// A context without effects yet.
    pub fn new(env: &'a mut Env<'e>) -> Self {
        Self { env, effects: Vec::new() }
    }

    pub fn into_effects(self) -> Vec<Effect> {
        self.effects
    }

    /// The time of the input.
    pub fn now(&self) -> Now {
        self.env.now
    }

    pub fn rng(&mut self) -> &mut dyn rand::Rng {
        self.env.rng
    }

    /// A new random id.
    pub fn token(&mut self) -> Token {
        self.env.token()
    }
}

/// What is kept and published.
impl Cx<'_, '_> {
    /// Records a write in the journal.
    pub fn save(&mut self, write: Write) {
        self.effects.push(Effect::Save(write));
    }

    /// Has the audit log name the API token or the account that caused the writes so far.
    pub fn name_source(&mut self, who: Principal) {
        let effects = std::mem::take(&mut self.effects).into_iter();
        let named = effects.map(|effect| match effect {
            Effect::Save(write) => Effect::Save(write.by(who)),
            other => other,
        });
        self.effects = named.collect();
    }

    /// Has the audit log name the account of who imposed sanctions of the site in this input.
    pub fn name_account(&mut self, account: Option<AccountId>) {
        for effect in &mut self.effects {
            if let Effect::Save(Write::SiteSanctioned { by, .. }) = effect {
                *by = account;
            }
        }
    }

    /// Records an event of a streamer in the audit log.
    pub fn audit(&mut self, streamer: &StreamerName, event: AuditEvent) {
        self.audit_at(self.env.now.unix, streamer, event);
    }

    /// As [`Cx::audit`], for an event in the past.
    pub fn audit_at(&mut self, at: UnixTime, streamer: &StreamerName, event: AuditEvent) {
        self.save(Write::Audit { at, streamer: streamer.clone(), event });
    }

    /// Asks for confirmation. See [`Effect::ConfirmSetting`].
    pub fn confirm_setting(&mut self) {
        self.effects.push(Effect::ConfirmSetting);
    }

    /// Publishes the status.
    pub fn publish(&mut self) {
        self.effects.push(Effect::Publish);
    }

    /// Publishes the media.
    pub fn publish_media(&mut self) {
        self.effects.push(Effect::PublishMedia);
    }

    /// Whether the status will be published.
    pub fn publishes(&self) -> bool {
        self.effects.contains(&Effect::Publish)
    }

    /// Disconnects a publisher.
    pub fn end_publisher(&mut self, publisher: PublisherId) {
        self.effects.push(Effect::EndPublisher(publisher));
    }

    /// Reads the moderators' log. See [`Effect::ReadActs`].
    pub fn read_acts(&mut self, by: Principal, query: ActQuery) {
        self.effects.push(Effect::ReadActs { by, query });
    }

    /// Changes an emote of the stream. See [`Effect::ChangeEmotes`].
    pub fn change_emotes(&mut self, act: EmoteAct, change: EmoteChange) {
        self.effects.push(Effect::ChangeEmotes { act, change });
    }

    /// Decodes a drawing. See [`Effect::Decode`].
    pub fn decode(&mut self, ticket: u64, src: String) {
        self.effects.push(Effect::Decode { ticket, src });
    }
}

/// What sessions receive.
impl Cx<'_, '_> {
    /// Sends an event to one session.
    pub fn reply(&mut self, to: SessionId, event: RoomEvent) {
        self.deliver(Delivery::Send(to, event));
    }

    /// Sends a notice to one session.
    pub fn notice(&mut self, to: SessionId, text: impl Into<Cow<'static, str>>) {
        self.reply(to, RoomEvent::Notice { text: text.into(), code: None });
    }

    /// Tells a session why its request was refused.
    pub fn refuse(&mut self, to: SessionId, refusal: Refusal) {
        self.reply(to, refusal.into());
    }

    /// Sends an error: login or presence failed, or the room ended it.
    pub fn error(&mut self, to: SessionId, code: Code, text: impl Into<Cow<'static, str>>) {
        self.reply(to, RoomEvent::Failed(Refusal::new(code, text)));
    }

    /// Sends an event to the subscribers of any of these channels.
    pub fn broadcast(&mut self, channels: Channels, event: RoomEvent) {
        let can_wait = event.can_wait();
        self.deliver(Delivery::Broadcast { channels, except: None, can_wait, event });
    }

    /// Sends an event to all sessions that receive chat.
    pub fn all(&mut self, event: RoomEvent) {
        self.broadcast(Channels::CHAT, event);
    }

    /// Sends an event to all sessions that receive chat, except `than`.
    pub fn others(&mut self, than: SessionId, event: RoomEvent) {
        let (channels, except, can_wait) = (Channels::CHAT, Some(than), event.can_wait());
        self.deliver(Delivery::Broadcast { channels, except, can_wait, event });
    }

    /// Hands a delivery to the session workers.
    pub fn deliver(&mut self, delivery: Delivery<RoomEvent>) {
        self.effects.push(Effect::Send(delivery));
    }
}

/// The order of effects.
impl Cx<'_, '_> {
    /// The current end of the effects, for [`Cx::split_off`].
    pub fn mark(&self) -> usize {
        self.effects.len()
    }

    /// Removes the effects since `mark`.
    pub fn split_off(&mut self, mark: usize) -> Vec<Effect> {
        self.effects.split_off(mark)
    }

    /// Appends effects that were removed.
    pub fn extend(&mut self, effects: Vec<Effect>) {
        self.effects.extend(effects);
    }
}
