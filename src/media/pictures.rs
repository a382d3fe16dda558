//! Preview pictures: ffmpeg extracts a frame of the newest segment of each live stream, when the stream goes live and then
//! every 10 seconds while somebody views the front page, or every 2 minutes while nobody does. Without ffmpeg there are
//! none. Locked streams never have one.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytes::Bytes;
use dashmap::DashMap;
use futures_util::future::LocalBoxFuture;
use pystreaming_actors::delivery::{DistantMedia, MediaIndex, Packaged};
use pystreaming_actors::media::{Rendition, segment_path};
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::Token;
use pystreaming_actors::ports::Clock;
use pystreaming_actors::publication::ReadModel;
use pystreaming_actors::status::StreamStatus;
use pystreaming_actors::watcher::open_regular;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tracing::{debug, info};

const CHECK_EVERY: Duration = Duration::from_millis(500);
/// Age after which a picture is replaced while somebody views the front page.
const REFRESH_AFTER: Duration = Duration::from_secs(10);
/// The same while nobody does, so that the next visitor or link preview has a picture of this broadcast at once.
const REFRESH_UNSEEN_AFTER: Duration = Duration::from_secs(120);
/// Delay after a segment without a usable frame. Each further failure doubles it, up to the maximum.
const RETRY_AFTER: Duration = Duration::from_secs(1);
const RETRY_AFTER_MAX: Duration = Duration::from_secs(60);
/// How long after its last request the front page counts as viewed.
const WANTED_FOR_SECONDS: UnixTime = 60;
const FFMPEG_TIMEOUT: Duration = Duration::from_secs(5);
/// Largest picture in bytes.
const PICTURE_MAX: u64 = 1024 * 1024;

struct Picture {
    /// Empty if no attempt has succeeded yet.
    jpeg: Bytes,
    broadcast: Token,
    version: u64,
    /// The last attempt.
    taken: Instant,
    /// Failed attempts since the picture was taken.
    failures: u32,
}

impl Picture {
    /// Whether it is time for another attempt.
    fn is_due(&self, wanted: bool, now: Instant) -> bool {
        let keep = match (self.failures, wanted) {
            (0, true) => REFRESH_AFTER,
            (0, false) => REFRESH_UNSEEN_AFTER,
            (failures, _) => (RETRY_AFTER * (1 << failures.min(10))).min(RETRY_AFTER_MAX),
        };
        now.saturating_duration_since(self.taken) >= keep
    }
}

/// The current pictures.
#[derive(Default)]
pub struct Pictures {
    /// By streamer, folded. Only [`PreviewWorker`] writes to it.
    pictures: DashMap<Box<str>, Picture>,
    generation: AtomicU64,
    /// When the front page was last requested; 0 before.
    wanted: AtomicI64,
}

impl Pictures {
    /// The picture as a JPEG, unless the stream is locked or not live.
    pub fn get(&self, view: &StreamStatus) -> Option<Bytes> {
        self.find(view, |picture| picture.jpeg.clone())
    }

    /// A number that changes with the picture.
    pub fn version(&self, view: &StreamStatus) -> Option<u64> {
        self.find(view, |picture| picture.version)
    }

    /// A number that changes whenever any picture does.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Notes a request for the front page.
    pub fn wanted(&self, now: UnixTime) {
        self.wanted.store(now, Ordering::Relaxed);
    }

    fn find<T>(&self, view: &StreamStatus, read: impl FnOnce(&Picture) -> T) -> Option<T> {
        if !may_show(view) {
            return None;
        }
        let picture = self.pictures.get(view.settings.name.folded())?;
        // a picture from before the stream was locked and unlocked may be shown if it is of this broadcast
        let current = view.on_air.as_ref()?.broadcast.id == picture.broadcast;
        (current && !picture.jpeg.is_empty()).then(|| read(&picture))
    }

    fn are_wanted(&self, now: UnixTime) -> bool {
        now.saturating_sub(self.wanted.load(Ordering::Relaxed)) < WANTED_FOR_SECONDS
    }

