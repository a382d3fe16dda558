//! Accounts and the browsers that are signed in, read without asking the store or an actor.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::model::names::Nickname;
use crate::model::{Account, AccountId, SecretHash, SiteRole, UnixTime};
use crate::ports::AccountSession;

/// How long a browser stays signed in without being used, in seconds.
pub const SIGNED_IN_FOR: i64 = 90 * 24 * 60 * 60;
/// Seconds between two records of the use of one session.
const NOTE_USE_EVERY: i64 = 60;

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// [`AccountSession::id`].
    pub session: i64,
    /// The account.
    pub account: Account,
    /// When it signed in.
    pub since: UnixTime,
}

/// All accounts by id and name, and sessions by the hash of their secret. Empty where there are no accounts.
#[derive(Debug, Default)]
pub struct AccountIndex(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    accounts: HashMap<AccountId, Account>,
    /// By [`Nickname::confusable_key`]; exactly those in `accounts`.
    names: HashMap<Box<str>, AccountId>,
    sessions: HashMap<SecretHash, Session>,
    /// Hashes of the sessions by id; exactly those in `sessions`.
    hashes: HashMap<i64, SecretHash>,
    /// Those that have a role on the whole site.
    staff: HashMap<AccountId, SiteRole>,
}

#[derive(Debug)]
struct Session {
    session: AccountSession,
    /// Never before [`AccountSession::last_used`].
    used: AtomicI64,
}

impl AccountIndex {
    /// The account with this id.
    pub fn get(&self, id: AccountId) -> Option<Account> {
        self.read().accounts.get(&id).cloned()
    }

    /// The account for which a name, or one that looks like it, is reserved.
    pub fn owner(&self, name: &Nickname) -> Option<AccountId> {
        self.read().names.get(name.confusable_key()).copied()
    }

    /// The session with this hash, if its account may sign in. Notes its use.
    pub fn session(&self, hash: SecretHash, now: UnixTime) -> Option<SignedIn> {
        let known = self.read();
        let Session { session, used } = known.sessions.get(&hash)?;
        let account = known.accounts.get(&session.account).filter(|account| account.disabled_at.is_none())?;
        let last = used.load(Ordering::Relaxed);
        if now.saturating_sub(last) >= SIGNED_IN_FOR {
            return None;
        }
        if now.saturating_sub(last) >= NOTE_USE_EVERY {
            used.store(now, Ordering::Relaxed);
        }
        Some(SignedIn { session: session.id, account: account.clone(), since: session.created_at })
    }

    /// The role of an account on the whole site.
    pub fn site_role(&self, of: AccountId) -> Option<SiteRole> {
        self.read().staff.get(&of).copied()
    }

    /// Whether a session has not been ended.
    pub fn has_session(&self, id: i64) -> bool {
        self.read().hashes.contains_key(&id)
    }

    /// The sessions of an account, the last used first.
    pub fn sessions_of(&self, account: AccountId) -> Vec<AccountSession> {
        let known = self.read();
        let of = known.sessions.values().filter(|session| session.session.account == account);
        let mut sessions: Vec<_> = of
            .map(|Session { session, used }| AccountSession {
                last_used: used.load(Ordering::Relaxed),
                ..session.clone()
            })
            .collect();
        sessions.sort_by_key(|session| (-session.last_used, -session.id));
        sessions
    }

    /// Ids of sessions that were last used before `at`.
    pub fn unused_since(&self, at: UnixTime) -> Vec<i64> {
        let known = self.read();
        let unused = known.sessions.values().filter(|session| session.used.load(Ordering::Relaxed) < at);
        unused.map(|session| session.session.id).collect()
    }

    /// Uses that the store does not have yet: ids of sessions, and times.
    pub fn take_uses(&self) -> Vec<(i64, UnixTime)> {
        let mut uses = Vec::new();
        for Session { session, used } in self.write().sessions.values_mut() {
            let used = *used.get_mut();
            if used > session.last_used {
                session.last_used = used;
                uses.push((session.id, used));
            }
        }
        uses
    }

    /// Replaces everything with what the store has.
    pub fn replace(
        &self,
        accounts: Vec<Account>,
        sessions: Vec<(SecretHash, AccountSession)>,
        staff: Vec<(AccountId, SiteRole)>,
    ) {
        let mut new = Known { staff: staff.into_iter().collect(), ..Known::default() };
        for account in accounts {
            new.put(account);
        }
        let mut known = self.write();
        for (hash, session) in sessions {
            // the store may not have the latest use yet
            let before =
                known.sessions.get(&hash).map_or(i64::MIN, |known| known.used.load(Ordering::Relaxed));
            new.add(hash, session, before);
        }
        *known = new;
    }

