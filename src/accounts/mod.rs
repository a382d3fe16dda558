//! Accounts: who may sign in, and what the site remembers of it. Pages and programs act through [`Accounts`].

pub mod passkeys;
mod passwords;
pub mod providers;

use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::accounts::{AccountIndex, SIGNED_IN_FOR, SignedIn};
use pystreaming_actors::model::names::Nickname;
use pystreaming_actors::model::{
    Account, AccountId, AccountPassword, AccountPolicy, Identity, RECOVERY_CODES, RecoveryCode,
    SessionSecret, SiteRole, UnixTime,
};
use pystreaming_actors::ports::{AccountSession, Clock, LinkedIdentity, Passkey, Store, StoreError};
use tokio::sync::Mutex;
use tracing::warn;

pub use passwords::{Busy, Passwords};

use passkeys::NewPasskey;
use providers::Providers;

/// How often the store is asked whether an administrator changed anything.
const REFRESH_EVERY: Duration = Duration::from_millis(400);
/// Refreshes between two records of when sessions were used.
const RECORD_EVERY: u32 = 150;
/// Longest description of a browser, in characters.
const BROWSER_MAX: usize = 200;
/// Longest name of a passkey, in characters.
const PASSKEY_NAME_MAX: usize = 60;

/// Called when sessions may have ended, so that their sockets are looked at.
pub type OnEnded = Box<dyn Fn() + Send + Sync>;

/// The accounts of the site.
pub struct Accounts {
    /// Whether people can have accounts.
    pub policy: AccountPolicy,
    /// The other sites by which people sign in.
    pub providers: Providers,
    index: Arc<AccountIndex>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    passwords: Passwords,
    on_ended: OnEnded,
    /// Held while the store and the index change together.
    changes: Mutex<()>,
}

/// Why an account is not made, or not given.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name, or one that looks like it, is reserved or a streamer's.
    #[error("the name is taken")]
    Taken,
    /// An identity belongs to another account, or this one has as many as allowed.
    #[error("the identity is linked to another account")]
    Linked,
    /// Without it nobody could sign in to the account.
    #[error("it is the only way to sign in")]
    LastWay,
    /// Name and secret do not fit together.
    #[error("the name or the secret is wrong")]
    Wrong,
    /// An administrator disabled the account, and the secret was right.
    #[error("the account is disabled")]
    Disabled,
    /// Too many passwords are being checked.
    #[error("too many passwords are being checked")]
    Busy,
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Busy> for AccountError {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

/// Ten recovery codes, which are shown once.
pub struct NewCodes(pub Vec<RecoveryCode>);

/// By what the owner of an account can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    /// Whether there is a password.
    pub has_password: bool,
    /// Ids of passkeys.
    pub passkeys: Vec<i64>,
    /// Ids of identities at sites that can be used.
    pub identities: Vec<i64>,
}

impl Ways {
    /// Whether there is only one.
    pub fn are_one(&self) -> bool {
        usize::from(self.has_password) + self.passkeys.len() + self.identities.len() == 1
    }
}

impl NewCodes {
    fn make() -> Self {
        Self((0..RECOVERY_CODES).map(|_| RecoveryCode::from_random(rand::random())).collect())
    }
}

impl Accounts {
    /// The accounts in a store.
    ///
    /// # Errors
    /// The machine lacks the memory to hash a password.
    pub fn new(
        policy: AccountPolicy,
        providers: Providers,
        index: Arc<AccountIndex>,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        on_ended: OnEnded,
    ) -> Result<Self, Busy> {
        let passwords = Passwords::new()?;
        Ok(Self { policy, providers, index, store, clock, passwords, on_ended, changes: Mutex::default() })
    }

    /// Whether people can have accounts.
    pub fn are_on(&self) -> bool {
        self.policy != AccountPolicy::Off
    }

    /// The account that a browser with this secret is signed in to.
    pub fn signed_in(&self, secret: &str) -> Option<SignedIn> {
        self.index.session(SessionSecret::hash_given(secret), self.unix())
    }

    /// Whether a session has not been ended.
    pub fn has_session(&self, id: i64) -> bool {
        self.index.has_session(id)
    }