    /// The stream whose picture is due; if there are several, the one that has waited longest.
    fn due(&self, views: Vec<Arc<StreamStatus>>, wanted: bool, now: Instant) -> Option<Arc<StreamStatus>> {
        let last_taken = |view: &Arc<StreamStatus>| -> Option<Option<Instant>> {
            let broadcast = &view.on_air.as_ref().filter(|_| may_show(view))?.broadcast.id;
            let picture = self.pictures.get(view.settings.name.folded());
            match picture.filter(|picture| picture.broadcast == *broadcast) {
                Some(picture) => picture.is_due(wanted, now).then_some(Some(picture.taken)),
                None => Some(None),
            }
        };
        let due = views.into_iter().filter_map(|view| Some((last_taken(&view)?, view)));
        due.min_by_key(|(taken, _)| *taken).map(|(_, view)| view)
    }

    /// Stores the result of an attempt. A failed one (`None`) leaves the last picture.
    fn put(&self, view: &StreamStatus, broadcast: Token, jpeg: Option<Bytes>, now: Instant) {
        let name = view.settings.name.folded();
        let Some(jpeg) = jpeg else {
            let last = self.pictures.remove(name).map(|(_, last)| last);
            let last = last.filter(|last| last.broadcast == broadcast);
            let failed = match last {
                Some(last) => Picture { taken: now, failures: last.failures + 1, ..last },
                None => Picture { jpeg: Bytes::new(), broadcast, version: 0, taken: now, failures: 1 },
            };
            self.pictures.insert(name.into(), failed);
            return;
        };
        let version = self.generation.fetch_add(1, Ordering::AcqRel) + 1;
        self.pictures.insert(name.into(), Picture { jpeg, broadcast, version, taken: now, failures: 0 });
    }
}

fn may_show(view: &StreamStatus) -> bool {
    view.live && view.settings.password.is_none() && view.settings.content_warning.is_none()
}

/// Takes the pictures, one at a time.
pub struct PreviewWorker {
    pictures: Arc<Pictures>,
    readers: ReadModel,
    hls_dir: PathBuf,
    clock: Arc<dyn Clock>,
    /// `None` for a site that has one server.
    other_nodes: Option<Rc<dyn DistantPictures>>,
    is_rendering: bool,
}

/// Fetches pictures of what other nodes package.
pub trait DistantPictures {
    /// The newest one of a broadcast that a process packages, as [`PackagedMedia::keyframe`] gives it.
    ///
    /// [`PackagedMedia::keyframe`]: pystreaming_actors::delivery::PackagedMedia::keyframe
    fn newest<'a>(&'a self, process: &'a str, prefix: &'a Token) -> LocalBoxFuture<'a, Option<Bytes>>;
}

impl PreviewWorker {
    /// A worker for all streams.
    pub fn new(
        pictures: Arc<Pictures>,
        readers: ReadModel,
        hls_dir: PathBuf,
        clock: Arc<dyn Clock>,
        other_nodes: Option<Rc<dyn DistantPictures>>,
    ) -> Self {
        Self { pictures, readers, hls_dir, clock, other_nodes, is_rendering: false }
    }

    fn check(&mut self, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        let statuses = &self.readers.statuses;
        self.pictures.pictures.retain(|name, _| statuses.get(name).is_some_and(|view| may_show(&view)));
        if self.is_rendering {
            return;
        }
        let wanted = self.pictures.are_wanted(now.unix);
        let Some(view) = self.pictures.due(statuses.all(), wanted, now.monotonic) else { return };
        let Some((newest, broadcast)) = newest(&view, &self.readers.media, &self.hls_dir) else { return };
        self.is_rendering = true;
        let other_nodes = self.other_nodes.clone();
        let render = async move { render(newest.fetched(other_nodes).await?).await }.into_actor(self);
        ctx.spawn(render.map(move |jpeg, worker, ctx| {
            worker.is_rendering = false;
            worker.pictures.put(&view, broadcast, jpeg, worker.clock.now().monotonic);
            worker.check(ctx);
        }));
    }
}

