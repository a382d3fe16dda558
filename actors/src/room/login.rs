//! Logins to chat: who gets which name, in which role.

use std::borrow::Cow;

use super::access::LOCKED;
use super::context::Cx;
use super::event::RoomEvent;
use super::input::Login;
use super::member::{Member, MemberMute};
use super::pace::Limited;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::filter;
use crate::limits::{Kind, PersonKey};
use crate::model::names::{InvalidNickname, KeyHash, Nickname, fold};
use crate::model::{AccountId, AccountPolicy, AuditEvent, Capability, ChatSetting, Colour, Role};
use crate::ports::Now;
use crate::session::{ClientIdentity, SessionId};

const DISPLACED: &str = "You were here already, or somebody else with your stream key, who is logged out now. \
     If that was not you, get a new stream key.";
const RESERVED: &str = "That name belongs to an account. Sign in to use it, or choose another.";
const DISPLACED_BY: &str =
    "Somebody joined as the streamer with the stream key. If that was not you, get a new stream key.";

/// What a login claims.
struct Claim {
    name: Nickname,
    /// The session of the member who has the name.
    holder: Option<SessionId>,
    /// The role that a resume text proved.
    resumed: Option<Role>,
    /// Whether the name is the streamer's.
    is_streamers_name: bool,
    /// The account for which the name is reserved, if it is that of the client.
    account: Option<AccountId>,
    /// The holder, if it is the same person.
    moves: Option<SessionId>,
    /// Whether it is a program with an API token.
    is_program: bool,
}

impl Claim {
    /// Whether it is the streamer who logs in, who may have been renamed since.
    fn is_streamer(&self) -> bool {
        self.is_streamers_name || self.resumed == Some(Role::Streamer)
    }

    /// Whether only the stream key proves it.
    fn needs_key(&self) -> bool {
        self.is_streamer() && (self.resumed != Some(Role::Streamer) || self.holder != self.moves)
    }
}

/// Why a login failed.
enum Denied {
    Refused(Refusal),
    /// It used the streamer's name without the stream key.
    KeyRequired,
}

fn denied(code: Code, text: impl Into<Cow<'static, str>>) -> Denied {
    Denied::Refused(Refusal::new(code, text))
}

impl RoomState {
    /// Logs a session in, or tells it why not.
    pub(super) fn login(&mut self, id: SessionId, login: Login, cx: &mut Cx<'_, '_>) {
        match self.try_login(id, login, cx) {
            Ok(()) => {}
            Err(Denied::Refused(refusal)) => cx.reply(id, RoomEvent::Failed(refusal)),
            Err(Denied::KeyRequired) => {
                cx.reply(id, RoomEvent::KeyRequired { username: self.settings.name.as_str().into() });
            }
        }
    }

    fn try_login(&mut self, id: SessionId, login: Login, cx: &mut Cx<'_, '_>) -> Result<(), Denied> {
        let Login { client, username, color, key, resume, is_program } = login;
        let identity = &*client.identity;
        if self.people.member(id).is_some() {
            return Err(denied(Code::AlreadyLoggedIn, "You are logged in already."));
        }
        let mut claim = self.claim_as(id, &username, resume.as_deref(), identity, cx.now())?;
        claim.is_program = is_program;
        self.check_join_rate(id, identity, claim.resumed.is_some(), cx.now())?;
        if self.settings.chat == ChatSetting::Disabled {
            return Err(denied(Code::Disabled, "This stream has no chat."));
        }
        self.check_account(&claim, identity)?;
        self.check_name(&claim, key.is_some())?;
        self.check_words(&claim, identity)?;
        self.check_key(&claim, key)?;
        if !claim.is_streamer() {
            let key = claim.name.confusable_key();
            self.check_excluded(id, identity, key, cx).map_err(Denied::Refused)?;
        }
        let before = || self.people.session(id).and_then(|session| session.shown.clone());
        let shown = client.shown.or_else(before);
        if !claim.is_streamer() && self.settings.password.is_some() && shown != self.settings.password {
            return Err(denied(Code::Locked, LOCKED));
        }
        self.people.enter(id, &client.identity);
        self.people.note_shown(id, shown);
        match claim.moves {
            Some(stale) => self.move_over(stale, id, claim.account, cx),
            None => {
                // a guest from before the name was reserved, or the owner with a role that only they have there
                if let Some(other) = claim.holder.filter(|_| claim.account.is_some()) {
                    self.log_out(other, Code::NameReserved, RESERVED, cx);
                }
                self.join_as(id, claim, &color, identity, cx);
            }
        }
        Ok(())
    }

