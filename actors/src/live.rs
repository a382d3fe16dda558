//! The read model: what pages, playlists and the API answer from, without asking an actor.
//!
//! Each room replaces its own entry and nobody else's; readers take a reference-counted snapshot.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use dashmap::DashMap;
use flate2::{Compression, write::GzEncoder};

use crate::media::{Problem, Quality, Rendition};
use crate::model::names::{StreamerName, Token, fold};
use crate::model::{Broadcast, ChatSetting, Streamer, UnixTime};

/// Where a stream stands between its encoder and its viewers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StreamState {
    /// Nobody is sending.
    #[default]
    Offline,
    /// The encoder was let in; no picture yet.
    Starting,
    /// There is a picture.
    Live,
    /// The picture stopped a moment ago and may come back.
    Reconnecting,
}

/// A text that many are going to be served: made once, in both encodings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyText {
    /// As it is.
    pub plain: Bytes,
    /// The same in gzip.
    pub gzip: Bytes,
}

impl ReadyText {
    /// Compresses `text` once for everybody.
    pub fn new(text: impl Into<Bytes>) -> Self {
        let plain = text.into();
        let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::default());
        // writing to memory cannot fail; if it ever did, an empty gzip member would be the wrong answer
        let gzip = encoder
            .write_all(&plain)
            .and_then(|()| encoder.finish())
            .map_or_else(|_| plain.clone(), Bytes::from);
        Self { plain, gzip }
    }
}

/// One quality of a running broadcast.
#[derive(Debug, Clone)]
pub struct QualityView {
    /// Its name in the configuration, and what its files in the HLS folder are called.
    pub rendition: Rendition,
    /// Height of the picture in pixels, once known.
    pub height: Option<u32>,
    /// The playlist, with the names that viewers use.
    pub playlist: ReadyText,
    /// Numbers of the segments listed in it, oldest first.
    pub segments: Arc<[u64]>,
}

/// A running broadcast as viewers see it.
#[derive(Debug, Clone)]
pub struct BroadcastView {
    /// As remembered in the store.
    pub broadcast: Broadcast,
    /// Lists all of them for players that choose by themselves.
    pub master: Option<ReadyText>,
    /// Those that have a playlist, in the order of the configuration.
    pub qualities: Vec<QualityView>,
}

impl BroadcastView {
    /// The quality of that name, or the first one for `None`.
    pub fn quality(&self, name: Option<&Quality>) -> Option<&QualityView> {
        match name {
            None => self.qualities.first(),
            Some(_) => self.qualities.iter().find(|view| view.rendition.quality.as_ref() == name),
        }
    }
}

/// Everything that is known of a stream at one moment.
#[derive(Debug, Clone)]
pub struct StreamView {
    /// Settings as stored.
    pub settings: Streamer,
    /// Where it stands.
    pub state: StreamState,
    /// Whether its first quality's picture is moving and its encoder has not left: what API clients call "live". Never true
    /// while the state is offline or reconnecting.
    pub live: bool,
    /// Open pages, whether or not it is live.
    pub viewers: u32,
    /// The running broadcast, until it has been away for longer than the reconnect window, also if its encoder stopped
    /// on purpose and the state is offline by then: it may come back to the same addresses.
    pub on_air: Option<BroadcastView>,
    /// What viewers miss of it.
    pub problems: Vec<Problem>,
}

impl StreamView {
    /// A stream of which nothing but its settings is known.
    pub fn offline(settings: Streamer) -> Self {
        let (state, problems) = (StreamState::Offline, Vec::new());
        Self { settings, state, live: false, viewers: 0, on_air: None, problems }
    }

    /// Viewers as they are told to people: nobody watches what is not on.
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

    fn prefix(&self) -> Option<&Token> {
        self.on_air.as_ref().map(|on_air| &on_air.broadcast.prefix)
    }
}

