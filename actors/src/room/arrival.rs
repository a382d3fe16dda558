//! Sessions that arrive in a room, or return to one that replaced a dead one, and what they are told about themselves.

use std::sync::Arc;

use super::access::LOCKED;
use super::context::Cx;
use super::event::{self, RoomEvent};
use super::input::{Presence, Return};
use super::member::Member;
use super::pace::Limited;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::limits::Kind;
use crate::model::names::Nickname;
use crate::model::{Capability, ChatRules, ChatSetting, Role};
use crate::session::{Channels, ClientIdentity, Delivery, Membership, SessionId, Subscription};

impl RoomState {
    /// A session says what it shows.
    pub(super) fn presence(&mut self, id: SessionId, presence: Presence, cx: &mut Cx<'_, '_>) {
        let Presence { client, chat, watch, last } = presence;
        let known = self.people.session(id);
        if known.is_some_and(|session| {
            session.watches && session.counted == watch && session.reads == chat && last.is_none()
        }) {
            return; // unchanged: clients of the original repeat their presence every few seconds
        }
        // not counted against the address: when a stream begins, many people behind it open the page at once
        let who = Limited { id, identity: &client.identity, is_slowed: true };
        if let Err(wait) = self.pace.admit_person(Kind::Join, who, cx.now().monotonic) {
            let text = format!("Too often. Try again in {wait} s.");
            cx.refuse(id, Refusal::for_now(Code::Rate, text, wait));
            return;
        }
        self.people.enter(id, &client.identity);
        self.people.note_shown(id, client.shown);
        let unlocked = self.is_streamer(id) || self.is_unlocked(id);
        let reads = chat && unlocked && self.settings.chat != ChatSetting::Disabled;
        self.people.change(id, |session| {
            session.watches = unlocked;
            session.counted = watch && unlocked;
            session.reads = reads;
        });
        self.tell_subscription(id, cx);
        if !unlocked {
            cx.error(id, Code::Locked, LOCKED);
            return;
        }
        cx.reply(id, self.news_for_newcomer(cx.now()));
        if reads {
            let history = event::History {
                slow: self.pace.slow_mode(),
                count: self.people.count(),
                titles: self.titles.clone(),
                pin: self.pinned.pin().map(Arc::clone),
                poll: self.polls.open().cloned(),
                ..self.conversation.since(last)
            };
            cx.reply(id, RoomEvent::History(history));
            if *self.rulebook.rules() != ChatRules::default() {
                cx.reply(id, RoomEvent::Rules { rules: self.rulebook.rules().clone(), known_for: None });
            }
        }
    }

    /// Takes over a session from the room that this one replaces. Its member keeps name, role and colour, and no event
    /// announces it.
    pub(super) fn returned(&mut self, id: SessionId, back: Return, cx: &mut Cx<'_, '_>) {
        let Return { client, subscription } = back;
        self.news.forget();
        self.people.enter(id, &client.identity);
        self.people.note_shown(id, client.shown);
        let was_streamer =
            subscription.member.as_ref().is_some_and(|member| member.person.role == Role::Streamer);
        let enters = was_streamer || self.is_unlocked(id);
        let chats = enters && self.settings.chat != ChatSetting::Disabled;
        self.people.change(id, |session| {
            session.counted = subscription.counted && enters;
            session.watches = subscription.watching && enters;
            session.reads = subscription.chat && chats;
        });
        // a client may have logged in before it learned that the room was replaced
        if let Some(membership) = subscription.member.filter(|_| chats && self.people.member(id).is_none()) {
            self.member_returned(id, membership, &client.identity, cx);
        }
        self.tell_subscription(id, cx);
    }

    fn member_returned(
        &mut self,
        id: SessionId,
        membership: Membership,
        identity: &ClientIdentity,
        cx: &mut Cx<'_, '_>,
    ) {
        let Membership { person, muted, muted_until } = membership;
        let name = Nickname::stored(&person.username);
        if self.people.named(name.confusable_key()).is_some() {
            cx.error(id, Code::Displaced, "Somebody else has your name by now. Join again.");
            return;
        }
        // what one is on the site may have changed in between
        let role = match self.site_role(identity.account).filter(|_| person.role != Role::Streamer) {
            Some(of_site) => of_site,
            None if person.role.is_of_site() => self.role_by_identity(identity),
            None => person.role,
        };
        let mut member = Member::new(name, role, person.color, cx.now().unix);
        member.account = person.account.filter(|account| identity.account == Some(*account));
        if muted {
            member.mute = Some(self.mute_kept(identity, &member.name, muted_until, cx));
        }
        self.people.join(id, member);
        self.meet(id, cx);
        if role.may(Capability::Moderate) {
            self.brief_moderator(id, cx);
        }
        self.tell_waiting(id, cx);
        self.tell_mute_of(id, cx);
    }

    /// Sends a member their subscription, role, mute and a fresh resume text.
    pub(super) fn tell_status(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        self.tell_subscription(id, cx);
        let Some(member) = self.people.member(id) else { return };
        let event = RoomEvent::OwnStatus {
            person: member.person(),
            muted: member.mute.is_some(),
            resume: self.resume_text(member, id, cx.now().unix),
        };
        cx.reply(id, event);
    }

    /// Sends a member the colour of their name.
    pub(super) fn tell_colour(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        if let Some(member) = self.people.member(id) {
            cx.reply(id, RoomEvent::OwnColour { color: member.colour });
        }
    }

    /// Sends the session side what the session now receives.
    pub(super) fn tell_subscription(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let subscription = self.people.subscription(id);
        let channels = subscription.as_ref().map_or(Channels::NONE, Subscription::channels);
        cx.deliver(Delivery::Subscribe { session: id, channels, subscription });
    }
}
