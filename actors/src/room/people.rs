//! The sessions in a room, and the members logged in at them.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use super::join_leave_throttle::JoinLeaveThrottle;
use super::member::{Member, Session};
use super::pace::Limited;
use crate::model::names::{Nickname, ViewerPassword};
use crate::model::{AccountId, Capability, Person, Role, UnixTime};
use crate::session::{ClientIdentity, Membership, SessionId, Subscription};

/// Up to this many listeners, every join and leave carries the member list. In larger rooms clients apply the changes
/// to their own list, since each newcomer would cost a list per listener.
pub(super) const SMALL_ROOM: usize = 50;
/// Maximum length of the member list in join, leave and rename events.
pub(super) const USERS_MAX: usize = 200;
/// Maximum number of members who left and are remembered.
const PARTED_MAX: usize = 200;

/// The sessions and members of a room.
#[derive(Debug, Default)]
pub(super) struct People {
    sessions: HashMap<SessionId, Session>,
    /// Sessions by the confusable key of their member's name; exactly the sessions that have a member.
    names: HashMap<Box<str>, SessionId>,
    /// The same sessions in order of login.
    order: BTreeMap<u64, SessionId>,
    next: u64,
    /// Those of them whose member is a moderator or the streamer.
    staff: BTreeSet<SessionId>,
    /// Number of sessions that count as viewers.
    viewers: u32,
    /// Number of sessions that receive chat.
    listeners: usize,
    /// Workers that have had a session here. None is removed: the last session to leave may still have to be told why.
    workers: Vec<u16>,
    announcements: JoinLeaveThrottle,
    /// Who left last, latest last; at most [`PARTED_MAX`].
    parted: VecDeque<Parted>,
}

/// A member who left.
#[derive(Debug)]
pub(super) struct Parted {
    pub name: Nickname,
    pub role: Role,
    pub session: SessionId,
    pub identity: Arc<ClientIdentity>,
}

impl People {
    /// The session; a new one if it was not here before.
    pub fn enter(&mut self, id: SessionId, identity: &Arc<ClientIdentity>) -> &mut Session {
        if !self.workers.contains(&id.worker) {
            self.workers.push(id.worker);
        }
        let unknown = || Session {
            identity: Arc::clone(identity),
            reads: false,
            watches: false,
            counted: false,
            shown: None,
            member: None,
        };
        self.sessions.entry(id).or_insert_with(unknown)
    }

