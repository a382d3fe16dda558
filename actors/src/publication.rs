//! Publishes changes to readers: directly in the indexes, or after creating the links by which nginx finds the
//! segments.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use actix::prelude::*;
use tracing::warn;

use crate::delivery::{MediaIndex, OfferedMedia};
use crate::model::Broadcast;
use crate::model::names::{StreamerName, Token};
use crate::status::{StatusIndex, StreamStatus};
use crate::watcher::LinkFarm;

/// The indexes that readers see.
#[derive(Debug, Clone, Default)]
pub struct ReadModel {
    /// For pages and the API.
    pub statuses: Arc<StatusIndex>,
    /// For playlists and segments.
    pub media: Arc<MediaIndex>,
}

impl ReadModel {
    /// Replaces a status. Addresses that the stream no longer uses stop working.
    fn show_status(&self, status: StreamStatus) {
        if let Some(before) = self.statuses.publish(status) {
            self.forget_media(&before);
        }
    }

    fn remove(&self, streamer: &StreamerName) {
        if let Some(last) = self.statuses.remove(streamer) {
            self.forget_media(&last);
        }
    }

    fn forget_media(&self, of: &StreamStatus) {
        if let Some(prefix) = of.prefix() {
            self.media.remove(prefix);
        }
    }
}

/// Where rooms publish status and media. Changes of one stream become visible in the order in which they are published.
#[derive(Clone)]
pub enum Publication {
    /// The server delivers segments itself.
    Direct(ReadModel),
    /// Nginx delivers segments, by links that must exist before a playlist names them.
    Linked(Addr<Linker>),
}

impl Publication {
    /// Delivery by links in `hls_dir`, created on their own thread since a disk may be slow. The links of broadcasts
    /// that continue after a restart are kept.
    pub fn linked(readers: ReadModel, hls_dir: PathBuf, running: &[Broadcast]) -> Self {
        let mut linked = HashMap::<StreamerName, HashSet<Token>>::new();
        for broadcast in running {
            linked.entry(broadcast.streamer.clone()).or_default().insert(broadcast.prefix.clone());
        }
        Self::Linked(SyncArbiter::start(1, move || Linker {
            readers: readers.clone(),
            hls_dir: hls_dir.clone(),
            farm: None,
            linked: linked.clone(),
        }))
    }

    /// Replaces the status of a stream.
    pub fn publish_status(&self, status: StreamStatus) {
        match self {
            Self::Direct(readers) => readers.show_status(status),
            Self::Linked(linker) => linker.do_send(PublishStatus(status)),
        }
    }

    /// Replaces the media under a prefix. Publish them before the status that names the prefix, so that its addresses
    /// already work.
    pub fn publish_media(&self, offered: OfferedMedia) {
        match self {
            Self::Direct(readers) => readers.media.publish(offered),
            Self::Linked(linker) => linker.do_send(PublishMedia(offered)),
        }
    }

    /// Forgets a stream.
    pub fn remove(&self, streamer: StreamerName) {
        match self {
            Self::Direct(readers) => readers.remove(&streamer),
            Self::Linked(linker) => linker.do_send(Remove(streamer)),
        }
    }

    /// Waits until readers see everything published before.
    pub async fn settled(&self) {
        match self {
            Self::Direct(_) => {}
            Self::Linked(linker) => {
                // a linker that is gone publishes nothing more
                let _ = linker.send(Settle).await;
            }
        }
    }
}

/// Answered when everything published before can be read.
#[derive(Message)]
#[rtype(result = "()")]
struct Settle;

/// Creates links, then publishes.
pub struct Linker {
    readers: ReadModel,
    hls_dir: PathBuf,
    /// `None` until the folder has been read.
    farm: Option<LinkFarm>,
    /// Prefixes that have links.
    linked: HashMap<StreamerName, HashSet<Token>>,
}

#[derive(Message)]
#[rtype(result = "()")]
struct PublishStatus(StreamStatus);

#[derive(Message)]
#[rtype(result = "()")]
struct PublishMedia(OfferedMedia);

#[derive(Message)]
#[rtype(result = "()")]
struct Remove(StreamerName);

impl Actor for Linker {
    type Context = SyncContext<Self>;

    fn started(&mut self, _: &mut Self::Context) {
        if let Err(error) = self.farm() {
            warn!(%error, "cannot look for old links in the hls folder; trying again with the next playlist");
        }
    }
}

impl Handler<PublishStatus> for Linker {
    type Result = ();

    fn handle(&mut self, PublishStatus(status): PublishStatus, _: &mut Self::Context) {
        self.unlink_unless(&status.settings.name, status.prefix());
        self.readers.show_status(status);
    }
}

impl Handler<PublishMedia> for Linker {
    type Result = ();

    fn handle(&mut self, PublishMedia(offered): PublishMedia, _: &mut Self::Context) {
        if let Err(error) = self.link(&offered) {
            let streamer = &offered.streamer;
            warn!(%error, %streamer, "cannot make links in the hls folder; nginx will not find segments");
        }
        self.readers.media.publish(offered);
    }
}

impl Handler<Remove> for Linker {
    type Result = ();

    fn handle(&mut self, Remove(streamer): Remove, _: &mut Self::Context) {
        self.unlink_unless(&streamer, None);
        self.readers.remove(&streamer);
    }
}

impl Handler<Settle> for Linker {
    type Result = ();

    fn handle(&mut self, _: Settle, _: &mut Self::Context) {}
}

impl Linker {
    /// The links in the folder. The first call removes those of unknown broadcasts.
    fn farm(&mut self) -> io::Result<&mut LinkFarm> {
        match &mut self.farm {
            Some(farm) => Ok(farm),
            none => {
                let known = self.linked.values().flatten().cloned().collect();
                Ok(none.insert(LinkFarm::adopt(&self.hls_dir, &known)?))
            }
        }
    }

