//! Custom emotes, and the pictures of those that were uploaded.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::{Emote, EmotePicture};

/// The site's emotes. Every change changes the revision.
#[async_trait]
pub trait EmoteStore: Send + Sync + 'static {
    /// All emotes, sorted by alias.
    async fn emotes(&self) -> Result<Vec<Emote>, StoreError>;
    /// Adds an emote. Fails if the alias is taken.
    async fn add_emote(&self, emote: &Emote) -> Result<(), StoreError>;
    /// Adds an emote whose address leads to this picture. Replaces the emote with the same alias.
    async fn put_emote(&self, emote: &Emote, picture: &EmotePicture) -> Result<(), StoreError>;
    /// The contents of an uploaded picture, by its name.
    async fn emote_picture(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Removes an emote, and its picture unless another emote has the same. Fails if no emote has the alias.
    async fn drop_emote(&self, alias: &str) -> Result<(), StoreError>;
}
