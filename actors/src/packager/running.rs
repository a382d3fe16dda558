//! A stream whose tracks are known: cuts parts, and keeps them in the windows of all renditions.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::address::Addresses;
use super::cutter::{Closes, Cut, Cutter, Targets};
use super::format::Format;
use super::fragment::Run;
use super::opening;
use super::playlist::View;
use super::rendition::Rendition;
use super::rungs;
use super::track::{PACED, Queued, Track};
use super::units::{SECOND, Seconds};
use super::wall::Wall;
use super::window::Segment;
use super::{Change, Position, Settings};
use crate::frames::TrackKind;

/// How long a part waits for sound that belongs to it, and for the publisher's pictures of other renditions.
const HOLD: Duration = Duration::from_millis(50);
/// A track of which nothing came for this long is missing.
const MISSING_AFTER: Duration = Duration::from_secs(1);
/// How long sound waits for pictures after an interruption.
pub const LEAD_WAIT: Duration = Duration::from_secs(2);
/// Distances of key frames that are remembered.
const GOPS: usize = 4;
/// Tracks that belong together are never further apart than this, in nanoseconds, where they change together.
const ALIGNED: i64 = 20_000_000;

/// The tracks and parameters of an initialization segment.
#[derive(Debug, Clone, Default)]
struct Epoch {
    number: u32,
    /// Index of the track whose frames decide where parts end.
    lead: usize,
    /// Indices of tracks, with the numbers of their parameters.
    tracks: Vec<(usize, u32)>,
}

impl Epoch {
    fn generation(&self, track: usize) -> Option<u32> {
        self.tracks.iter().find(|(index, _)| *index == track).map(|(_, generation)| *generation)
    }
}

/// Times that differ by no more than this, in nanoseconds, differ by the rounding to ticks.
const ROUNDING: i64 = 50_000;

/// A stream that is being cut.
#[derive(Debug)]
pub struct Running {
    targets: Targets,
    pub renditions: Vec<Rendition>,
    /// The track of sound, once there is one.
    audio: Option<usize>,
    epoch: Epoch,
    part_start: i64,
    segment_start: i64,
    /// The first segment.
    first: u64,
    /// The part that comes next.
    next: Position,
    /// The newest part.
    pub last: Option<Position>,
    /// Whether parameters change before the next segment.
    breaks: bool,
    /// Whether every segment so far begins with a key frame.
    independent: bool,
    /// Recent distances of key frames, and the last key frame.
    gops: VecDeque<Seconds>,
    keyframe: Option<i64>,
    /// Since when a part waits for other tracks.
    held: Option<Instant>,
}

impl Running {
    /// Begins with the first frame of the leading track.
    pub fn begin(tracks: &mut [Track], lead: usize, settings: Settings) -> Option<Self> {
        tracks.get_mut(lead)?.find_pace(None);
        let like = tracks.get(lead)?.rate();
        for (_, track) in tracks.iter_mut().enumerate().filter(|(index, _)| *index != lead) {
            track.find_pace(like);
        }
        let leading = tracks.get(lead)?;
        let (targets, start) = (opening::targets(leading, settings.part), leading.queue.front()?.at);
        let is_video = |track: &Track| {
            let is_offered = track.rung.as_ref().is_none_or(|rung| rung.offered);
            track.id.kind == TrackKind::Video && !track.queue.is_empty() && is_offered
        };
        let mut videos: Vec<usize> =
            (0..tracks.len()).filter(|index| tracks.get(*index).is_some_and(is_video)).collect();
        // rungs come last
        videos.sort_by_key(|index| tracks.get(*index).map(|track| (track.rung.is_some(), track.id)));
        let mut renditions: Vec<Rendition> =
            videos.into_iter().map(|video| Rendition::new(Some(video), settings.first)).collect();
        if renditions.is_empty() {
            renditions.push(Rendition::new(None, settings.first));
        }
        let mut running = Self {
            targets,
            renditions,
            audio: opening::first(tracks, TrackKind::Audio),
            epoch: Epoch::default(),
            part_start: start,
            segment_start: start,
            first: settings.first,
            next: Position { msn: settings.first, part: 0 },
            last: None,
            breaks: false,
            independent: true,
            gops: VecDeque::new(),
            keyframe: None,
            held: None,
        };
        for track in tracks.iter_mut().filter(|track| !track.queue.is_empty()) {
            track.drop_before(start - PACED);
        }
        running.begin_epoch(tracks, lead);
        running.lose_rungs(tracks, |track| track.queue.front().is_none_or(|first| !first.begins(start)));
        Some(running)
    }

