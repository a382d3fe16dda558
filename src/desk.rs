//! Browsers that are signed in to a streamer's studio by the stream key, or to a studio or the administration by a link.
//! Who has an account signs in to that instead.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use pystreaming_actors::model::names::{KeyHash, StreamerName};
use pystreaming_actors::model::{SecretHash, SessionSecret, SiteRole, UnixTime};
use pystreaming_actors::ports::{Clock, DeskSession, Store, StoreError};
use tokio::sync::Mutex;
use tracing::warn;

/// How long a link works, in seconds.
pub const LINK_FOR: UnixTime = 15 * 60;
/// The address of links, before the `#` with the secret.
pub const LINK_PATH: &str = "/-/login";
/// How long a browser stays signed in to a studio without being used, in seconds.
const STREAMER_FOR: UnixTime = 30 * 24 * 60 * 60;
/// The same for the administration.
const ADMINISTRATOR_FOR: UnixTime = 24 * 60 * 60;
/// Seconds between two records of the use of one session.
const NOTE_USE_EVERY: UnixTime = 60;
/// How often the store is asked whether something changed.
const REFRESH_EVERY: Duration = Duration::from_millis(400);
/// Refreshes between two records of when sessions were used.
const RECORD_EVERY: u32 = 150;
/// Longest description of a browser, in characters.
const BROWSER_MAX: usize = 200;

/// The link of [`Desk::first_link`].
#[derive(Clone, Copy)]
struct FirstLink {
    hash: SecretHash,
    expires: UnixTime,
    /// Whether administrators can sign in to accounts.
    accounts: bool,
}

/// The sessions of the desk. They are few: each lookup by id walks them all.
pub struct Desk {
    sessions: RwLock<HashMap<SecretHash, Session>>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// The link to set the site up. Only this process knows it, so it ends with the process.
    first: Mutex<Option<FirstLink>>,
    /// Held while the store and the sessions here change together.
    changes: Mutex<()>,
}

#[derive(Debug)]
struct Session {
    session: DeskSession,
    /// Never before [`DeskSession::last_used`].
    used: AtomicI64,
}

impl Session {
    fn new(session: DeskSession, used: UnixTime) -> Self {
        Self { used: session.last_used.max(used).into(), session }
    }

    /// The session with its latest use.
    fn now(&self) -> DeskSession {
        DeskSession { last_used: self.used.load(Ordering::Relaxed), ..self.session.clone() }
    }

    fn is_over(&self, now: UnixTime) -> bool {
        let lasts = if self.session.streamer.is_some() { STREAMER_FOR } else { ADMINISTRATOR_FOR };
        now.saturating_sub(self.used.load(Ordering::Relaxed)) >= lasts
    }
}

