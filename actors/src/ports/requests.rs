//! Requests that callers of the API may repeat, in the store.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::UnixTime;

/// A request with an `Idempotency-Key`, as SHA-256 digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RepeatableRequest {
    /// Who calls.
    pub caller: [u8; 32],
    /// The key.
    pub key: [u8; 32],
    /// What is requested.
    pub request: [u8; 32],
}

/// What is stored of a request that was begun before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierRequest {
    /// What was requested with the key.
    pub request: [u8; 32],
    /// The answer, as it was given to [`RequestStore::keep_answer`]; `None` if the request may have been performed or not.
    pub answer: Option<Vec<u8>>,
}

/// For how long, and how many, requests are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptRequests {
    /// Seconds.
    pub seconds: UnixTime,
    /// Of each caller; the newest.
    pub of_caller: u32,
}

/// Requests that may be repeated.
#[async_trait]
pub trait RequestStore: Send + Sync + 'static {
    /// Records that a request begins, and returns `None`; or what is stored of an earlier one with the same key.
    async fn begin_request(
        &self,
        request: &RepeatableRequest,
        now: UnixTime,
        kept: KeptRequests,
    ) -> Result<Option<EarlierRequest>, StoreError>;
    /// Stores the answer of a request that was begun.
    async fn keep_answer(&self, request: &RepeatableRequest, answer: &[u8]) -> Result<(), StoreError>;
    /// Forgets a request that was not performed.
    async fn forget_request(&self, request: &RepeatableRequest) -> Result<(), StoreError>;
}
