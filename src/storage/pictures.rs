//! The pictures that streamers have of themselves.

use async_trait::async_trait;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{PictureKind, Setting, StreamerPicture, UnixTime};
use pystreaming_actors::ports::{PictureStore, StoreError};

use super::change;
use super::store::SqlStore;

#[async_trait]
impl PictureStore for SqlStore {
    async fn set_picture(
        &self,
        of: &StreamerName,
        kind: PictureKind,
        picture: Option<&StreamerPicture>,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        const DROP: &str = "DELETE FROM streamer_pictures WHERE streamer = ? AND kind = ?";
        const ADD: &str =
            "INSERT INTO streamer_pictures (streamer, kind, width, name, contents) VALUES (?, ?, ?, ?, ?)";
        let (streamer, kind_name) = (of.folded(), kind.as_str());
        let setting = Setting::picture(kind, picture.map(|picture| picture.name.clone()));
        let mut tx = self.begin_change().await?;
        change::set(&mut tx, of, &setting, now, self.by.map(|(who, _)| who)).await?;
        tx.execute(DROP, &[streamer.into(), kind_name.into()]).await?;
        if let Some(picture) = picture {
            for (width, contents) in &picture.sizes {
                let (width, contents) = (i64::from(*width), contents.as_slice());
                let values = [
                    streamer.into(),
                    kind_name.into(),
                    width.into(),
                    (&*picture.name).into(),
                    contents.into(),
                ];
                tx.execute(ADD, &values).await?;
            }
        }
        tx.commit().await
    }

    async fn picture(
        &self,
        of: &StreamerName,
        kind: PictureKind,
        name: &str,
        width: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        const READ: &str = "SELECT contents FROM streamer_pictures WHERE streamer = ? AND kind = ? AND width = ? AND name = ?";
        let values = [of.folded().into(), kind.as_str().into(), i64::from(width).into(), name.into()];
        let rows = self.pool.rows(READ, &values).await?;
        rows.first().map(|row| row.get(0)).transpose()
    }
}