    /// Changes a session and updates the counts.
    pub fn change(&mut self, id: SessionId, change: impl FnOnce(&mut Session)) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let before = (session.counted, session.listens());
        change(session);
        let after = (session.counted, session.listens());
        self.viewers = self.viewers - u32::from(before.0) + u32::from(after.0);
        self.listeners = self.listeners - usize::from(before.1) + usize::from(after.1);
    }

    /// Records the password that a session has shown; `None` keeps the previous one.
    pub fn note_shown(&mut self, id: SessionId, shown: Option<ViewerPassword>) {
        if let Some(session) = self.sessions.get_mut(&id)
            && shown.is_some()
        {
            session.shown = shown;
        }
    }

    /// Stops all events to a session without a member, and no longer counts it as a viewer.
    pub fn shut_out(&mut self, id: SessionId) {
        self.change(id, |session| {
            (session.reads, session.watches, session.counted) = (false, false, false);
        });
    }

    /// Removes a session. Its member must have been logged out before.
    pub fn leave(&mut self, id: SessionId) {
        self.change(id, |session| (session.counted, session.reads) = (false, false));
        self.sessions.remove(&id);
    }

    pub fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.get(&id)
    }

    pub fn sessions(&self) -> impl Iterator<Item = (SessionId, &Session)> {
        self.sessions.iter().map(|(id, session)| (*id, session))
    }

    pub fn member(&self, id: SessionId) -> Option<&Member> {
        self.sessions.get(&id)?.member.as_deref()
    }

    pub fn member_mut(&mut self, id: SessionId) -> Option<&mut Member> {
        self.sessions.get_mut(&id)?.member.as_deref_mut()
    }

    /// Logs a member in at a session that is here. Their name must be free.
    pub fn join(&mut self, id: SessionId, mut member: Member) {
        member.joined = self.next;
        self.next += 1;
        self.order.insert(member.joined, id);
        self.names.insert(member.name.confusable_key().into(), id);
        if member.role.may(Capability::Moderate) {
            self.staff.insert(id);
        }
        self.change(id, |session| session.member = Some(Box::new(member)));
    }

    /// Logs the member out.
    pub fn part(&mut self, id: SessionId) -> Option<Member> {
        let mut parted = None;
        self.change(id, |session| parted = session.member.take());
        let member = *parted?;
        self.remember(id, &member);
        self.order.remove(&member.joined);
        self.names.remove(member.name.confusable_key());
        self.staff.remove(&id);
        Some(member)
    }

    /// Remembers who left, since moderators are often too late.
    fn remember(&mut self, id: SessionId, member: &Member) {
        let Some(session) = self.sessions.get(&id) else { return };
        if self.parted.len() >= PARTED_MAX {
            self.parted.pop_front();
        }
        let (name, role) = (member.name.clone(), member.role);
        self.parted.push_back(Parted { name, role, session: id, identity: Arc::clone(&session.identity) });
    }

    /// Who had the name with this confusable key and left lately.
    pub fn parted(&self, confusable_key: &str) -> Option<&Parted> {
        self.last_parted(|parted| parted.name.confusable_key() == confusable_key)
    }

    /// Who left last of those who are meant.
    pub fn last_parted(&self, is_meant: impl Fn(&Parted) -> bool) -> Option<&Parted> {
        self.parted.iter().rev().find(|parted| is_meant(parted))
    }

    /// Sets a member's role.
    pub fn promote(&mut self, id: SessionId, role: Role) {
        let Some(member) = self.member_mut(id) else { return };
        member.role = role;
        if role.may(Capability::Moderate) {
            self.staff.insert(id);
        } else {
            self.staff.remove(&id);
        }
    }

    /// Whom limits apply to at a session; `None` if its member is exempt.
    pub fn limited(&self, id: SessionId) -> Option<Limited<'_>> {
        let session = self.sessions.get(&id)?;
        let role = session.member.as_deref().map_or(Role::Viewer, |member| member.role);
        let is_slowed = !role.may(Capability::SkipSlowMode);
        let limited = Limited { id, identity: &session.identity, is_slowed };
        (!role.may(Capability::SkipLimits)).then_some(limited)
    }

    /// Moderators and the streamer.
    pub fn staff(&self) -> impl Iterator<Item = (SessionId, &Member)> {
        self.staff.iter().filter_map(|id| Some((*id, self.member(*id)?)))
    }

    /// Renames a member. The name must be free; `account` reserves it. Returns the old name.
    pub fn rename(&mut self, id: SessionId, name: Nickname, account: Option<AccountId>) -> Option<Nickname> {
        let member = self.sessions.get_mut(&id)?.member.as_deref_mut()?;
        let confusable_key: Box<str> = name.confusable_key().into();
        let old = std::mem::replace(&mut member.name, name);
        member.account = account;
        self.names.remove(old.confusable_key());
        self.names.insert(confusable_key, id);
        Some(old)
    }

    /// The session of the member with this confusable key.
    pub fn named(&self, confusable_key: &str) -> Option<SessionId> {
        self.names.get(confusable_key).copied()
    }

    /// Members in order of login.
    pub fn members(&self) -> impl Iterator<Item = (SessionId, &Member)> {
        self.order.values().filter_map(|id| Some((*id, self.member(*id)?)))
    }

    /// Number of members.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// Number of viewers.
    pub fn viewers(&self) -> u32 {
        self.viewers
    }

    /// Number of sessions that receive chat.
    pub fn listeners(&self) -> usize {
        self.listeners
    }

    /// Whether any session receives chat.
    pub fn is_heard(&self) -> bool {
        self.listeners > 0
    }

    /// Workers that have or had sessions here.
    pub fn workers(&self) -> &[u16] {
        &self.workers
    }

    /// Whether to announce one join or leave. Each must be asked for.
    pub fn announces(&mut self, now: Instant) -> bool {
        self.announcements.tells(self.listeners, now)
    }

    /// The number of members, to be sent if joins or leaves went unannounced.
    pub fn head_count(&mut self, now: Instant) -> Option<usize> {
        self.announcements.counts(now).then(|| self.count())
    }

    /// When the next head count is due.
    pub fn head_count_at(&self, now: Instant) -> Option<Instant> {
        self.announcements.deadline(now)
    }

    /// Whether another browser at the same address, first seen before `before`, has an unmuted member in chat.
    pub fn has_neighbour(&self, identity: &ClientIdentity, before: UnixTime) -> bool {
        let browser = |identity: &ClientIdentity| identity.browser.as_ref().map(|browser| browser.id.clone());
        let own = browser(identity);
        self.members().filter(|(_, member)| member.mute.is_none()).any(|(id, _)| {
            self.session(id).is_some_and(|session| {
                session.identity.address == identity.address
                    && browser(&session.identity) != own
                    && session.identity.browser.as_ref().is_some_and(|browser| browser.since < before)
            })
        })
    }

    /// The whole member list, in order of login.
    pub fn everybody(&self) -> Arc<[Person]> {
        self.members().map(|(_, member)| member.person()).collect()
    }

    /// The first [`USERS_MAX`] members in order of login.
    pub fn users(&self) -> Arc<[Person]> {
        self.members().take(USERS_MAX).map(|(_, member)| member.person()).collect()
    }

    /// The member list for broadcasts; `None` in rooms larger than [`SMALL_ROOM`].
    pub fn users_for_all(&self) -> Option<Arc<[Person]>> {
        (self.listeners <= SMALL_ROOM).then(|| self.users())
    }

    /// Sessions that receive neither chat nor stream updates: those that are asked for a password.
    pub fn locked_out(&self) -> impl Iterator<Item = SessionId> {
        let is_out = |session: &Session| !session.watches && !session.listens();
        self.sessions.iter().filter(move |(_, session)| is_out(session)).map(|(id, _)| *id)
    }

    /// What a session receives, and its membership.
    pub fn subscription(&self, id: SessionId) -> Option<Subscription> {
        let session = self.sessions.get(&id)?;
        Some(Subscription {
            chat: session.listens(),
            watching: session.watches,
            counted: session.counted,
            member: session.member.as_deref().map(|member| Membership {
                person: member.person(),
                muted: member.mute.is_some(),
                muted_until: member.mute.as_ref().and_then(|mute| mute.until),
            }),
        })
    }
}

#[cfg(test)]
impl People {
    /// Checks that counts and indexes agree with the sessions.
    pub fn check(&self) {
        let members: Vec<(SessionId, &Member)> =
            self.sessions().filter_map(|(id, session)| Some((id, session.member.as_deref()?))).collect();
        assert_eq!(self.viewers as usize, self.sessions.values().filter(|session| session.counted).count());
        assert_eq!(self.listeners, self.sessions.values().filter(|session| session.listens()).count());
        assert_eq!((self.names.len(), self.order.len()), (members.len(), members.len()));
        for (id, member) in &members {
            assert_eq!(self.named(member.name.confusable_key()), Some(*id), "{}", member.name);
            assert_eq!(self.order.get(&member.joined), Some(id), "{}", member.name);
        }
        let staff =
            members.iter().filter(|(_, member)| member.role.may(Capability::Moderate)).map(|(id, _)| *id);
        assert_eq!(self.staff, staff.collect());
        assert!(self.sessions.keys().all(|id| self.workers.contains(&id.worker)));
    }
}