/// What everybody who may watch is told of a stream: by `/<streamer>/info`, and by `stream` events. The first three
/// fields are older than this program; bots read them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StreamInfo {
    /// See [`StreamView::live`].
    pub live: bool,
    /// Viewers; 0 unless live.
    pub count: u32,
    /// With emoji in place of their names; empty where there is none.
    pub description: String,
    /// Where it stands.
    pub state: StreamState,
    /// When the running broadcast began.
    pub started: Option<UnixTime>,
    /// When the last one ended.
    pub last_live: Option<UnixTime>,
    /// Changes when players have to load the stream anew.
    pub broadcast: Option<Token>,
    /// Whether there is chat.
    pub chat: ChatSetting,
    /// What viewers miss while it is on; empty if all is well.
    pub problems: Vec<Problem>,
}

impl StreamInfo {
    /// For those who may watch.
    pub fn new(view: &StreamView) -> Self {
        let broadcast = view.on_air.as_ref().map(|on_air| &on_air.broadcast);
        Self::of(&view.settings, view.live, view.state, view.viewers, broadcast, view.problems.clone())
    }

    /// The same from what a view is made of, which costs less than a view. A broadcast that ended for viewers is not
    /// named, though its encoder may yet come back to it.
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
            state,
            started: broadcast.map(|broadcast| broadcast.started_at),
            last_live: settings.last_live,
            broadcast: broadcast.map(|broadcast| broadcast.id.clone()),
            chat: settings.chat,
            problems: if broadcast.is_some() { problems } else { Vec::new() },
        }
    }
}

/// All streams of the site.
#[derive(Debug, Default)]
pub struct LiveIndex {
    streams: DashMap<Box<str>, Arc<StreamView>>,
    prefixes: DashMap<Token, Box<str>>,
    version: AtomicU64,
}

impl LiveIndex {
    /// The stream of that name in any case.
    pub fn get(&self, streamer: &str) -> Option<Arc<StreamView>> {
        self.streams.get(fold(streamer).as_str()).map(|view| Arc::clone(&view))
    }

    /// The stream whose segments lie under `prefix` now.
    pub fn by_prefix(&self, prefix: &Token) -> Option<Arc<StreamView>> {
        let folded = self.prefixes.get(prefix)?.clone();
        self.streams.get(&folded).map(|view| Arc::clone(&view))
    }

    /// Live streams first, those with most viewers foremost; then the others, last live first.
    pub fn all(&self) -> Vec<Arc<StreamView>> {
        let mut views: Vec<_> = self.streams.iter().map(|entry| Arc::clone(&entry)).collect();
        views.sort_by(|a, b| {
            let rank = |view: &StreamView| {
                let count = if view.live { i64::from(view.viewers) } else { 0 };
                (
                    std::cmp::Reverse((view.state != StreamState::Offline, count)),
                    std::cmp::Reverse(view.settings.last_live),
                )
            };
            rank(a).cmp(&rank(b)).then_with(|| a.settings.name.folded().cmp(b.settings.name.folded()))
        });
        views
    }

    /// A number that changes whenever anything in the index does.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Replaces what is known of one stream. A prefix it no longer uses stops working at once.
    pub fn publish(&self, view: StreamView) {
        let folded = view.settings.name.folded().to_owned().into_boxed_str();
        if let Some(prefix) = view.prefix() {
            self.prefixes.insert(prefix.clone(), folded.clone());
        }
        let prefix = view.prefix().cloned();
        let previous = self.streams.insert(folded, Arc::new(view));
        if let Some(old) = previous.as_ref().and_then(|previous| previous.prefix())
            && Some(old) != prefix.as_ref()
        {
            self.prefixes.remove(old);
        }
        self.version.fetch_add(1, Ordering::Release);
    }

    /// Forgets a stream whose streamer was dropped.
    pub fn remove(&self, streamer: &StreamerName) {
        if let Some((_, view)) = self.streams.remove(streamer.folded())
            && let Some(prefix) = view.prefix()
        {
            self.prefixes.remove(prefix);
        }
        self.version.fetch_add(1, Ordering::Release);
    }
}