    /// What a login claims: the typed name, or that of the account that is signed in. The streamer may be signed in as
    /// well.
    fn claim_as(
        &self,
        id: SessionId,
        username: &str,
        resume: Option<&str>,
        identity: &ClientIdentity,
        now: Now,
    ) -> Result<Claim, Denied> {
        let typed = Nickname::parse(username, &|alias: &str| self.conversation.is_emote(alias))
            .map(|name| self.claim(id, name, resume, identity, now));
        let account = identity.account.and_then(|account| self.config.accounts.get(account));
        match (account, typed) {
            (Some(_), Ok(claim)) if claim.is_streamer() => Ok(claim),
            (Some(account), _) => Ok(self.claim(id, Nickname::stored(&account.name), resume, identity, now)),
            (None, typed) => typed.map_err(|error| denied(code_of(&error), format!("{error}."))),
        }
    }

    /// What a login claims, of which nothing is granted yet.
    fn claim(
        &self,
        id: SessionId,
        name: Nickname,
        resume: Option<&str>,
        identity: &ClientIdentity,
        now: Now,
    ) -> Claim {
        let holder = self.people.named(name.confusable_key());
        let resumed = resume.and_then(|resume| self.resumed(resume, &name, holder, identity, now.unix));
        let is_streamers_name = fold(name.as_str()) == self.settings.name.folded();
        let moves =
            holder.filter(|other| self.may_move_over(*other, id, identity, resumed, is_streamers_name));
        let account = identity.account.filter(|_| self.config.accounts.owner(&name) == identity.account);
        Claim { name, holder, resumed, is_streamers_name, account, moves, is_program: false }
    }

    fn check_join_rate(
        &mut self,
        id: SessionId,
        identity: &ClientIdentity,
        resumed: bool,
        now: Now,
    ) -> Result<(), Denied> {
        let who = Limited { id, identity, is_slowed: true };
        let admitted = match resumed {
            // after a restart, everybody behind an address comes back at once
            true => self.pace.admit_person(Kind::Join, who, now.monotonic),
            false => self.pace.admit(Kind::Join, who, now.monotonic),
        };
        admitted.map_err(|wait| {
            let text = format!("Too many attempts. Try again in {wait} s.");
            Denied::Refused(Refusal::for_now(Code::Rate, text, wait))
        })
    }

    /// Refuses guests where only people with an account talk, and the reserved name of somebody else.
    fn check_account(&self, claim: &Claim, identity: &ClientIdentity) -> Result<(), Denied> {
        if claim.is_streamer() || claim.account.is_some() {
            return Ok(());
        }
        if self.config.chat.accounts == AccountPolicy::Required && identity.account.is_none() {
            let text = "Only people with an account can talk here. Sign in first.";
            return Err(denied(Code::AccountRequired, text));
        }
        match self.config.accounts.owner(&claim.name) {
            Some(_) => Err(denied(Code::NameReserved, RESERVED)),
            None => Ok(()),
        }
    }

    /// Refuses a name that somebody else has, or that could be mistaken for that of a moderator or the streamer.
    fn check_name(&self, claim: &Claim, has_key: bool) -> Result<(), Denied> {
        // a login with the stream key displaces the streamer who is logged in
        let gives_way = |other| {
            claim.is_streamers_name && (claim.resumed.is_none() || has_key) && self.is_streamer(other)
        };
        let yields = |other| claim.account.is_some() && !self.is_streamer(other);
        let is_held = |other| claim.moves.is_none() && !yields(other) && !gives_way(other);
        if claim.holder.is_some_and(is_held) {
            return Err(denied(Code::NameTaken, "That name is taken. Choose another."));
        }
        if !claim.is_streamer() && self.is_like_staff(&claim.name, claim.holder) {
            let text = "That name looks too much like another. Choose another.";
            return Err(denied(Code::NameTaken, text));
        }
        Ok(())
    }

    /// Refuses a name that the filter hits, except to those who moderate, and to those who have it already.
    fn check_words(&self, claim: &Claim, identity: &ClientIdentity) -> Result<(), Denied> {
        let is_exempt = claim.is_streamer() || self.role_by_identity(identity).may(Capability::Moderate);
        match is_exempt || claim.moves.is_some() || self.is_fit(&claim.name) {
            true => Ok(()),
            false => Err(denied(Code::NameFiltered, "This chat does not allow that name. Choose another.")),
        }
    }

