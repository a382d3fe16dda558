//! Presence, login and logout, and the return of sessions to a room that replaced a dead one.

use super::context::Cx;
use super::input::{Login, Presence, Return};
use super::pace::Limited;
use super::people::Member;
use super::state::RoomState;
use crate::limits::{Kind, PersonKey};
use crate::model::names::{InvalidNickname, Nickname, fold};
use crate::model::{AuditEvent, ChatSetting, Colour, Role};
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::session::{Channels, ClientIdentity, Delivery, SessionId, Subscription};

const LOCKED: &str = "This stream needs a password. Enter it on the stream's page.";
const DISPLACED: &str = "You were here already, or somebody else with your stream key, who is logged out now. \
     If that was not you, get a new stream key.";
const DISPLACED_BY: &str =
    "Somebody joined as the streamer with the stream key. If that was not you, get a new stream key.";

impl RoomState {
    pub(super) fn presence(&mut self, id: SessionId, presence: Presence, cx: &mut Cx<'_, '_>) {
        let Presence { client, chat, watch, last } = presence;
        let known = self.people.session(id);
        if known.is_some_and(|session| {
            session.watches && session.counted == watch && session.reads == chat && last.is_none()
        }) {
            return; // unchanged: clients of the original repeat their presence every few seconds
        }
        // not counted against the address: when a stream begins, many people behind it open the page at once
        if let Err(wait) =
            self.pace.admit_person(Kind::Join, Limited { id, identity: &client.identity }, cx.now().monotonic)
        {
            let msg = format!("Too often. Try again in {wait} s.");
            cx.refuse(id, Refusal::for_now(Code::Rate, msg, wait));
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
            cx.reply(
                id,
                RoomEvent::History(self.conversation.since(last, self.pace.slow_mode(), self.people.count())),
            );
        }
    }

    pub(super) fn login(&mut self, id: SessionId, login: Login, cx: &mut Cx<'_, '_>) {
        let Login { client, username, color, key, resume } = login;
        if self.people.member(id).is_some() {
            cx.error(id, Code::AlreadyLoggedIn, "You are logged in already.");
            return;
        }
        let name = match Nickname::parse(&username, &|alias: &str| self.conversation.is_emote(alias)) {
            Ok(name) => name,
            Err(error) => {
                cx.error(id, code_of(&error), format!("{error}."));
                return;
            }
        };
        let stale = self.people.named(name.confusable_key());
        let resumed =
            resume.and_then(|resume| self.resumed(&resume, &name, stale, &client.identity, cx.now().unix));
        let admitted = match resumed {
            // after a restart, everybody behind an address comes back at once
            Some(_) => self.pace.admit_person(
                Kind::Join,
                Limited { id, identity: &client.identity },
                cx.now().monotonic,
            ),
            None => {
                self.pace.admit(Kind::Join, Limited { id, identity: &client.identity }, cx.now().monotonic)
            }
        };
        if let Err(wait) = admitted {
            let msg = format!("Too many attempts. Try again in {wait} s.");
            cx.error_for(id, Code::Rate, msg, wait);
            return;
        }
        if self.settings.chat == ChatSetting::Disabled {
            cx.error(id, Code::Disabled, "This stream has no chat.");
            return;
        }
        let is_named_so = fold(name.as_str()) == self.settings.name.folded();
        // the streamer may have been renamed since
        let is_streamer = is_named_so || resumed == Some(Role::Streamer);
        let moves =
            stale.filter(|other| self.may_move_over(*other, id, &client.identity, resumed, is_named_so));
        // a login with the stream key displaces the streamer who is logged in
        let gives_way =
            |other| is_named_so && (resumed.is_none() || key.is_some()) && self.is_streamer(other);
        if stale.is_some_and(|other| moves.is_none() && !gives_way(other)) {
            cx.error(id, Code::NameTaken, "That name is taken. Choose another.");
            return;
        }
        if !is_streamer && self.is_like_staff(&name, stale) {
            cx.error(id, Code::NameTaken, "That name looks too much like another. Choose another.");
            return;
        }
        let shows_key = is_streamer && (resumed != Some(Role::Streamer) || stale != moves);
        if shows_key {
            let Some(key) = key else {
                cx.reply(id, RoomEvent::KeyRequired { username: self.settings.name.as_str().into() });
                return;
            };
            if key != self.settings.key {
                cx.error(id, Code::KeyWrong, "That is not the stream key of this streamer.");
                return;
            }
        }
        let before = || self.people.session(id).and_then(|session| session.shown.clone());
        let shown = client.shown.or_else(before);
        if !is_streamer && self.settings.password.is_some() && shown != self.settings.password {
            cx.error(id, Code::Locked, LOCKED);
            return;
        }
        self.people.enter(id, &client.identity);
        self.people.note_shown(id, shown);
        if let Some(stale) = moves {
            self.move_over(stale, id, cx);
            return;
        }
        // somebody else may have logged in with the stream key
        let displaced = shows_key && self.log_out_streamer(Code::Displaced, DISPLACED_BY, cx);
        let name = if is_named_so { Nickname::stored(self.settings.name.as_str()) } else { name };
        let role = match is_streamer {
            true => Role::Streamer,
            false if self.moderation.moderators().contains(&client.identity) => Role::Moderator,
            false => Role::Viewer,
        };
        let colour = Colour::choose(&color, cx.rng()).unwrap_or_default();
        let mut member = Member::new(name, role, colour);
        if role != Role::Streamer {
            member.mute =
                self.mute_of(&client.identity, member.name.confusable_key()).map(|mute| mute.id.clone());
        }
        self.join(id, member, resumed.is_some(), cx);
        if displaced {
            cx.notice(id, DISPLACED);
        }
    }

