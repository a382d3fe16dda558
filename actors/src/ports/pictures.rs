//! The pictures that streamers have of themselves. Which ones they are is in their settings.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::StreamerName;
use crate::model::{PictureKind, StreamerPicture, UnixTime};

/// The files of streamers' pictures. Every change changes the revision.
#[async_trait]
pub trait PictureStore: Send + Sync + 'static {
    /// Gives a streamer a picture in place of the one of this kind, or removes that, and writes the audit event of the
    /// setting.
    async fn set_picture(
        &self,
        of: &StreamerName,
        kind: PictureKind,
        picture: Option<&StreamerPicture>,
        now: UnixTime,
    ) -> Result<(), StoreError>;
    /// The file of a streamer's picture in one of its sizes; `None` unless they have a picture of this name.
    async fn picture(
        &self,
        of: &StreamerName,
        kind: PictureKind,
        name: &str,
        width: u32,
    ) -> Result<Option<Vec<u8>>, StoreError>;
}