impl Desk {
    /// The sessions in a store, which [`Desk::load`] reads.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { sessions: RwLock::default(), store, clock, first: Mutex::default(), changes: Mutex::default() }
    }

    /// The session of a browser with this secret. Notes its use.
    pub fn signed_in(&self, secret: &str) -> Option<DeskSession> {
        let now = self.unix();
        let sessions = self.read();
        let found =
            sessions.get(&SessionSecret::hash_given(secret)).filter(|session| !session.is_over(now))?;
        if now.saturating_sub(found.used.load(Ordering::Relaxed)) >= NOTE_USE_EVERY {
            found.used.store(now, Ordering::Relaxed);
        }
        Some(found.now())
    }

    /// Whether a session has not been ended.
    pub fn has(&self, id: i64) -> bool {
        self.read().values().any(|session| session.session.id == id)
    }

    /// The sessions of a streamer, or of the administration, the last used first.
    pub fn sessions(&self, of: Option<&StreamerName>) -> Vec<DeskSession> {
        let now = self.unix();
        let sessions = self.read();
        let own = sessions.values().filter(|one| one.session.streamer.as_ref() == of && !one.is_over(now));
        let mut own: Vec<_> = own.map(Session::now).collect();
        own.sort_by_key(|session| (-session.last_used, -session.id));
        own
    }

    /// Signs a browser in to the studio of a streamer who has this key. Its former session, if any, ends.
    ///
    /// # Errors
    /// The store does not answer, or the key has been replaced meanwhile.
    pub async fn by_key(
        &self,
        of: &StreamerName,
        key: KeyHash,
        browser: &str,
        former: Option<i64>,
    ) -> Result<SessionSecret, StoreError> {
        let secret = SessionSecret::from_random(rand::random());
        let changing = self.changes.lock().await;
        let added =
            self.store.add_desk_session(secret.hash(), of, key, &called(browser), self.unix()).await?;
        self.write().insert(secret.hash(), Session::new(added, i64::MIN));
        drop(changing);
        if let Some(former) = former {
            self.end(&[former]).await?;
        }
        Ok(secret)
    }

    /// The secret of the link to set the site up, which signs in an administrator. `None` if there are streamers or
    /// somebody administers the site already. `accounts` is whether administrators can sign in to accounts.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn first_link(&self, accounts: bool) -> Result<Option<SessionSecret>, StoreError> {
        if !self.is_new(accounts).await? {
            return Ok(None);
        }
        let secret = SessionSecret::from_random(rand::random());
        let expires = self.unix().saturating_add(LINK_FOR);
        *self.first.lock().await = Some(FirstLink { hash: secret.hash(), expires, accounts });
        Ok(Some(secret))
    }

    /// Whether there is neither a streamer nor an administrator.
    async fn is_new(&self, accounts: bool) -> Result<bool, StoreError> {
        let staff = if accounts { self.store.site_staff().await? } else { Vec::new() };
        Ok(staff.iter().all(|(_, role)| *role != SiteRole::Administrator)
            && self.sessions(None).is_empty()
            && self.store.streamers().await?.is_empty())
    }

    /// Signs a browser in by a link, which is used up. `None` if there is no such link, or it has expired.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn by_link(
        &self,
        link: &str,
        browser: &str,
        former: Option<i64>,
    ) -> Result<Option<(SessionSecret, DeskSession)>, StoreError> {
        let secret = SessionSecret::from_random(rand::random());
        let link = SessionSecret::hash_given(link);
        let changing = self.changes.lock().await;
        let mut first = self.first.lock().await;
        if let Some(FirstLink { expires, accounts, .. }) =
            first.filter(|first| first.hash == link && first.expires > self.unix())
        {
            // others may have set the site up meanwhile
            if self.is_new(accounts).await? {
                self.store.add_login_link(link, None, expires, self.unix()).await?;
            }
            *first = None;
        }
        drop(first);
        let used = self.store.use_login_link(link, secret.hash(), &called(browser), self.unix()).await?;
        let Some(session) = used else { return Ok(None) };
        self.write().insert(secret.hash(), Session::new(session.clone(), i64::MIN));
        drop(changing);
        if let Some(former) = former {
            self.end(&[former]).await?;
        }
        Ok(Some((secret, session)))
    }

    /// Ends sessions.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn end(&self, ids: &[i64]) -> Result<(), StoreError> {
        let _changing = self.changes.lock().await;
        self.store.end_desk_sessions(ids).await?;
        self.write().retain(|_, session| !ids.contains(&session.session.id));
        Ok(())
    }

    /// Reads all sessions from the store.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn load(&self) -> Result<(), StoreError> {
        let _changing = self.changes.lock().await;
        let stored = self.store.desk_sessions().await?;
        let mut sessions = self.write();
        // the store may not have the latest use yet
        let used =
            |hash: &SecretHash| sessions.get(hash).map_or(i64::MIN, |one| one.used.load(Ordering::Relaxed));
        let new = stored.into_iter().map(|(hash, session)| (hash, Session::new(session, used(&hash))));
        *sessions = new.collect();
        Ok(())
    }

    /// Records when sessions were used, and ends those that are over.
    async fn record(&self) -> Result<(), StoreError> {
        let mut uses = Vec::new();
        for Session { session, used } in self.write().values_mut() {
            let used = *used.get_mut();
            if used > session.last_used {
                session.last_used = used;
                uses.push((session.id, used));
            }
        }
        if !uses.is_empty() {
            self.store.desk_sessions_used(&uses).await?;
        }
        let now = self.unix();
        let over: Vec<i64> =
            self.read().values().filter(|one| one.is_over(now)).map(|one| one.session.id).collect();
        if over.is_empty() { Ok(()) } else { self.end(&over).await }
    }

    fn unix(&self) -> UnixTime {
        self.clock.now().unix
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<SecretHash, Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<SecretHash, Session>> {
        self.sessions.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps the sessions in step with the store, where keys are replaced, for as long as the site runs.
pub async fn follow(desk: Arc<Desk>) {
    let mut known = None;
    for round in 1.. {
        tokio::time::sleep(REFRESH_EVERY).await;
        let done: Result<(), StoreError> = async {
            let revision = Some(desk.store.revision().await?);
            if revision != known {
                desk.load().await?;
                known = revision;
            }
            if round % RECORD_EVERY == 0 { desk.record().await } else { Ok(()) }
        }
        .await;
        if let Err(error) = done
            && round % RECORD_EVERY == 0
        {
            warn!(%error, "cannot ask the store for sessions of the desk; going on with what is known");
        }
    }
}

/// What a browser calls itself, as it is stored.
fn called(browser: &str) -> String {
    browser.chars().filter(|c| !c.is_control()).take(BROWSER_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(streamer: Option<&str>, last_used: UnixTime) -> Session {
        let streamer = streamer.map(StreamerName::stored);
        let session = DeskSession { id: 1, streamer, browser: String::new(), created_at: 0, last_used };
        Session::new(session, i64::MIN)
    }

    #[test]
    fn a_session_is_over_when_it_was_not_used_for_long() {
        for (streamer, lasts) in [(Some("alice"), STREAMER_FOR), (None, ADMINISTRATOR_FOR)] {
            let session = session(streamer, 1000);
            assert!(!session.is_over(1000 + lasts - 1) && session.is_over(1000 + lasts), "{streamer:?}");
            session.used.store(1060, Ordering::Relaxed);
            assert!(!session.is_over(1000 + lasts), "{streamer:?}");
        }
    }

    #[test]
    fn what_a_browser_calls_itself_is_one_short_line() {
        assert_eq!(called(&format!("a\r\nb{}", "c".repeat(300))).chars().count(), BROWSER_MAX);
        assert!(called("a\r\nb").starts_with("ab"));
    }
}