    /// Logs out the streamer, and tells them why. Returns whether they were here.
    pub(super) fn log_out_streamer(&mut self, why: Code, text: &'static str, cx: &mut Cx<'_, '_>) -> bool {
        let streamers = self.people.staff().filter(|(_, member)| member.role == Role::Streamer);
        let here: Vec<SessionId> = streamers.map(|(id, _)| id).collect();
        for id in &here {
            cx.error(*id, why, text);
            self.logout(*id, cx);
        }
        !here.is_empty()
    }

    fn join(&mut self, id: SessionId, member: Member, resumed: bool, cx: &mut Cx<'_, '_>) {
        let person = member.person();
        self.people.join(id, member);
        self.welcome(id, cx);
        if self.people.announces(cx.now().monotonic) {
            let (users, count) = (self.people.users_for_all(), self.people.count());
            cx.others(id, RoomEvent::Joined { person: person.clone(), users, count });
        }
        self.tell_mute_of(id, cx);
        self.audit(AuditEvent::JoinChat { name: person.username.to_string() }, cx);
        if person.role == Role::Streamer && !resumed {
            cx.notice(id, "You have admin rights.");
        }
    }

    /// Moves a member to another session: they reconnected before the loss of the first was noticed, or now chat in
    /// another window of their browser. Other members are not told.
    fn move_over(&mut self, stale: SessionId, id: SessionId, cx: &mut Cx<'_, '_>) {
        let Some(member) = self.part(stale, cx) else { return };
        cx.error(stale, Code::Displaced, "You joined this chat from somewhere else.");
        self.conversation.move_over(stale, id);
        self.people.join(id, member);
        self.welcome(id, cx);
    }

    /// Sends a new member their own status, the member list and, if they moderate, the mutes.
    fn welcome(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        self.tell_subscription(id, cx);
        let Some(member) = self.people.member(id) else { return };
        let (person, muted) = (member.person(), member.mute.is_some());
        let resume = self.resume_text(member, id, cx.now().unix);
        cx.reply(id, RoomEvent::LoggedIn { person: person.clone(), resume, muted });
        let role = person.role;
        let (users, count) = (Some(self.people.users()), self.people.count());
        cx.reply(id, RoomEvent::Joined { person, users, count });
        if role > Role::Viewer {
            self.tell_mutes(id, cx);
        }
    }

    /// Logs the member out; their session stays in the room.
    pub(super) fn logout(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) {
        if let Some(member) = self.part(id, cx) {
            self.tell_parted(&member, cx);
        }
    }

