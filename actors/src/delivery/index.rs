//! The index from which playlists and segments are served. Playlist changes update this index and not the
//! [`StatusIndex`](crate::status::StatusIndex), so pages stay cached while a stream plays.

use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use tokio::sync::Notify;

use super::{Packaged, Served};
use crate::media::{MediaPlaylist, Quality, QualityInfo, Rendition, master};
use crate::model::names::{StreamerName, Token};
use crate::precompressed::Precompressed;

/// The media of a broadcast, before [`MediaIndex::publish`] renders it.
#[derive(Debug, Clone)]
pub struct OfferedMedia {
    /// The streamer who broadcasts.
    pub streamer: StreamerName,
    /// Prefix of the segments' names in URLs.
    pub prefix: Token,
    /// Qualities in the order of the configuration.
    pub renditions: Vec<OfferedRendition>,
    /// The qualities of the master playlist. `None` until all are known, because players read it once.
    pub master: Option<Vec<QualityInfo>>,
    /// What a server of the site packages itself. With them there are no `renditions` and no `master`.
    pub packaged: Option<Packaged>,
    /// Whether the stream needs a password.
    pub is_locked: bool,
}

/// One quality of an [`OfferedMedia`].
#[derive(Debug, Clone)]
pub struct OfferedRendition {
    /// Identifies its files in the HLS folder.
    pub rendition: Rendition,
    /// The playlist to render.
    pub playlist: Arc<MediaPlaylist>,
}

/// The media of one broadcast, rendered for viewers.
#[derive(Debug)]
pub struct BroadcastMedia {
    /// The streamer who broadcasts. Segments are served only while the streamer's status has this media's prefix.
    pub streamer: StreamerName,
    master: Option<Arc<MasterPlaylist>>,
    /// Renditions that have a playlist, in the order of the configuration.
    renditions: Vec<Arc<RenditionMedia>>,
    /// What a server of the site packages itself, in place of renditions.
    pub packaged: Option<Packaged>,
}

/// One quality, rendered for viewers. A change of its playlist replaces it as a whole.
#[derive(Debug)]
pub struct RenditionMedia {
    /// Identifies its files in the HLS folder.
    pub rendition: Rendition,
    /// The playlist with the URLs that viewers use.
    pub text: Precompressed,
    /// What `text` was rendered from.
    pub playlist: Arc<MediaPlaylist>,
}

/// Compressed on the first request: its bit rates change with every segment, and players read it once.
#[derive(Debug)]
struct MasterPlaylist {
    text: String,
    /// What `text` was rendered from.
    qualities: Vec<QualityInfo>,
    compressed: OnceLock<Precompressed>,
}

impl BroadcastMedia {
    /// Whether there is nothing to play yet.
    pub fn is_empty(&self) -> bool {
        self.packaged.is_none() && self.renditions.is_empty()
    }

    /// The rendition of this quality; `None` stands for the first one.
    pub fn rendition(&self, quality: Option<&Quality>) -> Option<&Arc<RenditionMedia>> {
        match quality {
            None => self.renditions.first(),
            Some(_) => self.exact(quality),
        }
    }

    /// The rendition with exactly this quality in its segments' names.
    pub fn exact(&self, quality: Option<&Quality>) -> Option<&Arc<RenditionMedia>> {
        self.renditions.iter().find(|one| one.rendition.quality.as_ref() == quality)
    }

    fn showing(&self, offered: &OfferedRendition) -> Option<&Arc<RenditionMedia>> {
        self.exact(offered.rendition.quality.as_ref()).filter(|known| known.shows(offered))
    }

    /// The master playlist, for players that choose a quality themselves.
    pub fn master(&self) -> Option<&Precompressed> {
        let master = self.master.as_ref()?;
        Some(master.compressed.get_or_init(|| Precompressed::new(master.text.clone())))
    }

    /// What is known of each quality; empty until the master playlist is complete.
    pub fn qualities(&self) -> &[QualityInfo] {
        self.master.as_ref().map_or(&[], |master| &master.qualities)
    }
}

impl RenditionMedia {
    fn new(offered: OfferedRendition, prefix: &Token) -> Self {
        let OfferedRendition { rendition, playlist } = offered;
        let text = Precompressed::new(playlist.render(prefix, rendition.quality.as_ref()));
        Self { rendition, text, playlist }
    }

    /// Number of the oldest listed segment.
    pub fn first_segment(&self) -> Option<u64> {
        self.playlist.segments.first().map(|segment| segment.number)
    }

    /// Number of the newest listed segment. Later ones are still being written.
    pub fn last_segment(&self) -> Option<u64> {
        self.playlist.segments.last().map(|segment| segment.number)
    }

    fn shows(&self, offered: &OfferedRendition) -> bool {
        Arc::ptr_eq(&self.playlist, &offered.playlist) && self.rendition == offered.rendition
    }
}

/// The media of every running broadcast, by segment prefix.
#[derive(Debug, Default)]
pub struct MediaIndex {
    broadcasts: DashMap<Token, Arc<BroadcastMedia>>,
    /// Wakes who waits for media.
    published: Notify,
}

impl MediaIndex {
    /// The media of the broadcast with this segment prefix.
    pub fn get(&self, prefix: &Token) -> Option<Arc<BroadcastMedia>> {
        self.broadcasts.get(prefix).map(|media| Arc::clone(&media))
    }

    /// The same, once there is something to play.
    pub async fn wait_for(&self, prefix: &Token) -> Arc<BroadcastMedia> {
        loop {
            let published = self.published.notified();
            if let Some(media) = self.get(prefix).filter(|media| !media.is_empty()) {
                return media;
            }
            published.await;
        }
    }

    /// Replaces the media under a prefix. Renders only the playlists that changed.
    pub fn publish(&self, offered: OfferedMedia) {
        let OfferedMedia { streamer, prefix, renditions, master, packaged, is_locked } = offered;
        let before = self.get(&prefix);
        let renditions = renditions.into_iter().map(|one| {
            let known = before.as_ref().and_then(|before| before.showing(&one)).cloned();
            known.unwrap_or_else(|| Arc::new(RenditionMedia::new(one, &prefix)))
        });
        let renditions = renditions.collect();
        let master = master.map(|qualities| {
            let text = master::render(&qualities);
            let known = before.as_ref().and_then(|before| before.master.clone());
            let known = known.filter(|known| known.text == text);
            known.unwrap_or_else(|| Arc::new(MasterPlaylist { text, qualities, compressed: OnceLock::new() }))
        });
        if let Some(packaged) = &packaged {
            packaged.serve(Served { prefix: prefix.clone(), is_locked });
        }
        self.broadcasts.insert(prefix, Arc::new(BroadcastMedia { streamer, master, renditions, packaged }));
        self.published.notify_waiters();
    }

    /// The renditions of `offered` whose playlists have not been published yet.
    pub fn unseen<'a>(&self, offered: &'a OfferedMedia) -> Vec<&'a OfferedRendition> {
        let shown = self.get(&offered.prefix);
        let is_shown =
            |one: &OfferedRendition| shown.as_ref().is_some_and(|shown| shown.showing(one).is_some());
        offered.renditions.iter().filter(|one| !is_shown(one)).collect()
    }

    /// Removes the media under a prefix.
    pub fn remove(&self, prefix: &Token) {
        if let Some((prefix, media)) = self.broadcasts.remove(prefix)
            && let Some(packaged) = &media.packaged
        {
            packaged.withdraw(&prefix);
        }
    }
}
