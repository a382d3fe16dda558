//! Followers of streams in the store.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::{StreamerName, Token};
use crate::model::{Channel, Follower, MailFollower, MailFollowing, PushSubscription, UnixTime};

/// How a stream's followers are told that it is live, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    /// Whether they are told at all.
    pub announced: bool,
    /// Those who get Web Push.
    pub push: u64,
    /// Those who get e-mail, without those who have not confirmed it.
    pub mail: u64,
}

/// How many people can ask for mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailLimits {
    /// Confirmed followers of one stream by e-mail.
    pub followers: u32,
    /// Unconfirmed ones of one mailbox.
    pub of_mailbox: u32,
    /// Unconfirmed ones of all: a further one takes the place of the oldest.
    pub unconfirmed: u32,
    /// Mails that ask the same follower.
    pub asked: u32,
    /// Seconds between two of these.
    pub pause: UnixTime,
}

/// What follows from somebody's wish to get mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailAsked {
    /// The follower with this id is to be asked whether they want that.
    Ask(i64),
    /// They follow already, or were asked often enough.
    Known,
    /// The stream has as many followers as it can have. It depends on the stream alone, so it tells nothing of an address.
    Full,
}

/// What became of a follower's confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// They are a follower.
    Yes,
    /// There is no such follower.
    Gone,
    /// The stream has as many followers as it can have.
    Full,
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
    /// already. Returns whether there was room among `most`: if there is none, somebody goes who could not be told last time.
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
    /// Replaces the address at a push service, by the hash of the former one, for all streams. Returns for how many.
    async fn renew_push(
        &self,
        former: &str,
        hash: &str,
        subscription: &PushSubscription,
    ) -> Result<u64, StoreError>;
    /// Adds an unconfirmed follower by e-mail, unless there is one, and says whether they are to be asked.
    async fn ask_by_mail(
        &self,
        of: &StreamerName,
        follower: &MailFollower,
        now: UnixTime,
        limits: MailLimits,
    ) -> Result<MailAsked, StoreError>;
    /// A follower by e-mail.
    async fn mail_following(&self, id: i64) -> Result<Option<MailFollowing>, StoreError>;
    /// All that an address follows, by its hash.
    async fn mail_followings(&self, hash: &str) -> Result<Vec<MailFollowing>, StoreError>;
    /// Confirms that a follower wants mails. They know of `broadcast` already. If the stream has `most` followers, somebody goes
    /// who could not be told last time.
    async fn confirm_follower(
        &self,
        id: i64,
        broadcast: Option<&Token>,
        now: UnixTime,
        most: u32,
    ) -> Result<Confirmed, StoreError>;
    /// Removes a follower. Returns whether there was one.
    async fn end_follower(&self, id: i64) -> Result<bool, StoreError>;
    /// Removes followers who asked before this and did not confirm it. Returns how many.
    async fn forget_unconfirmed(&self, before: UnixTime) -> Result<u64, StoreError>;
    /// Followers who are to be told of a broadcast now, those first to whom it is most likely to succeed.
    async fn due_followers(
        &self,
        of: (&StreamerName, Channel),
        broadcast: &Token,
        now: UnixTime,
        limit: u32,
    ) -> Result<Vec<Follower>, StoreError>;
    /// When the next follower is to be told of a broadcast; `None` if all have been.
    async fn next_follower(
        &self,
        of: (&StreamerName, Channel),
        broadcast: &Token,
    ) -> Result<Option<UnixTime>, StoreError>;
    /// Stores what became of telling followers of a broadcast, by their ids.
    async fn followers_told(&self, broadcast: &Token, told: &[(i64, Told)]) -> Result<(), StoreError>;
    /// Begins to tell of a broadcast: those who know of the show need not be told, and failed attempts to tell of others
    /// are forgotten.
    async fn begin_telling(
        &self,
        of: (&StreamerName, Channel),
        broadcast: &Token,
        informed: &Informed,
    ) -> Result<(), StoreError>;
}
