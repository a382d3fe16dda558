//! Custom emotes, and the pictures of those that were uploaded.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::StreamerName;
use crate::model::{Emote, EmotePicture, Principal, UnixTime};

/// Who changes the emotes of a stream, for the moderators' log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmoteAct {
    /// Whose stream it is.
    pub streamer: StreamerName,
    /// The person's name.
    pub operator: String,
    /// How they act.
    pub by: Principal,
    /// When the emote was changed.
    pub at: UnixTime,
}

/// The emotes of the site and of streams. Every change changes the revision.
#[async_trait]
pub trait EmoteStore: Send + Sync + 'static {
    /// All emotes of the site, sorted by alias.
    async fn emotes(&self) -> Result<Vec<Emote>, StoreError>;
    /// Adds an emote to the site. Fails if the alias is taken.
    async fn add_emote(&self, emote: &Emote) -> Result<(), StoreError>;
    /// Adds an emote whose address leads to this picture. Replaces the emote with the same alias.
    async fn put_emote(&self, emote: &Emote, picture: &EmotePicture) -> Result<(), StoreError>;
    /// The contents of an uploaded picture, by its name.
    async fn emote_picture(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Removes an emote of the site, and its picture unless another emote has the same. Fails if no emote has the alias.
    async fn drop_emote(&self, alias: &str) -> Result<(), StoreError>;
    /// The emotes of all streams, sorted by the folded names of their streamers and by alias.
    async fn stream_emotes(&self) -> Result<Vec<(Box<str>, Emote)>, StoreError>;
    /// Adds an emote to a stream, or replaces the one with the same alias. `false`: the stream has `most` others already.
    async fn put_stream_emote(
        &self,
        act: &EmoteAct,
        emote: &Emote,
        picture: &EmotePicture,
        most: u32,
    ) -> Result<bool, StoreError>;
    /// Removes an emote of a stream, as [`EmoteStore::drop_emote`] does.
    async fn drop_stream_emote(&self, act: &EmoteAct, alias: &str) -> Result<(), StoreError>;
}

/// Checks pictures that people upload. A call may take a second, and is made where blocking is allowed.
pub trait PictureChecker: Send + Sync + 'static {
    /// The picture in Base64 of up to `kib` KiB, without what does not show, and the address that it will have.
    ///
    /// # Errors
    /// Why it is refused, as a sentence.
    fn check(&self, picture: &str, kib: u32) -> Result<(EmotePicture, String), String>;
}
