//! Preview pictures: a frame of the newest segment of each live stream, taken by ffmpeg while someone looks at the
//! front page. Without ffmpeg there are none. Locked streams never have one.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytes::Bytes;
use dashmap::DashMap;
use pystreaming_actors::clock::{Clock, UnixTime};
use pystreaming_actors::live::{LiveIndex, StreamView};
use pystreaming_actors::names::Token;
use pystreaming_actors::watcher::{open_regular, segment_path};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tracing::{debug, info};

/// How often the streams are looked through.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How old a picture may be before a new one is taken.
const REPAINT_AFTER: Duration = Duration::from_secs(10);
/// How long after the last look at the front page pictures are still taken.
const WANTED_FOR_SECONDS: UnixTime = 60;
/// How long ffmpeg may take for one.
const PATIENCE: Duration = Duration::from_secs(5);
/// Largest picture in bytes.
const PICTURE_MAX: u64 = 1024 * 1024;

struct Picture {
    jpeg: Bytes,
    broadcast: Token,
    version: u64,
    taken: Instant,
}

/// The pictures there are.
#[derive(Default)]
pub struct Pictures {
    /// By folded name; only what [`Painter`] put there.
    pictures: DashMap<Box<str>, Picture>,
    generation: AtomicU64,
    /// When someone last looked at the front page; 0 before.
    wanted: AtomicI64,
}

impl Pictures {
    /// A JPEG of what is on, unless the stream is locked or not live.
    pub fn get(&self, view: &StreamView) -> Option<Bytes> {
        self.find(view, |picture| picture.jpeg.clone())
    }

    /// A number that changes with the picture.
    pub fn version(&self, view: &StreamView) -> Option<u64> {
        self.find(view, |picture| picture.version)
    }

    /// A number that changes whenever any picture does.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Someone looks at the front page.
    pub fn wanted(&self, now: UnixTime) {
        self.wanted.store(now, Ordering::Relaxed);
    }

    fn find<T>(&self, view: &StreamView, read: impl FnOnce(&Picture) -> T) -> Option<T> {
        if !may_show(view) {
            return None;
        }
        let picture = self.pictures.get(view.settings.name.folded())?;
        // one taken before the stream was locked and unlocked again is of an earlier broadcast or still true
        let current = view.on_air.as_ref()?.broadcast.id == picture.broadcast;
        (current && !picture.jpeg.is_empty()).then(|| read(&picture))
    }

    fn are_wanted(&self, now: UnixTime) -> bool {
        now.saturating_sub(self.wanted.load(Ordering::Relaxed)) < WANTED_FOR_SECONDS
    }

    fn put(&self, view: &StreamView, broadcast: Token, jpeg: Bytes, now: Instant) {
        let version = self.generation.fetch_add(1, Ordering::AcqRel) + 1;
        let picture = Picture { jpeg, broadcast, version, taken: now };
        self.pictures.insert(view.settings.name.folded().into(), picture);
    }
}

fn may_show(view: &StreamView) -> bool {
    view.live && view.settings.password.is_none()
}

/// Takes pictures, one at a time.
pub struct Painter {
    pictures: Arc<Pictures>,
    index: Arc<LiveIndex>,
    hls_dir: PathBuf,
    clock: Arc<dyn Clock>,
    painting: bool,
}

impl Painter {
    /// A painter for all streams of the site.
    pub fn new(
        pictures: Arc<Pictures>,
        index: Arc<LiveIndex>,
        hls_dir: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { pictures, index, hls_dir, clock, painting: false }
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        self.pictures.pictures.retain(|name, _| self.index.get(name).is_some_and(|view| may_show(&view)));
        if self.painting || !self.pictures.are_wanted(now.unix) {
            return;
        }
        let due = self.index.all().into_iter().find(|view| {
            let fresh = self.pictures.pictures.get(view.settings.name.folded()).is_some_and(|picture| {
                let same =
                    view.on_air.as_ref().is_some_and(|on_air| on_air.broadcast.id == picture.broadcast);
                same && now.monotonic.saturating_duration_since(picture.taken) < REPAINT_AFTER
            });
            may_show(view) && !fresh
        });
        let Some(view) = due else { return };
        let Some((path, broadcast)) = newest_segment(&view, &self.hls_dir) else { return };
        self.painting = true;
        let paint = paint(path).into_actor(self);
        ctx.spawn(paint.map(move |jpeg, painter, ctx| {
            painter.painting = false;
            // an empty picture keeps a stream without one from being tried again at once
            painter.pictures.put(&view, broadcast, jpeg.unwrap_or_default(), painter.clock.now().monotonic);
            painter.look(ctx);
        }));
    }
}

fn newest_segment(view: &StreamView, hls_dir: &std::path::Path) -> Option<(PathBuf, Token)> {
    let on_air = view.on_air.as_ref()?;
    let quality = on_air.quality(None)?;
    let rendition = &quality.rendition;
    let number = *quality.segments.last()?;
    Some((
        segment_path(hls_dir, &rendition.stem, rendition.quality.as_ref(), number),
        on_air.broadcast.id.clone(),
    ))
}

/// Runs ffmpeg with the segment as its standard input, so that no name of a file shows among the processes.
async fn paint(path: PathBuf) -> Option<Bytes> {
    let segment = tokio::task::spawn_blocking(move || open_regular(&path)).await.ok()?.ok()?;
    let mut ffmpeg = Command::new("ffmpeg")
        .args(["-loglevel", "quiet", "-f", "mpegts", "-i", "pipe:0", "-frames:v", "1"])
        .args(["-vf", "scale=640:-2", "-c:v", "mjpeg", "-q:v", "5", "-f", "image2pipe", "pipe:1"])
        .stdin(Stdio::from(segment))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .inspect_err(|error| debug!(%error, "no preview picture"))
        .ok()?;
    let mut jpeg = Vec::new();
    let output = ffmpeg.stdout.take()?;
    let read = async {
        output.take(PICTURE_MAX).read_to_end(&mut jpeg).await?;
        ffmpeg.wait().await
    };
    let status = tokio::time::timeout(PATIENCE, read).await.ok()?.ok()?;
    (status.success() && !jpeg.is_empty()).then(|| jpeg.into())
}

impl Actor for Painter {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let found =
            Command::new("ffmpeg").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        if found.is_err() {
            info!("ffmpeg is not installed; the front page shows placeholders instead of pictures");
            return;
        }
        ctx.run_interval(LOOK_EVERY, Self::look);
    }
}