    /// The role of an account on the whole site.
    pub fn site_role(&self, of: AccountId) -> Option<SiteRole> {
        self.index.site_role(of)
    }

    /// The sessions of an account, the last used first.
    pub fn sessions(&self, of: AccountId) -> Vec<AccountSession> {
        self.index.sessions_of(of)
    }

    /// Whether the account has a password, and how many recovery codes are left.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn means(&self, of: AccountId) -> Result<(bool, u64), StoreError> {
        self.store.account_means(of).await
    }

    /// Makes an account with a password.
    ///
    /// # Errors
    /// The name is reserved, or too many passwords are being hashed.
    pub async fn sign_up(
        &self,
        name: &Nickname,
        password: AccountPassword,
    ) -> Result<(Account, NewCodes), AccountError> {
        if self.index.owner(name).is_some() {
            return Err(AccountError::Taken);
        }
        let hash = self.passwords.hash(password).await?;
        let codes = NewCodes::make();
        let hashes: Vec<_> = codes.0.iter().map(RecoveryCode::hash).collect();
        let now = self.unix();
        let _changing = self.changes.lock().await;
        let id = self.store.add_account(name, Some(&hash), &hashes, now).await.map_err(taken)?;
        let account = Account { id, name: name.spelled(), created_at: now, disabled_at: None };
        self.index.put(account.clone());
        Ok((account, codes))
    }

    /// Makes an account whose owner signs in by an identity.
    ///
    /// # Errors
    /// The name is reserved, or the identity is another account's.
    pub async fn sign_up_by(
        &self,
        identity: &Identity,
        name: &Nickname,
    ) -> Result<(Account, NewCodes), AccountError> {
        if self.index.owner(name).is_some() {
            return Err(AccountError::Taken);
        }
        let codes = NewCodes::make();
        let hashes: Vec<_> = codes.0.iter().map(RecoveryCode::hash).collect();
        let now = self.unix();
        let _changing = self.changes.lock().await;
        let id = self.store.add_account_of(identity, name, &hashes, now).await.map_err(taken)?;
        let account = Account { id, name: name.spelled(), created_at: now, disabled_at: None };
        self.index.put(account.clone());
        Ok((account, codes))
    }

    /// The account with an identity; `None` if there is none. What its owner is called there is brought up to date.
    ///
    /// # Errors
    /// The account is disabled.
    pub async fn by_identity(&self, identity: &Identity) -> Result<Option<AccountId>, AccountError> {
        let Some(linked) = self.store.identity(identity).await? else { return Ok(None) };
        match self.index.get(linked.account) {
            None => Ok(None),
            Some(account) if account.disabled_at.is_some() => Err(AccountError::Disabled),
            Some(account) => {
                if linked.identity.label != identity.label {
                    self.store.rename_identity(linked.id, &identity.label).await?;
                }
                Ok(Some(account.id))
            }
        }
    }

    /// The identities of an account, oldest first.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn identities(&self, of: AccountId) -> Result<Vec<LinkedIdentity>, StoreError> {
        self.store.identities(of).await
    }

    /// Links an identity to an account. Nothing happens if it is already.
    ///
    /// # Errors
    /// It belongs to another account, or this one has as many as allowed.
    pub async fn link(&self, of: AccountId, identity: &Identity) -> Result<(), AccountError> {
        let _changing = self.changes.lock().await;
        if self.store.identity(identity).await?.is_some_and(|linked| linked.account == of) {
            return Ok(());
        }
        let added = self.store.add_identity(of, identity, self.unix()).await;
        added.map_err(|error| match error {
            StoreError::Exists { .. } => AccountError::Linked,
            other => other.into(),
        })
    }

    /// Removes an identity from an account.
    ///
    /// # Errors
    /// It is the last way to sign in.
    pub async fn unlink(&self, of: AccountId, id: i64) -> Result<(), AccountError> {
        let _changing = self.changes.lock().await;
        let ways = self.ways(of).await?;
        if !ways.has_password && ways.passkeys.is_empty() && !ways.identities.iter().any(|other| *other != id)
        {
            return Err(AccountError::LastWay);
        }
        Ok(self.store.remove_identity(of, id).await?)
    }

    /// Whether nobody has a name, or one that looks like it.
    pub fn is_free(&self, name: &Nickname) -> bool {
        self.index.owner(name).is_none()
    }

    /// The ways in which the owner of an account can sign in again and again.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn ways(&self, of: AccountId) -> Result<Ways, StoreError> {
        let (has_password, _) = self.store.account_means(of).await?;
        let passkeys = self.store.passkeys(of).await?.into_iter().map(|passkey| passkey.id).collect();
        let identities = self.store.identities(of).await?.into_iter();
        // one at a site that the configuration no longer lists is none
        let usable = identities.filter(|linked| self.providers.place_of(&linked.identity).is_some());
        Ok(Ways { has_password, passkeys, identities: usable.map(|linked| linked.id).collect() })
    }

    /// The account with this name and password.
    ///
    /// # Errors
    /// They do not fit together, which takes as long to find out where there is no such account.
    pub async fn by_password(&self, name: &Nickname, password: &str) -> Result<AccountId, AccountError> {
        let stored = self.store.account_password(name).await?;
        let Some(entered) = AccountPassword::entered(password) else { return Err(AccountError::Wrong) };
        let hash = stored.as_ref().and_then(|stored| stored.hash.as_deref());
        let is_right = self.passwords.check(entered, hash).await?;
        match stored.filter(|_| is_right) {
            None => Err(AccountError::Wrong),
            Some(stored) if stored.is_disabled => Err(AccountError::Disabled),
            Some(stored) => Ok(stored.account),
        }
    }

    /// The account with this name and recovery code, which cannot be used again.
    ///
    /// # Errors
    /// They do not fit together.
    pub async fn by_code(&self, name: &Nickname, code: &str) -> Result<AccountId, AccountError> {
        // looked for in any case, so that time tells nothing
        let code = RecoveryCode::parse(code).unwrap_or(RecoveryCode::from_random(rand::random()));
        let found = self.store.use_recovery_code(name, code.hash()).await?;
        found.ok_or(AccountError::Wrong)
    }

    /// The account of a passkey whose public key `proves` that it answers.
    ///
    /// # Errors
    /// There is no such passkey, or it does not.
    pub async fn by_passkey(
        &self,
        credential: &[u8],
        proves: impl Fn(&[u8]) -> bool,
    ) -> Result<AccountId, AccountError> {
        let passkey = self.store.passkey(credential).await?.filter(|passkey| proves(&passkey.public_key));
        let account = passkey.and_then(|passkey| self.index.get(passkey.account));
        match account {
            None => Err(AccountError::Wrong),
            Some(account) if account.disabled_at.is_some() => Err(AccountError::Disabled),
            Some(account) => Ok(account.id),
        }
    }

    /// The passkeys of an account, oldest first.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn passkeys(&self, of: AccountId) -> Result<Vec<Passkey>, StoreError> {
        self.store.passkeys(of).await
    }

    /// Adds a passkey to an account.
    ///
    /// # Errors
    /// It is in use already, or the account has as many as allowed.
    pub async fn add_passkey(
        &self,
        of: AccountId,
        passkey: &NewPasskey,
        name: &str,
    ) -> Result<(), AccountError> {
        let name: String = name.chars().filter(|c| !c.is_control()).take(PASSKEY_NAME_MAX).collect();
        let name = if name.trim().is_empty() { "Passkey" } else { name.trim() };
        let NewPasskey { id, key } = passkey;
        self.store.add_passkey(of, id, key, name, self.unix()).await.map_err(taken)
    }

    /// Removes a passkey of an account.
    ///
    /// # Errors
    /// It is the last way to sign in.
    pub async fn remove_passkey(&self, of: AccountId, id: i64) -> Result<(), AccountError> {
        let _changing = self.changes.lock().await;
        let ways = self.ways(of).await?;
        if !ways.has_password && ways.identities.is_empty() && !ways.passkeys.iter().any(|other| *other != id)
        {
            return Err(AccountError::LastWay);
        }
        Ok(self.store.remove_passkey(of, id).await?)
    }

    /// Signs a browser in. Its former session, if any, ends.
    ///
    /// # Errors
    /// The store does not answer, or the account is gone.
    pub async fn sign_in(
        &self,
        account: AccountId,
        browser: &str,
        former: Option<i64>,
    ) -> Result<SessionSecret, StoreError> {
        let secret = SessionSecret::from_random(rand::random());
        let (hash, now) = (secret.hash(), self.unix());
        let browser: String = browser.chars().filter(|c| !c.is_control()).take(BROWSER_MAX).collect();
        {
            let _changing = self.changes.lock().await;
            let id = self.store.add_account_session(hash, account, &browser, now).await?;
            let session = AccountSession { id, account, browser, created_at: now, last_used: now };
            self.index.add_session(hash, session);
        }
        if let Some(former) = former {
            self.end_sessions(&[former]).await?;
        }
        Ok(secret)
    }

    /// Ends sessions; their sockets are closed.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn end_sessions(&self, ids: &[i64]) -> Result<(), StoreError> {
        let changing = self.changes.lock().await;
        self.store.end_account_sessions(ids).await?;
        self.index.end_sessions(ids);
        drop(changing);
        (self.on_ended)();
        Ok(())
    }

    /// Sets the password, and ends all sessions but one.
    ///
    /// # Errors
    /// Too many passwords are being hashed.
    pub async fn set_password(
        &self,
        of: AccountId,
        password: AccountPassword,
        keep: i64,
    ) -> Result<(), AccountError> {
        let hash = self.passwords.hash(password).await?;
        self.store.set_account_password(of, Some(&hash)).await?;
        let others: Vec<i64> = self.sessions(of).iter().map(|session| session.id).collect();
        let others: Vec<i64> = others.into_iter().filter(|id| *id != keep).collect();
        Ok(self.end_sessions(&others).await?)
    }

    /// Replaces all recovery codes.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn renew_codes(&self, of: AccountId) -> Result<NewCodes, StoreError> {
        let codes = NewCodes::make();
        let hashes: Vec<_> = codes.0.iter().map(RecoveryCode::hash).collect();
        self.store.set_recovery_codes(of, &hashes).await?;
        Ok(codes)
    }

    /// Removes an account whose owner wants to.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn delete(&self, id: AccountId) -> Result<(), StoreError> {
        let changing = self.changes.lock().await;
        self.store.delete_account(id).await?;
        self.index.remove(id);
        drop(changing);
        (self.on_ended)();
        Ok(())
    }

    /// Reads all accounts and sessions from the store.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn load(&self) -> Result<(), StoreError> {
        let changing = self.changes.lock().await;
        let (accounts, sessions) = (self.store.accounts().await?, self.store.account_sessions().await?);
        self.index.replace(accounts, sessions, self.store.site_staff().await?);
        drop(changing);
        (self.on_ended)();
        Ok(())
    }

    fn unix(&self) -> UnixTime {
        self.clock.now().unix
    }

    /// Records when sessions were used, and ends those that were not for long.
    async fn record(&self) -> Result<(), StoreError> {
        let uses = self.index.take_uses();
        if !uses.is_empty() {
            self.store.account_sessions_used(&uses).await?;
        }
        let old = self.unix() - SIGNED_IN_FOR;
        let unused = self.index.unused_since(old);
        if unused.is_empty() { Ok(()) } else { self.end_sessions(&unused).await }
    }
}

/// Keeps the index in step with what administrators change, for as long as the site runs.
pub async fn follow(accounts: Arc<Accounts>) {
    let mut known = None;
    for round in 1.. {
        tokio::time::sleep(REFRESH_EVERY).await;
        let done: Result<(), StoreError> = async {
            let revision = Some(accounts.store.revision().await?);
            if revision != known {
                accounts.load().await?;
                known = revision;
            }
            if round % RECORD_EVERY == 0 { accounts.record().await } else { Ok(()) }
        }
        .await;
        if let Err(error) = done
            && round % RECORD_EVERY == 0
        {
            warn!(%error, "cannot ask the store for accounts; going on with what is known");
        }
    }
}

fn taken(error: StoreError) -> AccountError {
    match error {
        StoreError::Exists { .. } => AccountError::Taken,
        other => other.into(),
    }
}
