//! Accounts in the store.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::Nickname;
use crate::model::{Account, AccountId, Identity, SecretHash, SiteRole, UnixTime};

/// A browser that is signed in to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSession {
    /// Identifies it when it is ended; never given again.
    pub id: i64,
    /// Whose it is.
    pub account: AccountId,
    /// What the browser calls itself, for people.
    pub browser: String,
    /// When it signed in.
    pub created_at: UnixTime,
    /// When it was last used, to the minute.
    pub last_used: UnixTime,
}

/// Most passkeys of an account.
pub const PASSKEYS_MAX: i64 = 20;

/// A public key by which the owner of an account signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Identifies it when it is removed; never given again.
    pub id: i64,
    /// Whose it is.
    pub account: AccountId,
    /// Its id at the authenticator.
    pub credential: Vec<u8>,
    /// SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: UnixTime,
}

/// Most identities of an account.
pub const IDENTITIES_MAX: i64 = 10;

/// An identity at another site by which the owner of an account signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedIdentity {
    /// Identifies it when it is removed; never given again.
    pub id: i64,
    /// Whose it is.
    pub account: AccountId,
    /// Who they are there.
    pub identity: Identity,
    /// When it was linked.
    pub created_at: UnixTime,
}

/// How somebody who signs in to an account has proved to be its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPassword {
    /// Whose it is.
    pub account: AccountId,
    /// In the PHC string format; `None` if the account has no password.
    pub hash: Option<String>,
    /// Whether an administrator has disabled the account.
    pub is_disabled: bool,
}

/// Accounts and what proves that they are somebody's. What administrators change changes the revision, and is recorded;
/// what owners change is neither.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// All accounts, oldest first.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;
    /// All sessions, oldest first.
    async fn account_sessions(&self) -> Result<Vec<(SecretHash, AccountSession)>, StoreError>;
    /// Adds an account.
    ///
    /// # Errors
    /// `Exists` if the name, or one that looks like it, is reserved.
    async fn add_account(
        &self,
        name: &Nickname,
        password: Option<&str>,
        codes: &[SecretHash],
        now: UnixTime,
    ) -> Result<AccountId, StoreError>;
    /// Adds an account whose owner signs in by an identity.
    ///
    /// # Errors
    /// `Exists` if the name, or one that looks like it, is reserved, or the identity is another account's.
    async fn add_account_of(
        &self,
        identity: &Identity,
        name: &Nickname,
        codes: &[SecretHash],
        now: UnixTime,
    ) -> Result<AccountId, StoreError>;
    /// The password of the account with this name; `None` if there is no such account.
    async fn account_password(&self, name: &Nickname) -> Result<Option<StoredPassword>, StoreError>;
    /// Whether the account has a password, and how many recovery codes are left.
    async fn account_means(&self, of: AccountId) -> Result<(bool, u64), StoreError>;
    /// Sets or removes the password.
    async fn set_account_password(&self, of: AccountId, hash: Option<&str>) -> Result<(), StoreError>;
    /// Replaces all recovery codes.
    async fn set_recovery_codes(&self, of: AccountId, codes: &[SecretHash]) -> Result<(), StoreError>;
    /// Uses up a recovery code of the account with this name. `None` if it has no such code, or is disabled.
    async fn use_recovery_code(
        &self,
        name: &Nickname,
        code: SecretHash,
    ) -> Result<Option<AccountId>, StoreError>;
    /// The passkeys of an account, oldest first.
    async fn passkeys(&self, of: AccountId) -> Result<Vec<Passkey>, StoreError>;
    /// The passkey with this id at the authenticator.
    async fn passkey(&self, credential: &[u8]) -> Result<Option<Passkey>, StoreError>;
    /// Adds a passkey.
    ///
    /// # Errors
    /// `Exists` if an account has it, or this one has [`PASSKEYS_MAX`].
    async fn add_passkey(
        &self,
        account: AccountId,
        credential: &[u8],
        public_key: &[u8],
        name: &str,
        now: UnixTime,
    ) -> Result<(), StoreError>;
    /// Removes a passkey of an account.
    async fn remove_passkey(&self, of: AccountId, id: i64) -> Result<(), StoreError>;
    /// The identities of an account, oldest first.
    async fn identities(&self, of: AccountId) -> Result<Vec<LinkedIdentity>, StoreError>;
    /// The account with this identity.
    async fn identity(&self, identity: &Identity) -> Result<Option<LinkedIdentity>, StoreError>;
    /// Links an identity to an account.
    ///
    /// # Errors
    /// `Exists` if an account has it, or this one has [`IDENTITIES_MAX`].
    async fn add_identity(
        &self,
        account: AccountId,
        identity: &Identity,
        now: UnixTime,
    ) -> Result<(), StoreError>;
    /// Changes what a person is called at the other site.
    async fn rename_identity(&self, id: i64, label: &str) -> Result<(), StoreError>;
    /// Removes an identity from an account.
    async fn remove_identity(&self, of: AccountId, id: i64) -> Result<(), StoreError>;
    /// Adds a session and returns its id.
    async fn add_account_session(
        &self,
        hash: SecretHash,
        account: AccountId,
        browser: &str,
        now: UnixTime,
    ) -> Result<i64, StoreError>;
    /// Ends sessions.
    async fn end_account_sessions(&self, ids: &[i64]) -> Result<(), StoreError>;
    /// Records when sessions were last used.
    async fn account_sessions_used(&self, uses: &[(i64, UnixTime)]) -> Result<(), StoreError>;
    /// Removes an account and all that belongs to it, because its owner wants to.
    async fn delete_account(&self, id: AccountId) -> Result<(), StoreError>;

    /// Disables or enables an account. Disabling ends its sessions.
    async fn disable_account(&self, id: AccountId, disabled_at: Option<UnixTime>) -> Result<(), StoreError>;
    /// Removes an account for an administrator.
    async fn remove_account(&self, id: AccountId) -> Result<(), StoreError>;
    /// The accounts that have a role on the whole site, and are not disabled.
    async fn site_staff(&self) -> Result<Vec<(AccountId, SiteRole)>, StoreError>;
    /// Gives an account a role on the whole site, or takes it.
    async fn set_site_role(&self, id: AccountId, role: Option<SiteRole>) -> Result<(), StoreError>;
    /// Ends all sessions, and replaces everything by which the owner could sign in with one recovery code.
    async fn reset_account(&self, id: AccountId, code: SecretHash) -> Result<(), StoreError>;
}