    /// Creates the links that playlists are about to name.
    fn link(&mut self, offered: &OfferedMedia) -> io::Result<()> {
        self.linked.entry(offered.streamer.clone()).or_default().insert(offered.prefix.clone());
        let mut outcome = Ok(());
        for unseen in self.readers.clone().media.unseen(offered) {
            let numbers: Vec<u64> = unseen.playlist.segments.iter().map(|segment| segment.number).collect();
            let rendition = &unseen.rendition;
            let (quality, publish_file) = (rendition.quality.as_ref(), &rendition.publish_file);
            outcome = outcome.and(self.farm()?.sync(&offered.prefix, quality, publish_file, &numbers));
        }
        outcome
    }

    /// Removes a stream's links, except those under the prefix that it still uses.
    fn unlink_unless(&mut self, streamer: &StreamerName, still: Option<&Token>) {
        let Some(prefixes) = self.linked.get_mut(streamer) else { return };
        let old: Vec<Token> = prefixes.extract_if(|prefix| Some(prefix as &Token) != still).collect();
        if prefixes.is_empty() {
            self.linked.remove(streamer);
        }
        for prefix in old {
            if let Err(error) = self.farm().and_then(|farm| farm.drop_prefix(&prefix)) {
                warn!(%error, %streamer, "cannot remove links from the hls folder; their addresses still work");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;
    use crate::delivery::OfferedRendition;
    use crate::media::{MediaPlaylist, PublishFileName, Rendition, Segment};
    use crate::model::Streamer;
    use crate::model::names::{Secrets, StreamKey};
    use crate::status::{BroadcastStatus, StreamState};

    fn streamer() -> StreamerName {
        StreamerName::stored("zoë")
    }

    fn status(prefix: Option<u128>) -> StreamStatus {
        let settings = Streamer::new(streamer(), Secrets::derive("s").hash(&StreamKey::new("k").unwrap()));
        let on_air = prefix.map(|prefix| BroadcastStatus {
            broadcast: Broadcast {
                id: Token::from_random(1),
                streamer: streamer(),
                publish_name: None,
                prefix: Token::from_random(prefix),
                started_at: 0,
                seen_at: 0,
                is_recorded: false,
            },
            qualities: Vec::new(),
        });
        StreamStatus { state: StreamState::Live, live: true, on_air, ..StreamStatus::offline(settings) }
    }

    fn media(prefix: u128, segments: &[u64]) -> OfferedMedia {
        let duration = Duration::from_secs(1);
        let segment = |number: &u64| Segment { number: *number, duration, discontinuity: false, begun: None };
        let playlist = MediaPlaylist {
            target_duration: 1,
            media_sequence: 3,
            discontinuity_sequence: 0,
            independent_segments: true,
            segments: segments.iter().map(segment).collect(),
        };
        let rendition = Rendition { publish_file: PublishFileName::new("secretkey").unwrap(), quality: None };
        OfferedMedia {
            streamer: streamer(),
            prefix: Token::from_random(prefix),
            renditions: vec![OfferedRendition { rendition, playlist: Arc::new(playlist) }],
            master: None,
            packaged: None,
            is_locked: false,
        }
    }

    fn listed(readers: &ReadModel, prefix: u128) -> Option<u64> {
        readers.media.get(&Token::from_random(prefix))?.rendition(None)?.last_segment()
    }

    #[test]
    fn an_old_prefix_stops_with_the_status_that_no_longer_names_it() {
        let readers = ReadModel::default();
        let publication = Publication::Direct(readers.clone());
        publication.publish_status(status(Some(7)));
        publication.publish_media(media(7, &[3]));
        publication.publish_media(media(8, &[3]));
        assert_eq!((listed(&readers, 7), listed(&readers, 8)), (Some(3), Some(3)));
        publication.publish_status(status(Some(8)));
        assert_eq!((listed(&readers, 7), listed(&readers, 8)), (None, Some(3)));
        publication.remove(streamer());
        assert_eq!(listed(&readers, 8), None);
    }

    #[test]
    fn a_playlist_change_and_an_equal_status_leave_pages_cached() {
        let readers = ReadModel::default();
        let publication = Publication::Direct(readers.clone());
        publication.publish_status(status(Some(7)));
        let (version, shown) = (readers.statuses.version(), readers.statuses.of(&streamer()).unwrap());
        for last in 4..9 {
            publication.publish_media(media(7, &[3, last]));
            publication.publish_status(status(Some(7)));
            assert_eq!(listed(&readers, 7), Some(last));
        }
        assert_eq!(readers.statuses.version(), version);
        assert!(Arc::ptr_eq(&shown, &readers.statuses.of(&streamer()).unwrap()));
    }

    #[actix::test]
    async fn links_are_there_before_readers_see_them_and_gone_with_their_prefix() {
        let folder = tempfile::tempdir().unwrap();
        let readers = ReadModel::default();
        let publication = Publication::linked(readers.clone(), folder.path().to_owned(), &[]);
        let links = || {
            let entries = std::fs::read_dir(folder.path()).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
        };
        for prefix in [Some(7), Some(8), None] {
            if let Some(prefix) = prefix {
                publication.publish_media(media(prefix, &[3, 4]));
            }
            publication.publish_status(status(prefix));
            publication.settled().await;
            let expected = prefix.map(Token::from_random);
            let expected =
                expected.iter().flat_map(|prefix| [3, 4].map(|number| format!("{prefix}-{number}.ts")));
            assert_eq!(links(), expected.collect());
            assert_eq!(prefix.and_then(|prefix| listed(&readers, prefix)), prefix.map(|_| 4));
        }
        assert_eq!(listed(&readers, 8), None);
    }
}
