//! The status of streams for pages and the API, read without asking an actor.
//!
//! Each room writes its own status, and only when it changes. Media are in [`crate::delivery::MediaIndex`].

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;

use crate::media::{Problem, Quality};
use crate::model::names::{StreamerName, Token, fold};
use crate::model::{
    AccountId, Broadcast, ChatSetting, ClosedChannel, ContentWarning, Language, StreamTitle, Streamer,
    UnixTime,
};

/// The state of a stream as viewers see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StreamState {
    /// Nobody publishes.
    #[default]
    Offline,
    /// A publisher is connected; no picture yet.
    Starting,
    /// There is a picture.
    Live,
    /// The picture stopped a moment ago and may come back.
    Reconnecting,
}

impl StreamState {
    /// The word that programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Starting => "starting",
            Self::Live => "live",
            Self::Reconnecting => "reconnecting",
        }
    }
}

/// A running broadcast as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroadcastStatus {
    /// As stored.
    pub broadcast: Broadcast,
    /// Qualities that have a playlist, in configured order.
    pub qualities: Vec<QualityStatus>,
}

/// One quality of a running broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityStatus {
    /// `None` where no qualities are configured.
    pub quality: Option<Quality>,
    /// Height of the picture in pixels, once known.
    pub height: Option<u32>,
}

/// The status of a stream at one moment. It does not change with every playlist.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamStatus {
    /// As stored.
    pub settings: Streamer,
    /// See [`StreamState`].
    pub state: StreamState,
    /// Whether the picture of its first quality moves and its publisher has not left: what API clients call "live".
    /// Never true while the state is offline or reconnecting.
    pub live: bool,
    /// Number of viewers, whether or not the stream is live.
    pub viewers: u32,
    /// The running broadcast, until its reconnect window has passed. A broadcast whose publisher stopped on purpose is
    /// included, though the state is offline: it may come back to the same addresses.
    pub on_air: Option<BroadcastStatus>,
    /// Problems of the incoming stream.
    pub problems: Vec<Problem>,
    /// The accounts that moderate its chat, besides those with a role on the whole site.
    pub moderators: Vec<AccountId>,
}

impl StreamStatus {
    /// A stream of which only the settings are known.
    pub fn offline(settings: Streamer) -> Self {
        let (state, problems) = (StreamState::Offline, Vec::new());
        Self { settings, state, live: false, viewers: 0, on_air: None, problems, moderators: Vec::new() }
    }

    /// Viewers as shown to people: 0 unless live.
    pub fn shown_count(&self) -> u32 {
        if self.live { self.viewers } else { 0 }
    }

    /// When the running broadcast began; `None` while viewers are told that nothing is on.
    pub fn started(&self) -> Option<UnixTime> {
        self.on_air
            .as_ref()
            .filter(|_| self.state != StreamState::Offline)
            .map(|on_air| on_air.broadcast.started_at)
    }

    /// Prefix of its segment addresses.
    pub fn prefix(&self) -> Option<&Token> {
        self.on_air.as_ref().map(|on_air| &on_air.broadcast.prefix)
    }
}

/// Public status of a stream, in `/<streamer>/info` and in `stream` events. Bots of the original read the first three
/// fields.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StreamInfo {
    /// See [`StreamStatus::live`].
    pub live: bool,
    /// Viewers; 0 unless live.
    pub count: u32,
    /// With emoji in place of their names; empty without a description.
    pub description: String,
    /// `None` without a title.
    pub title: Option<String>,
    /// In the streamer's order.
    pub tags: Vec<Box<str>>,
    /// As a BCP 47 tag.
    pub language: Option<Language>,
    /// What viewers are asked before they see the picture.
    pub content_warning: Option<String>,
    /// Changes when what the page tells about the stream does: title, description, tags, language, schedule,
    /// the text about the streamer, links.
    pub about: String,
    /// See [`StreamState`].
    pub state: StreamState,
    /// Unix seconds when the running broadcast began.
    pub started: Option<UnixTime>,
    /// Unix seconds when the last broadcast ended.
    pub last_live: Option<UnixTime>,
    /// Changes when players have to reload the stream.
    pub broadcast: Option<Token>,
    /// Whether chat is enabled, hidden or disabled.
    pub chat: ChatSetting,
    /// Problems that viewers have with the stream; empty while offline.
    pub problems: Vec<Problem>,
}

impl StreamInfo {
    /// The info of a status.
    pub fn new(status: &StreamStatus) -> Self {
        let broadcast = status.on_air.as_ref().map(|on_air| &on_air.broadcast);
        Self::of(
            &status.settings,
            status.live,
            status.state,
            status.viewers,
            broadcast,
            status.problems.clone(),
        )
    }