    /// Adds or changes an account.
    pub fn put(&self, account: Account) {
        self.write().put(account);
    }

    /// Removes an account with its sessions.
    pub fn remove(&self, id: AccountId) {
        let known = &mut *self.write();
        if let Some(account) = known.accounts.remove(&id) {
            known.names.remove(Nickname::stored(&account.name).confusable_key());
        }
        known.end(|session| session.account == id);
    }

    /// Adds a session.
    pub fn add_session(&self, hash: SecretHash, session: AccountSession) {
        self.write().add(hash, session, i64::MIN);
    }

    /// Ends sessions.
    pub fn end_sessions(&self, ids: &[i64]) {
        self.write().end(|session| ids.contains(&session.id));
    }

    fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn put(&mut self, account: Account) {
        let key = Nickname::stored(&account.name).confusable_key().into();
        self.names.insert(key, account.id);
        self.accounts.insert(account.id, account);
    }

    fn add(&mut self, hash: SecretHash, session: AccountSession, used: UnixTime) {
        self.hashes.insert(session.id, hash);
        let used = session.last_used.max(used).into();
        self.sessions.insert(hash, Session { session, used });
    }

    fn end(&mut self, ends: impl Fn(&AccountSession) -> bool) {
        self.sessions.retain(|_, session| !ends(&session.session));
        self.hashes.retain(|_, hash| self.sessions.contains_key(hash));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SessionSecret;

    fn account(id: i64, name: &str) -> Account {
        Account { id: AccountId(id), name: name.into(), created_at: 0, disabled_at: None }
    }

    fn session(id: i64, account: i64, at: UnixTime) -> (SecretHash, AccountSession) {
        let session = AccountSession {
            id,
            account: AccountId(account),
            browser: String::new(),
            created_at: at,
            last_used: at,
        };
        (hash(id), session)
    }

    fn hash(id: i64) -> SecretHash {
        SessionSecret::from_random(id as u128).hash()
    }

    fn index() -> AccountIndex {
        let index = AccountIndex::default();
        let sessions = vec![session(10, 1, 1000), session(11, 1, 1000), session(20, 2, 1000)];
        index.replace(vec![account(1, "Bob"), account(2, "Eve")], sessions, Vec::new());
        index
    }

    #[test]
    fn a_name_is_reserved_with_all_that_look_like_it() {
        let index = index();
        for name in ["Bob", "bOB", "Воb", "B ob"] {
            assert_eq!(index.owner(&Nickname::stored(name)), Some(AccountId(1)), "{name}");
        }
        assert_eq!(index.owner(&Nickname::stored("Bobby")), None);
        index.remove(AccountId(1));
        assert_eq!(index.owner(&Nickname::stored("Bob")), None);
        assert_eq!(index.session(hash(10), 1000), None);
        assert!(!index.has_session(10) && index.has_session(20));
    }

    #[test]
    fn a_browser_is_signed_in_until_the_session_ends_or_is_forgotten() {
        let index = index();
        let signed_in = |id, now| index.session(hash(id), now).map(|signed_in| signed_in.account.id);
        assert_eq!(signed_in(10, 1000 + SIGNED_IN_FOR - 1), Some(AccountId(1)));
        assert_eq!(signed_in(10, 1000 + SIGNED_IN_FOR), Some(AccountId(1)), "it was used meanwhile");
        assert_eq!(signed_in(11, 1000 + SIGNED_IN_FOR), None);
        index.end_sessions(&[10]);
        assert_eq!((signed_in(10, 1000), index.has_session(10)), (None, false));
        index.put(Account { disabled_at: Some(1), ..account(2, "Eve") });
        assert_eq!(signed_in(20, 1000), None);
        assert_eq!(index.owner(&Nickname::stored("Eve")), Some(AccountId(2)), "still reserved");
    }

    #[test]
    fn use_is_noted_once_a_minute_and_a_refresh_does_not_lose_it() {
        let index = index();
        for now in [1010, 1059] {
            index.session(hash(10), now);
        }
        assert_eq!(index.take_uses(), []);
        index.session(hash(10), 1060);
        index.replace(vec![account(1, "Bob")], vec![session(10, 1, 1000)], Vec::new());
        assert_eq!(index.sessions_of(AccountId(1))[0].last_used, 1060);
        assert_eq!(index.take_uses(), [(10, 1060)]);
        assert_eq!(index.take_uses(), []);
    }
}