    /// Index of the track whose frames decide where parts end.
    pub fn lead(&self) -> usize {
        self.epoch.lead
    }

    /// Whether frames of a track are written. Tracks that come later are taken where a rendition lacks one.
    pub fn uses(&mut self, index: usize, tracks: &[Track]) -> bool {
        let Some(track) = tracks.get(index) else { return false };
        let place = match track.id.kind {
            TrackKind::Audio => &mut self.audio,
            TrackKind::Video if self.renditions.iter().any(|rendition| rendition.video == Some(index)) => {
                return true;
            }
            TrackKind::Video => match self.renditions.first_mut() {
                Some(first) => &mut first.video,
                None => return false,
            },
        };
        *place.get_or_insert(index) == index
    }

    /// Whether a whole segment exists.
    pub fn is_ready(&self) -> bool {
        self.next.msn > self.first
    }

    /// The part that comes next.
    pub fn next(&self) -> Position {
        self.next
    }

    /// Where the published media ends.
    pub fn end(&self) -> i64 {
        self.part_start
    }

    /// Bytes of the windows.
    pub fn bytes(&self) -> usize {
        self.renditions.iter().map(|rendition| rendition.window.len()).sum()
    }

    /// When [`Self::advance`] has something to do without another frame.
    pub fn deadline(&self, tracks: &[Track], now: Instant) -> Option<Instant> {
        let held = [HOLD, rungs::HOLD].into_iter().filter_map(|hold| Some(self.held? + hold));
        let lead = tracks.get(self.epoch.lead).and_then(|lead| lead.arrived);
        let missing = lead.map(|arrived| arrived + MISSING_AFTER);
        held.chain(missing).filter(|deadline| *deadline > now).min()
    }

    /// Publishes every part that is complete.
    pub fn advance(
        &mut self,
        tracks: &mut [Track],
        wall: &mut Wall,
        settings: Settings,
        now: Instant,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        loop {
            self.switch_between_segments(tracks);
            self.join_rungs(tracks);
            let Some(cut) = self.cutter(tracks, settings).and_then(|cutter| cutter.next()) else { break };
            self.silence_missing(tracks, cut.at, now);
            if let Some(hold) = self.hold(tracks, cut.at)
                && now.duration_since(*self.held.get_or_insert(now)) < hold
            {
                return changes;
            }
            self.held = None;
            self.lose_rungs(tracks, |track| track.rung.is_some() && !track.reaches(until_of(track, cut.at)));
            changes.push(self.publish(tracks, wall, settings, cut, false));
        }
        self.held = None;
        if self.lost_lead(tracks, now) {
            changes.extend(self.flush(tracks, wall, settings));
            if let Some(audio) = self.audio {
                if let Some(lead) = tracks.get_mut(self.epoch.lead) {
                    lead.await_keyframe();
                }
                self.begin_epoch(tracks, audio);
                changes.extend(self.advance(tracks, wall, settings, now));
            }
        }
        changes
    }

    /// Publishes all frames, though nothing follows them, and closes the segment.
    pub fn flush(&mut self, tracks: &mut [Track], wall: &mut Wall, settings: Settings) -> Vec<Change> {
        let mut changes = Vec::new();
        self.held = None;
        loop {
            self.switch_between_segments(tracks);
            let Some(cutter) = self.cutter(tracks, settings) else { break };
            let Some(cut) = cutter.next().or_else(|| cutter.rest()) else { break };
            changes.push(self.publish(tracks, wall, settings, cut, true));
        }
        self.lose_rungs(tracks, |_| true);
        changes
    }