    /// Logs the member out without telling others. In a locked room, a session that has not shown the password is shut
    /// out: only being the streamer had given it access.
    fn part(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) -> Option<Member> {
        let member = self.people.part(id)?;
        if !self.is_unlocked(id) {
            self.people.shut_out(id);
        }
        self.tell_subscription(id, cx);
        Some(member)
    }

    pub(super) fn tell_parted(&mut self, member: &Member, cx: &mut Cx<'_, '_>) {
        let person = member.person();
        self.audit(AuditEvent::LeaveChat { name: person.username.to_string() }, cx);
        if self.people.is_heard() && self.people.announces(cx.now().monotonic) {
            let (users, count) = (self.people.users_for_all(), self.people.count());
            cx.all(RoomEvent::Left { person, users, count });
        }
        if let Some(mute) = &member.mute {
            self.tell_mute(mute, cx);
        }
    }

    /// Removes a closed session.
    pub(super) fn gone(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let member = self.people.part(id);
        self.people.leave(id);
        if let Some(member) = member {
            self.tell_parted(&member, cx);
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
            let name = Nickname::stored(&membership.person.username);
            if self.people.named(name.confusable_key()).is_none() {
                let mut member = Member::new(name, membership.person.role, membership.person.color);
                if membership.muted {
                    member.mute = Some(self.mute_kept(&client.identity, &member.name, cx));
                }
                let role = member.role;
                self.people.join(id, member);
                if role > Role::Viewer {
                    self.tell_mutes(id, cx);
                }
                self.tell_mute_of(id, cx);
            } else {
                cx.error(id, Code::Displaced, "Somebody else has your name by now. Join again.");
            }
        }
        self.tell_subscription(id, cx);
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

    /// Sends the session side what the session now receives.
    pub(super) fn tell_subscription(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let subscription = self.people.subscription(id);
        let channels = subscription.as_ref().map_or(Channels::NONE, Subscription::channels);
        cx.deliver(Delivery::Subscribe { session: id, channels, subscription });
    }

    /// Whether the streamer is logged in at this session.
    fn is_streamer(&self, id: SessionId) -> bool {
        self.people.member(id).is_some_and(|member| member.role == Role::Streamer)
    }

    /// Whether the client at `id` is the member at `other` and may take over that login: someone else may hold the name
    /// by now, or hold it with a higher role. `resumed` is the role that a resume text proved; without one, only
    /// another window of the same browser may take over. `asked`: the stream key is required as well.
    fn may_move_over(
        &self,
        other: SessionId,
        id: SessionId,
        identity: &ClientIdentity,
        resumed: Option<Role>,
        asked: bool,
    ) -> bool {
        let Some(session) = self.people.session(other) else { return false };
        let is_kept =
            |identity: &ClientIdentity| identity.browser.as_ref().is_some_and(|browser| browser.kept);
        let key = PersonKey::of(identity, id);
        let is_same = match key {
            // nothing identifies the client, so the resume text has to suffice
            PersonKey::Session(_) => {
                resumed.is_some()
                    && session.identity.browser.is_none()
                    && session.identity.address == identity.address
            }
            PersonKey::Browser(_) if !is_kept(identity) => resumed.is_some() && !is_kept(&session.identity),
            PersonKey::Browser(_) => key == PersonKey::of(&session.identity, other),
            PersonKey::Address(_) => resumed.is_some() && key == PersonKey::of(&session.identity, other),
        };
        let as_what = session.member.as_deref().map_or(Role::Viewer, |member| member.role);
        let may = asked
            || as_what <= resumed.unwrap_or(Role::Viewer)
            || (as_what == Role::Moderator && is_kept(identity));
        is_same && may
    }

    /// Whether a name could be mistaken for that of the streamer, or of a moderator other than `except`.
    pub(super) fn is_like_staff(&self, name: &Nickname, except: Option<SessionId>) -> bool {
        name.could_pass_for(&Nickname::stored(self.settings.name.as_str()))
            || self.people.staff().any(|(id, member)| Some(id) != except && name.could_pass_for(&member.name))
    }
}

fn code_of(error: &InvalidNickname) -> Code {
    match error {
        InvalidNickname::Blank => Code::NameBlank,
        InvalidNickname::TooLong => Code::NameTooLong,
        InvalidNickname::Unfit(_) => Code::NameUnfit,
    }
}