/// Media with a picture at its beginning.
enum Newest {
    /// A segment of nginx.
    File(PathBuf),
    /// What this server packaged.
    Packaged(Vec<Bytes>),
    /// What another node packaged: its process, and the prefix of the broadcast.
    Elsewhere(Arc<DistantMedia>, Token),
}

impl Newest {
    /// The same, here.
    async fn fetched(self, other_nodes: Option<Rc<dyn DistantPictures>>) -> Option<Self> {
        match self {
            Self::Elsewhere(media, prefix) => {
                Some(Self::Packaged(vec![other_nodes?.newest(&media.process, &prefix).await?]))
            }
            here => Some(here),
        }
    }
}

fn newest(status: &StreamStatus, media: &MediaIndex, hls_dir: &Path) -> Option<(Newest, Token)> {
    let broadcast = &status.on_air.as_ref()?.broadcast;
    let media = media.get(&broadcast.prefix)?;
    let newest = match &media.packaged {
        Some(Packaged::Here(packaged)) => Newest::Packaged(packaged.keyframe()?.pieces),
        Some(Packaged::Elsewhere(distant)) => {
            Newest::Elsewhere(Arc::clone(distant), broadcast.prefix.clone())
        }
        None => {
            let newest = media.rendition(None)?;
            let Rendition { publish_file, quality } = &newest.rendition;
            Newest::File(segment_path(hls_dir, publish_file, quality.as_ref(), newest.last_segment()?))
        }
    };
    Some((newest, broadcast.id.clone()))
}

/// Runs ffmpeg with the media as its standard input: a file name among its arguments would show in lists of processes.
async fn render(newest: Newest) -> Option<Bytes> {
    let (format, input, packaged) = match newest {
        Newest::File(path) => {
            let segment = tokio::task::spawn_blocking(move || open_regular(&path)).await.ok()?.ok()?;
            ("mpegts", Stdio::from(segment), None)
        }
        Newest::Packaged(pieces) => ("mp4", Stdio::piped(), Some(pieces)),
        Newest::Elsewhere(..) => return None,
    };
    let mut ffmpeg = Command::new("ffmpeg")
        .args(["-loglevel", "quiet", "-f", format, "-i", "pipe:0", "-frames:v", "1"])
        .args(["-vf", "scale=640:-2", "-c:v", "mjpeg", "-q:v", "5", "-f", "image2pipe", "pipe:1"])
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .inspect_err(|error| debug!(%error, "no preview picture"))
        .ok()?;
    let mut jpeg = Vec::new();
    let output = ffmpeg.stdout.take()?;
    let input = ffmpeg.stdin.take();
    let write = async move {
        if let (Some(mut input), Some(pieces)) = (input, packaged) {
            for piece in &pieces {
                // ffmpeg stops reading once it has its picture
                if input.write_all(piece).await.is_err() {
                    break;
                }
            }
        }
    };
    let read = async {
        let mut output = output.take(PICTURE_MAX);
        let ((), read) = tokio::join!(write, output.read_to_end(&mut jpeg));
        read?;
        ffmpeg.wait().await
    };
    let status = tokio::time::timeout(FFMPEG_TIMEOUT, read).await.ok()?.ok()?;
    (status.success() && !jpeg.is_empty()).then(|| jpeg.into())
}

impl Actor for PreviewWorker {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let found =
            Command::new("ffmpeg").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        if found.is_err() {
            info!("ffmpeg is not installed; the front page shows placeholders instead of pictures");
            return;
        }
        ctx.run_interval(CHECK_EVERY, Self::check);
    }
}

