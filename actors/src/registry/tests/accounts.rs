//! The memory store has no accounts.

use async_trait::async_trait;

use super::MemoryStore;
use crate::model::names::Nickname;
use crate::model::{Account, AccountId, Identity, SecretHash, SiteRole, UnixTime};
use crate::ports::{AccountSession, AccountStore, LinkedIdentity, Passkey, StoreError, StoredPassword};

#[async_trait]
impl AccountStore for MemoryStore {
    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        unimplemented!()
    }
    async fn site_staff(&self) -> Result<Vec<(AccountId, SiteRole)>, StoreError> {
        Ok(Vec::new())
    }
    async fn set_site_role(&self, _: AccountId, _: Option<SiteRole>) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn account_sessions(&self) -> Result<Vec<(SecretHash, AccountSession)>, StoreError> {
        unimplemented!()
    }
    async fn add_account(
        &self,
        _: &Nickname,
        _: Option<&str>,
        _: &[SecretHash],
        _: UnixTime,
    ) -> Result<AccountId, StoreError> {
        unimplemented!()
    }
    async fn add_account_of(
        &self,
        _: &Identity,
        _: &Nickname,
        _: &[SecretHash],
        _: UnixTime,
    ) -> Result<AccountId, StoreError> {
        unimplemented!()
    }
    async fn identities(&self, _: AccountId) -> Result<Vec<LinkedIdentity>, StoreError> {
        unimplemented!()
    }
    async fn identity(&self, _: &Identity) -> Result<Option<LinkedIdentity>, StoreError> {
        unimplemented!()
    }
    async fn add_identity(&self, _: AccountId, _: &Identity, _: UnixTime) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn rename_identity(&self, _: i64, _: &str) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn remove_identity(&self, _: AccountId, _: i64) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn account_password(&self, _: &Nickname) -> Result<Option<StoredPassword>, StoreError> {
        unimplemented!()
    }
    async fn account_means(&self, _: AccountId) -> Result<(bool, u64), StoreError> {
        unimplemented!()
    }
    async fn set_account_password(&self, _: AccountId, _: Option<&str>) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn set_recovery_codes(&self, _: AccountId, _: &[SecretHash]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn use_recovery_code(&self, _: &Nickname, _: SecretHash) -> Result<Option<AccountId>, StoreError> {
        unimplemented!()
    }
    async fn passkeys(&self, _: AccountId) -> Result<Vec<Passkey>, StoreError> {
        unimplemented!()
    }
    async fn passkey(&self, _: &[u8]) -> Result<Option<Passkey>, StoreError> {
        unimplemented!()
    }
    async fn add_passkey(
        &self,
        _: AccountId,
        _: &[u8],
        _: &[u8],
        _: &str,
        _: UnixTime,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn remove_passkey(&self, _: AccountId, _: i64) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn add_account_session(
        &self,
        _: SecretHash,
        _: AccountId,
        _: &str,
        _: UnixTime,
    ) -> Result<i64, StoreError> {
        unimplemented!()
    }
    async fn end_account_sessions(&self, _: &[i64]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn account_sessions_used(&self, _: &[(i64, UnixTime)]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn delete_account(&self, _: AccountId) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn disable_account(&self, _: AccountId, _: Option<UnixTime>) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn remove_account(&self, _: AccountId) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn reset_account(&self, _: AccountId, _: SecretHash) -> Result<(), StoreError> {
        unimplemented!()
    }
}