    fn cutter<'a>(&self, tracks: &'a [Track], settings: Settings) -> Option<Cutter<'a>> {
        let lead = tracks.get(self.epoch.lead)?;
        let newest = self.renditions.iter().filter_map(|rendition| rendition.window.newest());
        let open = newest.filter(|segment| !segment.complete).map(|segment| segment.len).sum::<usize>();
        Some(Cutter {
            targets: self.targets,
            queue: &lead.queue,
            end: lead.end()?,
            part_start: self.part_start,
            segment_start: self.segment_start,
            gop: self.gops.iter().copied().max().unwrap_or_default(),
            keyframe: self.keyframe,
            switch: self.switch(tracks),
            part_bytes: settings.bytes / 32 / self.renditions.len().max(1),
            is_full: open >= settings.bytes / 4,
        })
    }

    /// From where other parameters apply than those of the epoch.
    fn switch(&self, tracks: &[Track]) -> Option<i64> {
        let lead = tracks.get(self.epoch.lead)?;
        let changed = |track: &Track, index: usize| {
            let known = self.epoch.generation(index);
            let waiting = track.queue.iter().find(|queued| Some(queued.of.generation) > known);
            let was_dropped = track.generation() > known;
            waiting.map(|queued| queued.at).or(was_dropped.then_some(self.part_start))
        };
        if lead.id.kind == TrackKind::Audio {
            let video = self.renditions.first().and_then(|first| tracks.get(first.video?));
            let keyframes = video.into_iter().flat_map(|video| &video.queue).filter(|queued| queued.keyframe);
            let picture = keyframes.map(|queued| queued.at).find_map(|at| self.ahead(at));
            let sound = changed(lead, self.epoch.lead).and_then(|at| self.ahead(at));
            return picture.into_iter().chain(sound).min();
        }
        let videos = self.renditions.iter().filter_map(|rendition| rendition.video);
        let used = videos.chain(self.audio);
        // the leading track itself changes with a key frame that comes no sooner: one just before has other parameters
        let apart = |index| if index == self.epoch.lead { ROUNDING } else { ALIGNED };
        let changes = used.filter_map(|index| Some(changed(tracks.get(index)?, index)? - apart(index)));
        let from = changes.min()?;
        let keyframes = lead.queue.iter().filter(|queued| queued.keyframe && queued.at >= from);
        keyframes.map(|queued| queued.at).find_map(|at| self.ahead(at))
    }

    /// A time at which parameters can change: where a segment has just ended, or later.
    fn ahead(&self, at: i64) -> Option<i64> {
        if at > self.part_start + ROUNDING {
            Some(at)
        } else {
            (self.next.part == 0 && at >= self.part_start - ROUNDING).then_some(self.part_start)
        }
    }

    /// Other parameters that apply from where a segment has just ended need no cut.
    fn switch_between_segments(&mut self, tracks: &mut [Track]) {
        if self.next.part == 0 && self.switch(tracks) == Some(self.part_start) {
            let video = self.renditions.first().and_then(|first| first.video);
            let is_here = |queued: &Queued| queued.keyframe && self.ahead(queued.at) == Some(self.part_start);
            let is_picture =
                |index: &usize| tracks.get(*index).is_some_and(|track| track.queue.iter().any(is_here));
            let lead = video.filter(is_picture).unwrap_or(self.epoch.lead);
            self.begin_epoch(tracks, lead);
        }
    }

    /// The tracks that have frames from here on, with their parameters, become the ones of the segments that follow.
    fn begin_epoch(&mut self, tracks: &mut [Track], lead: usize) {
        let leads_picture = tracks.get(lead).is_some_and(|track| track.id.kind == TrackKind::Video);
        let videos = self.renditions.iter().filter_map(|rendition| rendition.video).filter(|_| leads_picture);
        let mut chosen: Vec<(usize, u32)> = Vec::new();
        for index in videos.chain(self.audio).collect::<Vec<_>>() {
            let Some(track) = tracks.get_mut(index) else { continue };
            track.drop_before(self.part_start - PACED);
            let first = track.queue.front().filter(|_| index == lead).map(|first| first.of.generation);
            if let Some(generation) = first.or(track.generation()) {
                chosen.push((index, generation));
            }
        }
        let number = if self.epoch.tracks.is_empty() { 0 } else { self.epoch.number.saturating_add(1) };
        self.breaks = self.last.is_some();
        self.epoch = Epoch { number, lead, tracks: chosen };
        self.gops.clear();
        self.keyframe = None;
        for rendition in &mut self.renditions {
            let used = rendition.video.into_iter().chain(self.audio);
            let of = |index: usize| {
                let generation = self.epoch.generation(index)?;
                tracks.get(index)?.format_of(generation)
            };
            let formats: Vec<&Format> = used.filter_map(of).collect();
            rendition.describe(number, &formats);
        }
    }

    /// How long to wait for the other tracks that do not have everything that belongs before `until`.
    fn hold(&self, tracks: &[Track], until: i64) -> Option<Duration> {
        let others = self.epoch.tracks.iter().filter(|(index, _)| *index != self.epoch.lead);
        let lacking = others
            .filter_map(|(index, _)| tracks.get(*index))
            .filter(|track| !track.is_late() && !track.reaches(until_of(track, until)));
        lacking.map(|track| if track.rung.is_some() { rungs::HOLD } else { HOLD }).max()
    }

    /// Ends holes where a segment begins.
    fn join_rungs(&self, tracks: &mut [Track]) {
        if self.next.part > 0 {
            return;
        }
        for video in self.renditions.iter().filter_map(|rendition| rendition.video) {
            if let Some(track) = tracks.get_mut(video).filter(|track| track.is_late()) {
                track.rejoin(self.part_start);
            }
        }
    }

    /// Rungs of which something is missing are no longer waited for.
    fn lose_rungs(&self, tracks: &mut [Track], is_missing: impl Fn(&Track) -> bool) {
        for video in self.renditions.iter().filter_map(|rendition| rendition.video) {
            if let Some(track) = tracks.get_mut(video).filter(|track| !track.is_late() && is_missing(track)) {
                track.lose();
            }
        }
    }

    /// Goes on with silence where sound is missing.
    fn silence_missing(&self, tracks: &mut [Track], until: i64, now: Instant) {
        let Some(audio) =
            self.audio.filter(|audio| *audio != self.epoch.lead && self.epoch.generation(*audio).is_some())
        else {
            return;
        };
        if let Some(track) = tracks.get_mut(audio).filter(|track| is_missing(track, now)) {
            track.fill(until);
        }
    }

    /// Whether pictures no longer come, but sound does.
    fn lost_lead(&self, tracks: &[Track], now: Instant) -> bool {
        let lead = tracks.get(self.epoch.lead).filter(|lead| lead.id.kind == TrackKind::Video);
        let audio = self.audio.and_then(|audio| tracks.get(audio));
        let Some((lead, audio)) = lead.zip(audio) else { return false };
        let is_ahead = audio.end().zip(lead.end()).is_some_and(|(sound, picture)| sound - picture >= SECOND);
        is_ahead && is_missing(lead, now) && !is_missing(audio, now)
    }

    /// Publishes the part that ends at `cut`. `all` takes the last picture too, whose duration is assumed.
    fn publish(
        &mut self,
        tracks: &mut [Track],
        wall: &mut Wall,
        settings: Settings,
        cut: Cut,
        all: bool,
    ) -> Change {
        self.note_gops(tracks, cut.at);
        let duration = Seconds::between(self.part_start, cut.at);
        let at = self.next;
        let begun = (at.part == 0).then(|| wall.date(self.part_start));
        let sound = self.audio.and_then(|audio| self.take(tracks, audio, cut.at, all));
        let has_video = tracks.get(self.epoch.lead).is_some_and(|lead| lead.id.kind == TrackKind::Video);
        let mut videos: Vec<Option<Run>> = self
            .renditions
            .iter()
            .map(|rendition| self.take(tracks, rendition.video?, cut.at, all))
            .collect();
        let listed = self.listed(settings);
        for (rendition, video) in self.renditions.iter_mut().zip(&mut videos) {
            let described = rendition.video.is_some_and(|video| self.epoch.generation(video).is_some());
            let sound = sound.clone().map(|run| Run { track: if described { 2 } else { 1 }, ..run });
            let is_rung =
                rendition.video.and_then(|video| tracks.get(video)).is_some_and(|track| track.rung.is_some());
            // players look for another quality, rather than wait for pictures
            let is_hole = is_rung && described && video.is_none();
            let runs: Vec<Run> = video.take().into_iter().chain(sound).filter(|_| !is_hole).collect();
            if let Some(begun) = begun {
                rendition.window.begin(Segment {
                    number: at.msn,
                    discontinuity: self.breaks,
                    init: self.epoch.number,
                    begun,
                    parts: Vec::new(),
                    complete: false,
                    has_hole: false,
                    duration: Seconds::default(),
                    len: 0,
                });
            }
            let part = rendition.part(duration, &runs, has_video);
            self.independent &= at.part > 0 || part.independent || is_hole;
            rendition.window.push(part, is_hole);
            if cut.closes != Closes::Part {
                rendition.window.complete(listed);
            }
        }
        self.proceed(tracks, cut);
        self.shed(settings);
        Change::Part { at, closes: cut.closes != Closes::Part }
    }

    /// Takes a track's frames before `until`.
    fn take(&self, tracks: &mut [Track], index: usize, until: i64, all: bool) -> Option<Run> {
        let generation = self.epoch.generation(index)?;
        let is_lead = index == self.epoch.lead;
        let track = tracks.get_mut(index)?;
        let until = if is_lead { until } else { until_of(track, until) };
        if track.is_late() {
            track.drop_before(until);
            return None;
        }
        track.take(until, 1, generation, all)
    }

    /// What stays in a playlist: at least three target durations.
    fn listed(&self, settings: Settings) -> Seconds {
        let window = i64::try_from(settings.window.as_millis()).unwrap_or(i64::MAX / 1_000_000_000);
        Seconds::from_millis(window.max(3000 * self.targets.duration))
    }

    /// Goes on to the next part.
    fn proceed(&mut self, tracks: &mut [Track], cut: Cut) {
        self.last = Some(self.next);
        self.part_start = cut.at;
        self.next.part += 1;
        if cut.closes != Closes::Part {
            self.next = Position { msn: self.next.msn.saturating_add(1), part: 0 };
            self.segment_start = cut.at;
            self.breaks = false;
        }
        if cut.closes == Closes::Epoch {
            self.switch_between_segments(tracks);
        }
    }

    /// Drops the oldest segments if there are too many bytes. A quarter is for frames that wait.
    fn shed(&mut self, settings: Settings) {
        while self.bytes() > settings.bytes / 4 * 3 {
            let mut shed = false;
            for rendition in &mut self.renditions {
                shed |= rendition.window.shed();
            }
            if !shed {
                break;
            }
        }
    }

    /// Notes distances of key frames among the frames before `until`.
    fn note_gops(&mut self, tracks: &[Track], until: i64) {
        let Some(lead) = tracks.get(self.epoch.lead).filter(|lead| lead.id.kind == TrackKind::Video) else {
            return;
        };
        for queued in
            lead.queue.iter().take_while(|queued| queued.at <= until).filter(|queued| queued.keyframe)
        {
            match self.keyframe.replace(queued.at) {
                Some(before) if before < queued.at => {
                    self.gops.push_back(Seconds::between(before, queued.at))
                }
                _ => {}
            }
        }
        while self.gops.len() > GOPS {
            self.gops.pop_front();
        }
    }

    pub fn target_duration(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.targets.duration).unwrap_or_default())
    }

    /// The oldest segment that can be fetched.
    pub fn oldest(&self) -> Option<u64> {
        self.renditions.iter().filter_map(|rendition| Some(rendition.window.oldest()?.number)).min()
    }

    /// The media playlist of a rendition.
    pub fn playlist(&self, rendition: usize, addresses: &Addresses, ended: bool) -> Option<String> {
        let view = View {
            rendition,
            window: &self.renditions.get(rendition)?.window,
            target_duration: self.targets.duration,
            part_target: self.targets.part,
            independent: self.independent,
            ended,
            next: self.next,
            last: self.last?,
        };
        Some(view.render(addresses))
    }
}

/// Where a part ends in a track that does not lead, if it ends at `until` in the one that does.
fn until_of(track: &Track, until: i64) -> i64 {
    if track.id.kind == TrackKind::Video { until - PACED } else { until }
}

fn is_missing(track: &Track, now: Instant) -> bool {
    track.arrived.is_none_or(|arrived| now.saturating_duration_since(arrived) >= MISSING_AFTER)
}
