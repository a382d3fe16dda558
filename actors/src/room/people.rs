//! Who is in a room: its sockets, and the members logged in at them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::Capability;
use crate::model::names::{Nickname, Token, ViewerPassword};
use crate::model::{Colour, Person, Role};
use crate::session::{ClientIdentity, Membership, SessionId, Subscription};

/// Everybody with their list of names is told who comes and goes for as long as no more than this many listen; in
/// larger rooms clients keep their list by what changes, since otherwise each newcomer would cost a list for each.
pub(super) const SMALL_ROOM: usize = 50;
/// Longest list of names that anybody is sent.
pub(super) const USERS_MAX: usize = 200;

/// A socket in a room.
#[derive(Debug)]
pub(super) struct Session {
    pub identity: Arc<ClientIdentity>,
    /// It asked to read along.
    pub reads: bool,
    /// It is told how the stream does.
    pub watches: bool,
    /// It counts as a viewer.
    pub counted: bool,
    /// The password that it has shown.
    pub shown: Option<ViewerPassword>,
    pub member: Option<Box<Member>>,
}

/// Someone logged in.
#[derive(Debug)]
pub(super) struct Member {
    pub name: Nickname,
    pub role: Role,
    pub colour: Colour,
    /// By which mute they may not speak.
    pub mute: Option<Token>,
    /// Their place in the list of names.
    pub joined: u64,
}

impl Member {
    pub fn new(name: Nickname, role: Role, colour: Colour) -> Self {
        Self { name, role, colour, mute: None, joined: 0 }
    }

    pub fn person(&self) -> Person {
        Person { username: self.name.spelled(), role: self.role, color: self.colour }
    }

    /// Whether rates and slow mode pass them by.
    pub fn is_exempt(&self) -> bool {
        self.role.may(Capability::SkipLimits)
    }
}

/// Everybody in a room.
#[derive(Debug, Default)]
pub(super) struct People {
    sessions: HashMap<SessionId, Session>,
    /// Where the member of that confusable key is; of exactly the sessions that have a member.
    names: HashMap<Box<str>, SessionId>,
    /// The same sessions in the order in which they logged in.
    order: BTreeMap<u64, SessionId>,
    next: u64,
    /// Those of them who are more than viewers.
    staff: BTreeSet<SessionId>,
    /// Sessions that are counted.
    viewers: u32,
    /// Sessions that read or have a member.
    listeners: usize,
    /// Workers that have had a session here. None is removed: the last session to leave may still have to be told why.
    workers: Vec<u16>,
}

impl People {
    /// The socket, with whatever it is; a new one if it was not here before.
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

