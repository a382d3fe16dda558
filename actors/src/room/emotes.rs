//! Stores changes of a stream's own emotes, with the check of their pictures.

use std::sync::Arc;

use tracing::warn;

use super::emote_change::{EmoteChange, full, not_found};
use super::operations::{Outcome, StreamEmote, StreamEmoteRemoved};
use super::refusal::{Code, Refusal};
use crate::model::{Emote, StreamEmoteLimits};
use crate::ports::{EmoteAct, EmoteStore, PictureChecker, StoreError};

/// Where emotes are stored and their pictures checked.
#[derive(Clone)]
pub struct EmotePorts {
    /// The emotes of all streams.
    pub store: Arc<dyn EmoteStore>,
    /// Decodes pictures on the blocking thread pool.
    pub pictures: Arc<dyn PictureChecker>,
}

impl EmotePorts {
    /// Makes a change, and returns its outcome.
    pub(super) async fn change(
        self,
        act: EmoteAct,
        change: EmoteChange,
        limits: StreamEmoteLimits,
    ) -> Result<Outcome, Refusal> {
        match change {
            EmoteChange::Put { alias, picture } => {
                let pictures = self.pictures;
                let checked = tokio::task::spawn_blocking(move || pictures.check(&picture, limits.kib)).await;
                // a picture on which a decoder panics is damaged
                let checked = checked.unwrap_or_else(|_| Err("The picture is damaged.".to_owned()));
                let (picture, uri) = checked.map_err(|why| Refusal::new(Code::Invalid, why))?;
                let emote = Emote { alias, uri };
                let stored = self.store.put_stream_emote(&act, &emote, &picture, limits.emotes).await;
                match stored.map_err(|error| refused(&error))? {
                    true => Ok(Outcome::StreamEmote(StreamEmote { alias: emote.alias, uri: emote.uri })),
                    false => Err(full(limits)),
                }
            }
            EmoteChange::Drop { alias } => {
                self.store.drop_stream_emote(&act, &alias).await.map_err(|error| refused(&error))?;
                Ok(Outcome::StreamEmoteRemoved(StreamEmoteRemoved { alias }))
            }
        }
    }
}

fn refused(error: &StoreError) -> Refusal {
    match error {
        StoreError::NotFound { what: "emote", name } => not_found(name),
        _ => {
            warn!(%error, "cannot change the emotes of a stream");
            Refusal::for_now(Code::Restarting, "The database does not answer now. Try again in a moment.", 5)
        }
    }
}
