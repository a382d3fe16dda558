//! What playlists and segments are served from. Every playlist change writes here, and none of them touches the
//! [`StatusIndex`](crate::status::StatusIndex): pages stay cached while a stream plays.

use std::sync::{Arc, OnceLock};

use dashmap::DashMap;

use super::{MediaPlaylist, Quality, QualityInfo, Rendition, master};
use crate::model::names::{StreamerName, Token};
use crate::precompressed::Precompressed;

/// The media that a broadcast offers to its viewers. [`MediaIndex::publish`] renders it.
#[derive(Debug, Clone)]
pub struct OfferedMedia {
    /// Whose stream it is.
    pub streamer: StreamerName,
    /// Segment addresses begin with it.
    pub prefix: Token,
    /// In the order of the configuration.
    pub renditions: Vec<OfferedRendition>,
    /// `None` while a player that reads the master playlist would miss a quality.
    pub master: Option<Vec<QualityInfo>>,
}

/// One quality of it.
#[derive(Debug, Clone)]
pub struct OfferedRendition {
    /// Where its files are.
    pub rendition: Rendition,
    /// As its publisher wrote it.
    pub playlist: Arc<MediaPlaylist>,
}

/// The media of one broadcast as viewers get them.
#[derive(Debug)]
pub struct BroadcastMedia {
    /// Whose stream it is. Segments are served only while the streamer's status names this prefix.
    pub streamer: StreamerName,
    master: Option<Arc<MasterPlaylist>>,
    /// Those that have a playlist, in the order of the configuration.
    renditions: Vec<Arc<RenditionMedia>>,
}

/// One quality as viewers get it. Replaced as a whole when its playlist changes.
#[derive(Debug)]
pub struct RenditionMedia {
    /// Where its files are.
    pub rendition: Rendition,
    /// The playlist with the addresses that viewers use.
    pub text: Precompressed,
    /// What `text` was rendered from.
    pub playlist: Arc<MediaPlaylist>,
}

/// Compressed when somebody first asks for it: its bit rates change with every segment, and players read it once.
#[derive(Debug)]
struct MasterPlaylist {
    text: String,
    compressed: OnceLock<Precompressed>,
}

impl BroadcastMedia {
    /// The quality of that name, or the first one for `None`.
    pub fn rendition(&self, quality: Option<&Quality>) -> Option<&Arc<RenditionMedia>> {
        match quality {
            None => self.renditions.first(),
            Some(_) => self.exact(quality),
        }
    }

    /// The rendition whose segments are addressed with that quality.
    pub fn exact(&self, quality: Option<&Quality>) -> Option<&Arc<RenditionMedia>> {
        self.renditions.iter().find(|one| one.rendition.quality.as_ref() == quality)
    }

    fn showing(&self, offered: &OfferedRendition) -> Option<&Arc<RenditionMedia>> {
        self.exact(offered.rendition.quality.as_ref()).filter(|known| known.shows(offered))
    }

    /// Lists all renditions, for players that choose by themselves.
    pub fn master(&self) -> Option<&Precompressed> {
        let master = self.master.as_ref()?;
        Some(master.compressed.get_or_init(|| Precompressed::new(master.text.clone())))
    }
}

impl RenditionMedia {
    fn new(offered: OfferedRendition, prefix: &Token) -> Self {
        let OfferedRendition { rendition, playlist } = offered;
        let text = Precompressed::new(playlist.render(prefix, rendition.quality.as_ref()));
        Self { rendition, text, playlist }
    }

    /// Number of the oldest segment that is listed.
    pub fn first_segment(&self) -> Option<u64> {
        self.playlist.segments.first().map(|segment| segment.number)
    }

    /// Number of the newest segment that is listed. Later ones are still being written.
    pub fn last_segment(&self) -> Option<u64> {
        self.playlist.segments.last().map(|segment| segment.number)
    }

    fn shows(&self, offered: &OfferedRendition) -> bool {
        Arc::ptr_eq(&self.playlist, &offered.playlist) && self.rendition == offered.rendition
    }
}

/// The media of every running broadcast, by the prefix of its segments' addresses.
#[derive(Debug, Default)]
pub struct MediaIndex {
    broadcasts: DashMap<Token, Arc<BroadcastMedia>>,
}

impl MediaIndex {
    /// The media whose segments lie under `prefix`.
    pub fn get(&self, prefix: &Token) -> Option<Arc<BroadcastMedia>> {
        self.broadcasts.get(prefix).map(|media| Arc::clone(&media))
    }

    /// Replaces what is offered under a prefix. Renders the playlists that changed, and no others.
    pub fn publish(&self, offered: OfferedMedia) {
        let OfferedMedia { streamer, prefix, renditions, master } = offered;
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
            known.unwrap_or_else(|| Arc::new(MasterPlaylist { text, compressed: OnceLock::new() }))
        });
        self.broadcasts.insert(prefix, Arc::new(BroadcastMedia { streamer, master, renditions }));
    }

    /// The renditions of `offered` whose playlists readers do not see yet.
    pub fn unseen<'a>(&self, offered: &'a OfferedMedia) -> Vec<&'a OfferedRendition> {
        let shown = self.get(&offered.prefix);
        let is_shown =
            |one: &OfferedRendition| shown.as_ref().is_some_and(|shown| shown.showing(one).is_some());
        offered.renditions.iter().filter(|one| !is_shown(one)).collect()
    }

    /// Forgets the media under a prefix.
    pub fn remove(&self, prefix: &Token) {
        self.broadcasts.remove(prefix);
    }
}