    /// Changes a session, and keeps the sums.
    pub fn change(&mut self, id: SessionId, change: impl FnOnce(&mut Session)) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let before = (session.counted, session.listens());
        change(session);
        let after = (session.counted, session.listens());
        self.viewers = self.viewers - u32::from(before.0) + u32::from(after.0);
        self.listeners = self.listeners - usize::from(before.1) + usize::from(after.1);
    }

    /// Someone has shown this password, if any; what they have shown before, they have shown.
    pub fn note_shown(&mut self, id: SessionId, shown: Option<ViewerPassword>) {
        if let Some(session) = self.sessions.get_mut(&id)
            && shown.is_some()
        {
            session.shown = shown;
        }
    }

    /// A socket is told nothing any more, and does not count.
    pub fn shut_out(&mut self, id: SessionId) {
        self.change(id, |session| {
            (session.reads, session.watches, session.counted) = (false, false, false);
        });
    }

    /// Forgets a socket. Its member must have left before.
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

    /// Logs someone in at a socket that is here. Their name must be free.
    pub fn join(&mut self, id: SessionId, mut member: Member) {
        member.joined = self.next;
        self.next += 1;
        self.order.insert(member.joined, id);
        self.names.insert(member.name.confusable_key().into(), id);
        if member.role > Role::Viewer {
            self.staff.insert(id);
        }
        self.change(id, |session| session.member = Some(Box::new(member)));
    }

    /// Logs the member out.
    pub fn part(&mut self, id: SessionId) -> Option<Member> {
        let mut parted = None;
        self.change(id, |session| parted = session.member.take());
        let member = *parted?;
        self.order.remove(&member.joined);
        self.names.remove(member.name.confusable_key());
        self.staff.remove(&id);
        Some(member)
    }

    /// Gives a member another role.
    pub fn promote(&mut self, id: SessionId, role: Role) {
        let Some(member) = self.member_mut(id) else { return };
        member.role = role;
        if role > Role::Viewer {
            self.staff.insert(id);
        } else {
            self.staff.remove(&id);
        }
    }

    /// Members who are more than viewers.
    pub fn staff(&self) -> impl Iterator<Item = (SessionId, &Member)> {
        self.staff.iter().filter_map(|id| Some((*id, self.member(*id)?)))
    }

    /// Calls a member otherwise. The name must be free. Answers the old name.
    pub fn rename(&mut self, id: SessionId, name: Nickname) -> Option<Nickname> {
        let member = self.sessions.get_mut(&id)?.member.as_deref_mut()?;
        let confusable_key: Box<str> = name.confusable_key().into();
        let old = std::mem::replace(&mut member.name, name);
        self.names.remove(old.confusable_key());
        self.names.insert(confusable_key, id);
        Some(old)
    }

    /// Who is called like that, in any case.
    pub fn named(&self, confusable_key: &str) -> Option<SessionId> {
        self.names.get(confusable_key).copied()
    }

    /// Members in the order in which they logged in.
    pub fn members(&self) -> impl Iterator<Item = (SessionId, &Member)> {
        self.order.values().filter_map(|id| Some((*id, self.member(*id)?)))
    }

    /// How many are logged in.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// How many watch.
    pub fn viewers(&self) -> u32 {
        self.viewers
    }

    /// How many hear what is said.
    pub fn listeners(&self) -> usize {
        self.listeners
    }

    /// Whether anybody hears what is said.
    pub fn is_heard(&self) -> bool {
        self.listeners > 0
    }

    /// Workers that have sockets here, or had.
    pub fn workers(&self) -> &[u16] {
        &self.workers
    }

    /// The whole list of names.
    pub fn everybody(&self) -> Arc<[Person]> {
        self.members().map(|(_, member)| member.person()).collect()
    }

    /// The list of names, or its beginning.
    pub fn users(&self) -> Arc<[Person]> {
        self.members().take(USERS_MAX).map(|(_, member)| member.person()).collect()
    }

    /// The list of names as everybody gets it with each change of it: while the room is small.
    pub fn users_for_all(&self) -> Option<Arc<[Person]>> {
        (self.listeners <= SMALL_ROOM).then(|| self.users())
    }

    /// Sockets that are neither told what is said nor how the stream does: those of whom a password is asked.
    pub fn locked_out(&self) -> impl Iterator<Item = SessionId> {
        let is_out = |session: &Session| !session.watches && !session.listens();
        self.sessions.iter().filter(move |(_, session)| is_out(session)).map(|(id, _)| *id)
    }

    /// What a socket receives, and what its side keeps of that.
    pub fn subscription(&self, id: SessionId) -> Option<Subscription> {
        let session = self.sessions.get(&id)?;
        Some(Subscription {
            chat: session.listens(),
            watching: session.watches,
            counted: session.counted,
            member: session
                .member
                .as_deref()
                .map(|member| Membership { person: member.person(), muted: member.mute.is_some() }),
        })
    }
}

#[cfg(test)]
impl People {
    /// Checks that sums and indexes tell of the sessions what the sessions tell of themselves.
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
        let staff = members.iter().filter(|(_, member)| member.role > Role::Viewer).map(|(id, _)| *id);
        assert_eq!(self.staff, staff.collect());
        assert!(self.sessions.keys().all(|id| self.workers.contains(&id.worker)));
    }
}

impl Session {
    /// Whether it hears what is said.
    pub fn listens(&self) -> bool {
        self.reads || self.member.is_some()
    }
}
