//! The memory store has no sessions of the desk.

use async_trait::async_trait;

use super::MemoryStore;
use crate::model::names::{KeyHash, StreamerName};
use crate::model::{SecretHash, UnixTime};
use crate::ports::{DeskSession, DeskStore, StoreError};

#[async_trait]
impl DeskStore for MemoryStore {
    async fn desk_sessions(&self) -> Result<Vec<(SecretHash, DeskSession)>, StoreError> {
        unimplemented!()
    }
    async fn add_desk_session(
        &self,
        _: SecretHash,
        _: &StreamerName,
        _: KeyHash,
        _: &str,
        _: UnixTime,
    ) -> Result<DeskSession, StoreError> {
        unimplemented!()
    }
    async fn end_desk_sessions(&self, _: &[i64]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn desk_sessions_used(&self, _: &[(i64, UnixTime)]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn add_login_link(
        &self,
        _: SecretHash,
        _: Option<&StreamerName>,
        _: UnixTime,
        _: UnixTime,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn use_login_link(
        &self,
        _: SecretHash,
        _: SecretHash,
        _: &str,
        _: UnixTime,
    ) -> Result<Option<DeskSession>, StoreError> {
        unimplemented!()
    }
}