#[cfg(test)]
mod tests {
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, ViewerPassword};
    use pystreaming_actors::model::{Broadcast, Streamer};
    use pystreaming_actors::status::{BroadcastStatus, StreamState};

    use super::*;

    fn live(name: &str, broadcast: &str) -> Arc<StreamStatus> {
        let key = StreamKey::new("key").unwrap();
        let settings = Streamer::new(StreamerName::stored(name), Secrets::derive("secret").hash(&key));
        let broadcast = Broadcast {
            id: Token::stored(broadcast),
            streamer: settings.name.clone(),
            started_at: 0,
            seen_at: 0,
            is_recorded: false,
            prefix: Token::stored("prefix"),
            publish_name: None,
        };
        let on_air = Some(BroadcastStatus { broadcast, qualities: Vec::new() });
        let (state, live) = (StreamState::Live, true);
        Arc::new(StreamStatus { state, live, on_air, ..StreamStatus::offline(settings) })
    }

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    fn name(view: Option<Arc<StreamStatus>>) -> Option<String> {
        view.map(|view| view.settings.name.to_string())
    }

    #[test]
    fn a_stream_that_goes_live_gets_its_picture_even_if_nobody_views_the_front_page() {
        let (pictures, start) = (Pictures::default(), Instant::now());
        let views = || vec![live("alice", "one")];
        assert_eq!(name(pictures.due(views(), false, start)), Some("alice".into()));
        pictures.put(&live("alice", "one"), Token::stored("one"), Some("jpeg".into()), start);
        assert_eq!(pictures.get(&live("alice", "one")), Some("jpeg".into()));
        assert_eq!(name(pictures.due(views(), false, after(start, 60))), None);
        assert_eq!(name(pictures.due(vec![live("alice", "two")], false, start)), Some("alice".into()));
        assert_eq!(pictures.get(&live("alice", "two")), None, "it is of another broadcast");
    }

    #[test]
    fn pictures_are_fresh_while_the_front_page_is_viewed_and_not_too_old_otherwise() {
        let (pictures, start) = (Pictures::default(), Instant::now());
        let views = || vec![live("alice", "a"), live("bob", "b")];
        pictures.put(&live("alice", "a"), Token::stored("a"), Some("1".into()), after(start, 1));
        pictures.put(&live("bob", "b"), Token::stored("b"), Some("2".into()), start);
        assert_eq!(name(pictures.due(views(), true, after(start, 9))), None);
        assert_eq!(
            name(pictures.due(views(), true, after(start, 11))),
            Some("bob".into()),
            "the older one first"
        );
        assert_eq!(name(pictures.due(views(), false, after(start, 100))), None);
        assert_eq!(name(pictures.due(views(), false, after(start, 120))), Some("bob".into()));
    }

    #[test]
    fn after_a_failed_attempt_another_follows() {
        let (pictures, start) = (Pictures::default(), Instant::now());
        let views = || vec![live("alice", "a")];
        let fail = |at| pictures.put(&live("alice", "a"), Token::stored("a"), None, at);
        fail(start);
        assert_eq!(pictures.get(&live("alice", "a")), None);
        assert_eq!(name(pictures.due(views(), false, after(start, 1))), None);
        assert_eq!(name(pictures.due(views(), false, after(start, 2))), Some("alice".into()));
        (0..8).for_each(|_| fail(start));
        assert_eq!(name(pictures.due(views(), true, after(start, 59))), None);
        assert_eq!(name(pictures.due(views(), false, after(start, 60))), Some("alice".into()));

        pictures.put(&live("alice", "a"), Token::stored("a"), Some("jpeg".into()), start);
        fail(after(start, 10));
        assert_eq!(pictures.get(&live("alice", "a")), Some("jpeg".into()), "the last one stays");
    }

    #[test]
    fn locked_streams_have_no_picture() {
        let (pictures, start) = (Pictures::default(), Instant::now());
        let mut view = live("alice", "a");
        pictures.put(&view, Token::stored("a"), Some("jpeg".into()), start);
        Arc::make_mut(&mut view).settings.password = ViewerPassword::stored("sesame");
        assert!(view.settings.password.is_some());
        assert_eq!(pictures.get(&view), None);
        assert_eq!(name(pictures.due(vec![view], true, after(start, 1000))), None);
    }
}
