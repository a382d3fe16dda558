//! Turns encoded frames into low-latency HLS: CMAF segments and their parts, and the playlists that list them.
//!
//! The packager does no input or output and reads no clock. It gets frames with their arrival times, answers with what
//! became available, and keeps the newest of it for whoever asks. All renditions are cut at the same times, with the
//! same numbers; each has its own picture and the sound of the first audio track. Pictures come from the publisher, or
//! are rungs of a ladder that is encoded from its picture, see `rungs.rs`.
//!
//! How it treats a stream that is not as it should be:
//!
//! - *No key frames:* the target duration comes from the first distance of key frames, at most ten seconds, and stays.
//!   Later segments end in time without a key frame; the playlist then no longer promises independent segments.
//! - *Clocks that jump, wrap or pause, and publishers that reconnect:* the timeline goes on without a hole, see `clock.rs`.
//! - *Other parameters, or a track that comes or goes:* a new initialization segment and EXT-X-DISCONTINUITY at the next
//!   key frame. Sound that stops is replaced by silence where its format allows, so that picture plays on.
//! - *Too much of anything:* the oldest media goes first, see [`Settings`].

mod address;
mod boxes;
mod clock;
mod cutter;
mod expected;
mod format;
mod fragment;
mod init;
mod opening;
mod pace;
mod playlist;
mod rendition;
mod rungs;
mod running;
mod track;
mod units;
mod wall;
mod window;

use std::time::{Duration, Instant};

use bytes::Bytes;

use clock::Clock;
use opening::Opening;
use running::Running;
use track::Track;
use wall::Wall;

use crate::frames::{Input, TrackId};
use crate::media::QualityInfo;
use crate::model::UnixMillis;
use crate::ports::Now;

pub use address::{Addresses, FileName, NoFileName, Whole};
pub(crate) use format::Format;
pub(crate) use fragment::{Run, Sample, write as write_fragment};
pub(crate) use init::segment as init_segment;
pub use rungs::{Encoded, HOLD as RUNG_HOLD, RungNumber};
pub(crate) use units::to_ticks;

/// Most tracks of a publisher that are looked at, besides rungs.
const TRACKS_MAX: usize = 12;

/// Limits and aims of a stream.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Aimed duration of parts.
    pub part: Duration,
    /// How much a viewer can rewind.
    pub window: Duration,
    /// Most bytes of media that are kept, by which a stream can have less than `window`.
    pub bytes: usize,
    /// Media sequence number of the first segment, and discontinuities before it: for players that have played others from the
    /// same address.
    pub first: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { part: Duration::from_millis(300), window: Duration::from_secs(30), bytes: 128 << 20, first: 0 }
    }
}

/// The place of a part in all renditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Media sequence number of the segment.
    pub msn: u64,
    /// Number of the part in the segment, from 0.
    pub part: usize,
}

/// What became available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A part in every rendition. `closes` tells that it is the last of its segment.
    Part {
        /// Which one.
        at: Position,
        /// Whether its segment is complete.
        closes: bool,
    },
    /// Nothing more will come.
    Ended,
}

/// Whether a playlist that a player asked for by `_HLS_msn` and `_HLS_part` is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// The playlist contains what was asked for, or never will.
    Ready,
    /// The request can wait for it.
    Later,
    /// It is too far ahead: a mistake of the player.
    TooFar,
}

/// A file in pieces, one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The bytes are shared, not copied.
    pub pieces: Vec<Bytes>,
    /// Sum of their lengths.
    pub len: usize,
}

/// The packager of one broadcast.
#[derive(Debug)]
pub struct Packager {
    settings: Settings,
    tracks: Vec<Track>,
    clock: Clock,
    wall: Wall,
    state: State,
    /// Set by [`Self::interrupted`] until media comes again.
    rejoins: Option<Rejoin>,
}

#[derive(Debug)]
enum State {
    Waiting,
    Opening(Opening),
    Running(Box<Running>),
    Ended(Option<Box<Running>>),
}

/// A publisher that is to come again, or has come.
#[derive(Debug, Clone, Copy)]
struct Rejoin {
    /// When it sent a frame.
    since: Option<Instant>,
}