    /// The same from its parts, which costs less than a whole status. A broadcast that ended for viewers is left out,
    /// though its publisher may still come back to it.
    pub fn of(
        settings: &Streamer,
        live: bool,
        state: StreamState,
        viewers: u32,
        broadcast: Option<&Broadcast>,
        problems: Vec<Problem>,
    ) -> Self {
        let broadcast = broadcast.filter(|_| state != StreamState::Offline);
        Self {
            live,
            count: if live { viewers } else { 0 },
            description: settings.shown_description(),
            title: settings.title.as_ref().map(StreamTitle::shown),
            tags: settings.tags.iter().map(Box::from).collect(),
            language: settings.language.clone(),
            content_warning: settings.content_warning.as_ref().map(ContentWarning::shown),
            about: settings.about_version(),
            state,
            started: broadcast.map(|broadcast| broadcast.started_at),
            last_live: settings.last_live,
            broadcast: broadcast.map(|broadcast| broadcast.id.clone()),
            chat: settings.chat,
            problems: if broadcast.is_some() { problems } else { Vec::new() },
        }
    }
}

/// The status of every stream of the site.
#[derive(Debug, Default)]
pub struct StatusIndex {
    streams: DashMap<Box<str>, Arc<StreamStatus>>,
    /// By folded name; only the registry writes it. None of them is in `streams`.
    closed: DashMap<Box<str>, ClosedChannel>,
    version: AtomicU64,
}

impl StatusIndex {
    /// The stream with this name in any case.
    pub fn get(&self, streamer: &str) -> Option<Arc<StreamStatus>> {
        // most requests use the stored spelling, which saves folding it
        self.get_folded(streamer).or_else(|| self.get_folded(fold(streamer).as_str()))
    }

    /// The same without folding the name again.
    pub fn of(&self, streamer: &StreamerName) -> Option<Arc<StreamStatus>> {
        self.get_folded(streamer.folded())
    }

    fn get_folded(&self, streamer: &str) -> Option<Arc<StreamStatus>> {
        self.streams.get(streamer).map(|status| Arc::clone(&status))
    }

    /// All streams: those that are not offline first, by viewers, most first; then the others, most recently live
    /// first.
    pub fn all(&self) -> Vec<Arc<StreamStatus>> {
        let mut all: Vec<_> = self.streams.iter().map(|entry| Arc::clone(&entry)).collect();
        all.sort_by(|a, b| {
            let rank = |status: &StreamStatus| {
                let is_on = status.state != StreamState::Offline;
                (
                    std::cmp::Reverse((is_on, status.shown_count())),
                    std::cmp::Reverse(status.settings.last_live),
                )
            };
            rank(a).cmp(&rank(b)).then_with(|| a.settings.name.folded().cmp(b.settings.name.folded()))
        });
        all
    }

    /// A number that changes when a status changes, and only then.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Replaces the status of one stream, unless it is the same or the channel is closed. Returns the one before if the broadcast's addresses
    /// changed since.
    pub fn publish(&self, status: StreamStatus) -> Option<Arc<StreamStatus>> {
        let folded = status.settings.name.folded();
        // a room publishes once more what it did before it heard of its end
        if self.closed.contains_key(folded) {
            return None;
        }
        let before = self.get_folded(folded);
        if before.as_deref() == Some(&status) {
            return None;
        }
        let prefix = status.prefix().cloned();
        self.streams.insert(folded.into(), Arc::new(status));
        self.version.fetch_add(1, Ordering::Release);
        before.filter(|before| before.prefix() != prefix.as_ref())
    }

    /// The channel with this name in any case, if an administrator has closed it.
    pub fn closed(&self, streamer: &str) -> Option<ClosedChannel> {
        self.closed.get(fold(streamer).as_str()).map(|closed| closed.clone())
    }

    /// All channels that administrators have closed.
    pub fn all_closed(&self) -> Vec<ClosedChannel> {
        self.closed.iter().map(|closed| closed.clone()).collect()
    }

    /// Replaces the list of closed channels.
    pub fn set_closed(&self, closed: Vec<ClosedChannel>) {
        self.closed.retain(|folded, _| closed.iter().any(|channel| channel.name.folded() == &**folded));
        for channel in closed {
            self.closed.insert(channel.name.folded().into(), channel);
        }
    }

    /// Forgets a stream whose streamer was dropped. Returns its last status.
    pub fn remove(&self, streamer: &StreamerName) -> Option<Arc<StreamStatus>> {
        let removed = self.streams.remove(streamer.folded()).map(|(_, status)| status);
        self.version.fetch_add(1, Ordering::Release);
        removed
    }
}
