//! Media that this server packages itself. The ingest writes them, requests of players read them and wait for more; the
//! room only decides under which prefix they are served.

use std::fmt;
use std::sync::Arc;

use tokio::sync::watch;

use super::QualityInfo;
use crate::model::names::Token;

/// The media of one broadcast, shared by its ingest, its room and the requests of players.
pub struct PackagedMedia {
    prefix: watch::Sender<Option<Token>>,
}

impl PackagedMedia {
    /// Media that nobody is served yet.
    pub fn new() -> Self {
        Self { prefix: watch::Sender::new(None) }
    }

    /// Serves the media under `prefix`, and no longer under an earlier one.
    pub fn serve_under(&self, prefix: &Token) {
        self.prefix.send_if_modified(|current| {
            let changes = current.as_ref() != Some(prefix);
            *current = Some(prefix.clone());
            changes
        });
    }

    /// Serves the media no longer, if `prefix` is the one under which they are.
    pub fn withdraw(&self, prefix: &Token) {
        self.prefix.send_if_modified(|current| {
            let ends = current.as_ref() == Some(prefix);
            current.take_if(|_| ends).is_some()
        });
    }

    /// The prefix under which the media are served, and its changes.
    pub fn prefix(&self) -> watch::Receiver<Option<Token>> {
        self.prefix.subscribe()
    }
}

impl fmt::Debug for PackagedMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackagedMedia").finish_non_exhaustive()
    }
}

/// Pictures of a broadcast arrive at this server's own ingest. Sent when a segment ends, and each second in between.
#[derive(Debug, Clone)]
pub struct PackagedUpdate {
    /// The broadcast for which the publisher was admitted.
    pub broadcast: Token,
    /// Where its media are.
    pub media: Arc<PackagedMedia>,
    /// Its renditions, best first; at least one.
    pub qualities: Arc<[QualityInfo]>,
}