    /// Whether no rule of the filter hits a name.
    pub(super) fn is_fit(&self, name: &Nickname) -> bool {
        filter::judge_name(self.rulebook.filter(), name.as_str()).is_none()
    }

    /// Refuses to log the streamer in without the stream key, where it is needed.
    fn check_key(&self, claim: &Claim, key: Option<KeyHash>) -> Result<(), Denied> {
        match key {
            _ if !claim.needs_key() => Ok(()),
            None => Err(Denied::KeyRequired),
            Some(key) if key != self.settings.key => {
                Err(denied(Code::KeyWrong, "That is not the stream key of this streamer."))
            }
            Some(_) => Ok(()),
        }
    }

    /// Grants a claim to a session that is here.
    fn join_as(
        &mut self,
        id: SessionId,
        claim: Claim,
        colour: &str,
        identity: &ClientIdentity,
        cx: &mut Cx<'_, '_>,
    ) {
        // somebody else may have logged in with the stream key
        let displaced = claim.needs_key() && self.log_out_streamer(Code::Displaced, DISPLACED_BY, cx);
        let role = match claim.is_streamer() {
            true => Role::Streamer,
            false => {
                let appointed = self.role_by_identity(identity);
                if claim.is_program { appointed.max(Role::Bot) } else { appointed }
            }
        };
        let resumed = claim.resumed.is_some();
        let name = match claim.is_streamers_name {
            true => Nickname::stored(self.settings.name.as_str()),
            false => claim.name,
        };
        let colour = Colour::choose(colour, cx.rng()).unwrap_or_default();
        let mut member = Member::new(name, role, colour, cx.now().unix);
        member.account = claim.account;
        if role != Role::Streamer {
            member.mute = self.mute_of(identity, member.name.confusable_key()).map(MemberMute::from);
        }
        self.join(id, member, resumed, cx);
        if displaced {
            cx.notice(id, DISPLACED);
        }
    }

    /// Logs a new member in and announces them.
    fn join(&mut self, id: SessionId, member: Member, resumed: bool, cx: &mut Cx<'_, '_>) {
        let person = member.person();
        self.people.join(id, member);
        self.meet(id, cx);
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
    fn move_over(
        &mut self,
        stale: SessionId,
        id: SessionId,
        account: Option<AccountId>,
        cx: &mut Cx<'_, '_>,
    ) {
        let Some(mut member) = self.part(stale, cx) else { return };
        member.account = account;
        cx.error(stale, Code::Displaced, "You joined this chat from somewhere else.");
        self.conversation.move_over(stale, id);
        self.people.join(id, member);
        self.welcome(id, cx);
    }

    /// Sends a new member their own status, the member list and, if they moderate, the mutes.
    fn welcome(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) {
        self.tell_subscription(id, cx);
        let Some(member) = self.people.member(id) else { return };
        let (person, muted) = (member.person(), member.mute.is_some());
        let resume = self.resume_text(member, id, cx.now().unix);
        cx.reply(id, RoomEvent::LoggedIn { person: person.clone(), resume, muted });
        let role = person.role;
        let (users, count) = (Some(self.people.users()), self.people.count());
        cx.reply(id, RoomEvent::Joined { person, users, count });
        self.tell_own_mute(id, cx);
        if role.may(Capability::Moderate) {
            self.brief_moderator(id, cx);
        }
        self.tell_waiting(id, cx);
        self.tell_rules(id, cx);
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
        let is_same_account = identity.account.is_some() && identity.account == session.identity.account;
        let is_same = is_same_account
            || match key {
                // nothing identifies the client, so the resume text has to suffice
                PersonKey::Session(_) => {
                    resumed.is_some()
                        && session.identity.browser.is_none()
                        && session.identity.address == identity.address
                }
                PersonKey::Browser(_) if !is_kept(identity) => {
                    resumed.is_some() && !is_kept(&session.identity)
                }
                PersonKey::Browser(_) => key == PersonKey::of(&session.identity, other),
                PersonKey::Address(_) => resumed.is_some() && key == PersonKey::of(&session.identity, other),
            };
        let as_what = session.member.as_deref().map_or(Role::Viewer, |member| member.role);
        let may = asked
            || as_what <= resumed.unwrap_or(Role::Viewer)
            || (as_what != Role::Streamer && (is_kept(identity) || is_same_account));
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