impl Packager {
    /// A stream that has not begun.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            tracks: Vec::new(),
            clock: Clock::default(),
            wall: Wall::default(),
            state: State::Waiting,
            rejoins: None,
        }
    }

    /// Takes what the publisher sent.
    pub fn input(&mut self, input: Input, now: Now) -> Vec<Change> {
        if matches!(self.state, State::Ended(_)) {
            return Vec::new();
        }
        match input {
            Input::Parameters(id, parameters) => {
                if let Some(track) = self.track(id) {
                    track.describe(parameters);
                }
                Vec::new()
            }
            Input::Frame(frame) => {
                self.frame(frame, now);
                self.advance(now)
            }
            Input::Metadata(_) => Vec::new(),
        }
    }

    /// Does what is due without input; see [`Self::deadline`].
    pub fn tick(&mut self, now: Now) -> Vec<Change> {
        self.advance(now)
    }

    /// When to call [`Self::tick`] if no input comes before.
    pub fn deadline(&self, now: Now) -> Option<Instant> {
        match &self.state {
            State::Opening(opening) => opening.deadline(now.monotonic),
            State::Running(running) => running.deadline(&self.tracks, now.monotonic),
            State::Waiting | State::Ended(_) => None,
        }
    }

    /// The publisher is gone and may come again: publishes what is left. Frames of the next connection go on where these
    /// end.
    pub fn interrupted(&mut self, now: Now) -> Vec<Change> {
        let mut changes = self.advance(now);
        match &mut self.state {
            State::Running(running) => {
                changes.extend(running.flush(&mut self.tracks, &mut self.wall, self.settings));
                self.clock.unhinge(Some(running.end()));
            }
            State::Opening(_) => {
                self.state = State::Waiting;
                self.clock = Clock::default();
                self.tracks.clear();
            }
            State::Waiting | State::Ended(_) => {}
        }
        self.wall.forget();
        self.tracks.iter_mut().for_each(Track::await_keyframe);
        self.rejoins = Some(Rejoin { since: None });
        changes
    }

    /// The broadcast is over: publishes what is left, and ends the playlists.
    pub fn end(&mut self, now: Now) -> Vec<Change> {
        if matches!(self.state, State::Ended(_)) {
            return Vec::new();
        }
        let mut changes = self.interrupted(now);
        self.state = match std::mem::replace(&mut self.state, State::Waiting) {
            State::Running(running) => State::Ended(Some(running)),
            _ => State::Ended(None),
        };
        changes.push(Change::Ended);
        changes
    }

    /// How many renditions there are. Does not change once [`Self::is_ready`].
    pub fn renditions(&self) -> usize {
        self.running().map_or(0, |running| running.renditions.len())
    }

    /// Whether a whole segment exists, so that players can start.
    pub fn is_ready(&self) -> bool {
        self.running().is_some_and(Running::is_ready)
    }

    /// Media sequence number of the oldest segment that can be fetched.
    pub fn oldest(&self) -> Option<u64> {
        self.running()?.oldest()
    }

    /// What the playlists tell of the longest segment, once there is one.
    pub fn target_duration(&self) -> Option<Duration> {
        self.running().map(Running::target_duration)
    }

    /// The part that comes next.
    pub fn next(&self) -> Option<Position> {
        self.running().map(Running::next)
    }

    /// The newest part of a rendition that begins with a key frame, after its initialization segment.
    pub fn keyframe(&self, rendition: usize) -> Option<File> {
        self.running()?.renditions.get(rendition)?.keyframe()
    }

    /// The newest part.
    pub fn last(&self) -> Option<Position> {
        self.running()?.last
    }

    /// Whether a request for the playlist can be answered that asks for a segment, or for a part of it.
    pub fn availability(&self, msn: u64, part: Option<usize>) -> Availability {
        let Some(running) = self.running() else { return Availability::Later };
        let next = running.next();
        let is_there = match part {
            // a part past the end of its segment is the first of the next one
            Some(part) => Position { msn, part } < next,
            None => msn < next.msn,
        };
        if is_there || matches!(self.state, State::Ended(_)) {
            Availability::Ready
        } else if msn > next.msn.saturating_add(1) {
            Availability::TooFar
        } else {
            Availability::Later
        }
    }

    /// The media playlist of a rendition; `None` before [`Self::is_ready`].
    pub fn playlist(&self, rendition: usize, addresses: &Addresses) -> Option<String> {
        let running = self.running().filter(|running| running.is_ready())?;
        running.playlist(rendition, addresses, matches!(self.state, State::Ended(_)))
    }

    /// A file that a playlist names, or named a moment ago.
    pub fn file(&self, rendition: usize, name: FileName) -> Option<File> {
        self.running()?.renditions.get(rendition)?.file(name)
    }

    /// What a master playlist tells of each rendition, without names.
    pub fn qualities(&self) -> Vec<QualityInfo> {
        let Some(running) = self.running() else { return Vec::new() };
        running.renditions.iter().map(|rendition| rendition.quality(&self.tracks)).collect()
    }

    /// Bytes of media that are kept.
    pub fn bytes(&self) -> usize {
        let waiting: usize = self.tracks.iter().map(Track::queued_bytes).sum();
        waiting + self.running().map_or(0, Running::bytes)
    }

    fn running(&self) -> Option<&Running> {
        match &self.state {
            State::Running(running) | State::Ended(Some(running)) => Some(running),
            State::Waiting | State::Opening(_) | State::Ended(None) => None,
        }
    }

    fn track(&mut self, id: TrackId) -> Option<&mut Track> {
        let index = self.index(id).or_else(|| {
            let fits = self.tracks.iter().filter(|track| track.rung.is_none()).count() < TRACKS_MAX;
            fits.then(|| self.tracks.push(Track::new(id))).map(|()| self.tracks.len() - 1)
        })?;
        self.tracks.get_mut(index)
    }

    fn index(&self, id: TrackId) -> Option<usize> {
        self.tracks.iter().position(|track| track.id == id && track.rung.is_none())
    }

    fn frame(&mut self, frame: crate::frames::Frame, now: Now) {
        let Some(index) = self.index(frame.track) else { return };
        if !self.is_wanted(index, now.monotonic) {
            return;
        }
        let Some(track) = self.tracks.get_mut(index) else { return };
        if !track.accepts(&frame) {
            return;
        }
        let at = self.clock.place(index, frame.decoded_at, track.newest());
        track.push(frame, at, now.monotonic);
        if let Some(end) = track.end() {
            self.clock.extend(end);
        }
        self.wall.observe(at, millis(now));
        if matches!(self.state, State::Waiting) {
            self.state = State::Opening(Opening { since: now.monotonic });
        }
        self.bound();
    }

    /// Whether frames of a track are of use. After an interruption the leading track comes first, so that sound does not
    /// run ahead of it.
    fn is_wanted(&mut self, index: usize, now: Instant) -> bool {
        let State::Running(running) = &mut self.state else { return true };
        if !running.uses(index, &self.tracks) {
            return false;
        }
        if let Some(rejoin) = &mut self.rejoins
            && index != running.lead()
        {
            let since = *rejoin.since.get_or_insert(now);
            let lacks_lead = self.tracks.get(running.lead()).is_some_and(Track::lacks_keyframe);
            if lacks_lead && now.saturating_duration_since(since) < running::LEAD_WAIT {
                return false;
            }
            self.rejoins = None;
        }
        true
    }

    /// Drops waiting frames if there are too many. Sound is written once for each rendition.
    fn bound(&mut self) {
        let limit = self.settings.bytes / 4 / self.renditions().max(1);
        while self.tracks.iter().map(Track::queued_bytes).sum::<usize>() > limit {
            let longest = self.tracks.iter_mut().max_by_key(|track| track.queued_bytes());
            if longest.and_then(Track::pop).is_none() {
                break;
            }
        }
    }

    fn advance(&mut self, now: Now) -> Vec<Change> {
        if let State::Opening(opening) = self.state {
            let waiting: usize = self.tracks.iter().map(Track::queued_bytes).sum();
            let is_full = waiting >= self.settings.bytes / 8;
            let Some(lead) = opening.lead(&self.tracks, now.monotonic, is_full) else { return Vec::new() };
            let Some(running) = Running::begin(&mut self.tracks, lead, self.settings) else {
                return Vec::new();
            };
            self.state = State::Running(Box::new(running));
        }
        match &mut self.state {
            State::Running(running) => {
                running.advance(&mut self.tracks, &mut self.wall, self.settings, now.monotonic)
            }
            _ => Vec::new(),
        }
    }
}

fn millis(now: Now) -> UnixMillis {
    now.unix.saturating_mul(1000).saturating_add(now.millis.into())
}

#[cfg(test)]
mod tests;
