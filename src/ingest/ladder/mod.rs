//! Smaller qualities of what is published to this server itself: an ffmpeg for each publisher.

mod actor;
mod child;

use std::process::Stdio;
use std::sync::{Arc, OnceLock};

use actix::{Actor, Addr, Arbiter};
use pystreaming_actors::delivery::PackagedMedia;
use pystreaming_actors::frames::{Frame, Input, TrackId, TrackKind};
use pystreaming_actors::ladder::{Encoder, Feed, Rung, fitting};
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::Clock;
use tokio::process::Command;
use tracing::{info, warn};

use actor::{Described, Ladder, Picture, Stop};

/// Makes ladders. Those that are left end when this is dropped.
pub struct Ladders {
    rungs: Arc<[Rung]>,
    /// `None` if there are no rungs.
    thread: Option<Arbiter>,
}

impl Ladders {
    /// Ladders of these rungs, on a thread of their own.
    pub fn new(rungs: Vec<Rung>) -> Self {
        let thread = (!rungs.is_empty()).then(Arbiter::new);
        if let Some(thread) = &thread {
            thread.spawn(warn_of_missing_encoders(rungs.clone()));
        }
        Self { rungs: rungs.into(), thread }
    }

    /// A ladder for the media of a publisher; `None` if there are no rungs.
    pub fn begin(
        &self,
        streamer: &str,
        media: &Arc<PackagedMedia>,
        clock: &Arc<dyn Clock>,
    ) -> Option<PublisherLadder> {
        let thread = self.thread.as_ref()?;
        let shed_since = Arc::new(OnceLock::new());
        let (rungs, clock) = (Arc::clone(&self.rungs), Arc::clone(clock));
        let ladder = Ladder::new(streamer.into(), rungs, Arc::clone(media), clock, Arc::clone(&shed_since));
        let address = Ladder::start_in_arbiter(&thread.handle(), |_| ladder);
        let (rungs, media) = (Arc::clone(&self.rungs), Arc::clone(media));
        Some(PublisherLadder { address, rungs, media, shed_since, newest: None, is_off: false })
    }
}

/// Warns of what these rungs need and this machine lacks.
async fn warn_of_missing_encoders(rungs: Vec<Rung>) {
    let listed = Command::new("ffmpeg")
        .args(["-hide_banner", "-encoders"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await;
    match listed {
        Ok(listed) => {
            let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
            for encoder in missing(&rungs, &listed) {
                warn!(encoder, "ffmpeg lacks an encoder of the ladder: there will be no smaller qualities");
            }
        }
        Err(error) => {
            warn!(%error, "ffmpeg cannot be started, which the ladder needs: there will be no smaller qualities");
        }
    }
}

impl Drop for Ladders {
    fn drop(&mut self) {
        if let Some(thread) = &self.thread {
            thread.stop();
        }
    }
}

/// Encoders of these rungs that ffmpeg does not list.
fn missing(rungs: &[Rung], listed: &str) -> Vec<&'static str> {
    let is_listed = |encoder: &Encoder| listed.split_whitespace().any(|word| word == encoder.name());
    let mut names: Vec<_> = rungs
        .iter()
        .map(|rung| rung.encoder)
        .filter(|encoder| !is_listed(encoder))
        .map(Encoder::name)
        .collect();
    names.dedup();
    names
}

/// The ladder of one publisher. It ends when this is dropped.
pub struct PublisherLadder {
    address: Addr<Ladder>,
    rungs: Arc<[Rung]>,
    media: Arc<PackagedMedia>,
    shed_since: Arc<OnceLock<UnixTime>>,
    /// Decoding time of the newest picture on the media timeline.
    newest: Option<i64>,
    /// Whether the publisher sends several qualities itself.
    is_off: bool,
}

impl PublisherLadder {
    /// Since when rungs are left out because the machine is too slow.
    pub fn shed_since(&self) -> Option<UnixTime> {
        self.shed_since.get().copied()
    }

    /// Looks at what is about to be packaged. Returns a picture that is to be passed on.
    pub fn look_at(&mut self, input: &Input) -> Option<Frame> {
        match input {
            _ if self.is_off => None,
            Input::Parameters(track, _) if track.kind == TrackKind::Video && *track != TrackId::VIDEO => {
                info!("the publisher sends several qualities, so none are encoded");
                self.is_off = true;
                self.media.expect(&[]);
                self.address.do_send(Stop);
                None
            }
            Input::Parameters(track, parameters) if *track == TrackId::VIDEO => {
                if let Some(feed) = Feed::new(parameters) {
                    let named = fitting(&self.rungs, feed.height());
                    let rungs = self.media.expect(&named);
                    self.address.do_send(Described { feed, rungs });
                }
                None
            }
            Input::Frame(frame) if frame.track == TrackId::VIDEO => Some(frame.clone()),
            _ => None,
        }
    }

    /// Passes on a picture that was packaged. Waits while the ladder is busy.
    pub async fn pass(&mut self, frame: Frame) {
        let at = self.media.newest_picture();
        // one that was dropped changes nothing
        if let Some(at) = at.filter(|_| at != self.newest) {
            self.newest = Some(at);
            // it has stopped if nobody receives it
            let _ = self.address.send(Picture { at, frame }).await;
        }
    }
}

impl Drop for PublisherLadder {
    fn drop(&mut self) {
        self.address.do_send(Stop);
    }
}
