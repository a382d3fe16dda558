//! Followers of streams in the store.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::{StreamerName, Token};
use crate::model::{Follower, PushSubscription, UnixTime};

/// How a stream's followers are told that it is live, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    /// Whether they are told at all.
    pub announced: bool,
    /// Those who get Web Push.
    pub push: u64,
}

/// Which followers know of the show that a broadcast belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Informed {
    /// None: it is a new one.
    Nobody,
    /// All.
    Everybody,
    /// Those who were told of this broadcast, which it continues.
    Of(Token),
}

/// What became of telling a follower of a broadcast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// They were told.
    Done,
    /// They cannot be told any more, and are no followers.
    Gone,
    /// It failed; another attempt follows.
    Later {
        /// Failed attempts so far.
        attempts: u32,
        /// When the next one is due.
        at: UnixTime,
    },
    /// It failed for the last time. Somebody of whom that is true [`GIVEN_UP_MAX`](crate::model::GIVEN_UP_MAX) times in a row
    /// is no longer a follower.
    GivenUp,
}

/// Followers of streams. They go with their streamer. What visitors do here is not recorded, and does not change the
/// revision.
#[async_trait]
pub trait FollowerStore: Send + Sync + 'static {
    /// The key by which push services know the site, as somebody sealed it; this one from now on if there is none.
    async fn push_key(&self, made: &[u8]) -> Result<Vec<u8>, StoreError>;
    /// Replaces that key, and removes all followers who knew the old one.
    async fn replace_push_key(&self, made: &[u8]) -> Result<(), StoreError>;
    /// How the followers of a stream are told.
    async fn following(&self, of: &StreamerName) -> Result<Following, StoreError>;
    /// Whether the followers of a stream are told.
    async fn announced(&self, of: &StreamerName) -> Result<bool, StoreError>;
    /// Sets whether the followers of a stream are told.
    async fn set_announced(&self, of: &StreamerName, announced: bool) -> Result<(), StoreError>;
    /// Adds a follower by the hash of the endpoint, or replaces the keys of one that is there. They know of `broadcast`
    /// already. Returns whether there was room among `most`.
    async fn follow(
        &self,
        of: &StreamerName,
        hash: &str,
        subscription: &PushSubscription,
        broadcast: Option<&Token>,
        now: UnixTime,
        most: u32,
    ) -> Result<bool, StoreError>;
    /// Whether there is a follower with this hash.
    async fn follows(&self, of: &StreamerName, hash: &str) -> Result<bool, StoreError>;
    /// Removes a follower. Returns whether there was one.
    async fn unfollow(&self, of: &StreamerName, hash: &str) -> Result<bool, StoreError>;
    /// Followers who are to be told of a broadcast now, those first to whom it is most likely to succeed.
    async fn due_followers(
        &self,
        of: &StreamerName,
        broadcast: &Token,
        now: UnixTime,
        limit: u32,
    ) -> Result<Vec<Follower>, StoreError>;
    /// When the next follower is to be told of a broadcast; `None` if all have been.
    async fn next_follower(
        &self,
        of: &StreamerName,
        broadcast: &Token,
    ) -> Result<Option<UnixTime>, StoreError>;
    /// Stores what became of telling followers of a broadcast, by their ids.
    async fn followers_told(&self, broadcast: &Token, told: &[(i64, Told)]) -> Result<(), StoreError>;
    /// Begins to tell of a broadcast: those who know of the show need not be told, and failed attempts to tell of others
    /// are forgotten.
    async fn begin_telling(
        &self,
        of: &StreamerName,
        broadcast: &Token,
        informed: &Informed,
    ) -> Result<(), StoreError>;
}
