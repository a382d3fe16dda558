//! Frames of one track that wait to be written, with times that a decoder accepts.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use super::format::Format;
use super::fragment::{self, Run};
use super::pace::{Pace, Rate};
use super::rungs::Rung;
use super::units::{SECOND, to_nanos, to_ticks};
use crate::frames::{Frame, Parameters, TrackId, TrackKind};

/// Longest hole in sound that is filled with silence at once, in packets: about ten seconds.
const SILENCE_MAX: i64 = 500;
/// Largest distance between decoding and presentation, in nanoseconds.
const COMPOSITION_MAX: i64 = 10 * SECOND;
/// Assumed duration of the first picture until the second one tells.
const PICTURE: i64 = SECOND / 30;
/// The last picture is not assumed to last longer than this.
const PICTURE_MAX: i64 = SECOND;
/// Bytes that a waiting frame takes besides its data.
const OVERHEAD: usize = 96;
/// Pictures of several renditions that belong together differ by no more than this, in nanoseconds: each is paced alone.
pub const PACED: i64 = 3_000_000;

/// A track as its latest parameters describe it. Each change of parameters has a number of its own.
#[derive(Debug, Clone)]
pub struct Description {
    pub generation: u32,
    pub format: Arc<Format>,
}

/// A frame on the media timeline.
#[derive(Debug, Clone)]
pub struct Queued {
    /// Decoding time.
    pub at: i64,
    pub composition: i64,
    pub keyframe: bool,
    pub data: Bytes,
    /// Of the parameters that apply.
    pub of: Description,
}

impl Queued {
    /// Whether a segment that begins at `start` can begin with this picture.
    pub fn begins(&self, start: i64) -> bool {
        self.keyframe && (self.at - start).abs() <= PACED
    }
}

/// A track. Frames in its queue have rising times.
#[derive(Debug)]
pub struct Track {
    pub id: TrackId,
    /// `None` for a track of the publisher.
    pub rung: Option<Rung>,
    parameters: Option<Parameters>,
    /// How many parameters there were.
    generations: u32,
    pub described: Option<Description>,
    pub queue: VecDeque<Queued>,
    queued_bytes: usize,
    pace: Pace,
    /// Time and duration of the newest frame, written or not. The duration is an assumption for pictures.
    newest: Option<(i64, i64)>,
    /// Where the last picture ends that was written by that assumption. The next one begins no earlier, whatever its own
    /// time is rounded to.
    assumed: Option<i64>,
    /// Between the newest two pictures.
    distance: Option<i64>,
    pub arrived: Option<Instant>,
    /// Of the newest frame's parameters.
    generation: Option<u32>,
    /// Frames are dropped until a key frame comes.
    needs_keyframe: bool,
}

impl Track {
    pub fn new(id: TrackId) -> Self {
        Self {
            id,
            rung: None,
            parameters: None,
            generations: 0,
            described: None,
            queue: VecDeque::new(),
            queued_bytes: 0,
            pace: Pace::default(),
            newest: None,
            assumed: None,
            distance: None,
            arrived: None,
            generation: None,
            needs_keyframe: true,
        }
    }

    /// A rung of a ladder.
    pub fn of_rung(rung: Rung) -> Self {
        let id = TrackId { kind: TrackKind::Video, number: rung.number };
        Self { rung: Some(rung), ..Self::new(id) }
    }

    /// Parameters for the frames that follow. The same ones again change nothing.
    pub fn describe(&mut self, parameters: Parameters) {
        if self.parameters.as_ref() == Some(&parameters) {
            return;
        }
        let format = Format::read(&parameters).map(Arc::new);
        self.described = format.map(|format| Description { generation: self.generations, format });
        self.generations = self.generations.saturating_add(1);
        self.parameters = Some(parameters);
        self.needs_keyframe = true;
    }

    /// Number of the newest frame's parameters.
    pub fn generation(&self) -> Option<u32> {
        self.generation
    }

    /// The format of parameters that apply to waiting frames, or the latest.
    pub fn format_of(&self, generation: u32) -> Option<&Format> {
        let waiting = self.queue.iter().map(|queued| &queued.of).find(|of| of.generation == generation);
        Some(&waiting.or(self.described.as_ref())?.format)
    }

    /// When the newest frame is decoded, and where it ends.
    pub fn newest(&self) -> Option<(i64, i64)> {
        self.newest.map(|(at, duration)| (at, at.saturating_add(duration)))
    }

    /// Where the newest frame ends.
    pub fn end(&self) -> Option<i64> {
        self.newest.map(|(at, duration)| at.saturating_add(duration))
    }

    /// Drops frames until the next key frame, as after a break.
    pub fn await_keyframe(&mut self) {
        self.needs_keyframe = true;
    }

    /// Whether frames are dropped until a key frame comes.
    pub fn lacks_keyframe(&self) -> bool {
        self.needs_keyframe
    }

    /// Whether the frame can be decoded, as far as is known.
    pub fn accepts(&mut self, frame: &Frame) -> bool {
        if self.described.is_none() || self.needs_keyframe && !frame.keyframe {
            return false;
        }
        self.needs_keyframe = false;
        true
    }

    /// Adds a frame that belongs at `at`.
    pub fn push(&mut self, frame: Frame, at: i64, now: Instant) {
        let Some(described) = self.described.clone() else { return };
        self.arrived = Some(now);
        match described.format.packet_ticks(&frame.data) {
            Some(ticks) => self.push_sound(described, frame.data, at, ticks.into()),
            None => self.push_picture(described, frame, at),
        }
    }

    fn push_picture(&mut self, of: Description, frame: Frame, stamp: i64) {
        let earliest = self.newest.map(|(at, _)| at.saturating_add(tick(&of))).max(self.assumed);
        let at = on_tick(self.pace.steady(stamp), &of);
        let at = earliest.map_or(at, |earliest| at.max(on_tick(earliest, &of)));
        let composition = i64::from(frame.composition) * 1000;
        let composition = self.pace.whole(composition.clamp(-COMPOSITION_MAX, COMPOSITION_MAX));
        let lasts = match (self.pace.rate(), self.newest) {
            (Some(rate), _) => rate.span(1),
            // one that comes after a hole does not last as long
            (None, Some((before, _))) => {
                (at - before).min(self.distance.unwrap_or(at - before)).min(PICTURE_MAX)
            }
            (None, None) => PICTURE,
        };
        self.distance = self.newest.map(|(before, _)| at - before);
        self.newest = Some((at, lasts));
        self.enqueue(Queued { at, composition, keyframe: frame.keyframe, data: frame.data, of });
    }

    /// Packets follow one another without holes: a clock that drifts by less than a packet is ignored, missing packets
    /// become silence, and those that come too early are dropped.
    fn push_sound(&mut self, of: Description, data: Bytes, at: i64, ticks: i64) {
        let timescale = of.format.timescale;
        let lasts = to_nanos(ticks, timescale);
        let Some(expected) = self.end() else {
            return self.append_packet(of, data, at, lasts);
        };
        let ahead = at - expected;
        if ahead < -lasts {
            return;
        }
        let mut at = on_tick(expected, &of);
        if ahead >= lasts {
            let missing = ahead / lasts;
            match of.format.silence().filter(|_| missing <= SILENCE_MAX).cloned() {
                Some(silence) => at = self.append_silence(&of, &silence, missing),
                None => at = expected + ahead,
            }
        }
        self.append_packet(of, data, at, lasts);
    }

    fn append_packet(&mut self, of: Description, data: Bytes, at: i64, lasts: i64) {
        let at = on_tick(at, &of);
        self.newest = Some((at, lasts));
        self.enqueue(Queued { at, composition: 0, keyframe: true, data, of });
    }

    /// Appends packets of silence; returns where they end.
    fn append_silence(&mut self, of: &Description, silence: &Bytes, count: i64) -> i64 {
        let timescale = of.format.timescale;
        let ticks = i64::from(of.format.packet_ticks(silence).unwrap_or(1));
        let from = to_ticks(self.end().unwrap_or_default(), timescale);
        for number in 0..count {
            let at = to_nanos(from.saturating_add(number * ticks), timescale);
            self.append_packet(of.clone(), silence.clone(), at, to_nanos(ticks, timescale));
        }
        to_nanos(from.saturating_add(count * ticks), timescale)
    }

    /// Goes on with silence until `until`, if the track has sound and a packet without sound is known for it.
    pub fn fill(&mut self, until: i64) {
        let Some((of, end)) = self.described.clone().zip(self.end()) else { return };
        let Some(silence) = of.format.silence().cloned() else { return };
        let lasts = to_nanos(of.format.packet_ticks(&silence).unwrap_or(1).into(), of.format.timescale);
        let missing = (until - end + lasts - 1) / lasts.max(1);
        if (1..=SILENCE_MAX).contains(&missing) {
            self.append_silence(&of, &silence, missing);
        }
    }

    fn enqueue(&mut self, queued: Queued) {
        self.generation = Some(queued.of.generation);
        self.queued_bytes += queued.data.len() + OVERHEAD;
        self.queue.push_back(queued);
    }

    pub fn pop(&mut self) -> Option<Queued> {
        let queued = self.queue.pop_front()?;
        self.queued_bytes -= queued.data.len() + OVERHEAD;
        Some(queued)
    }

    pub fn queued_bytes(&self) -> usize {
        self.queued_bytes
    }

    /// Drops frames before `at`.
    pub fn drop_before(&mut self, at: i64) {
        while self.queue.front().is_some_and(|first| first.at < at) {
            self.pop();
        }
    }

    /// Times the waiting frames, which nobody has seen yet, by the rate that they show. `like` is the rate of another
    /// rendition, which is the likeliest.
    pub fn find_pace(&mut self, like: Option<Rate>) {
        let Some(video) = self.described.as_ref().and_then(|described| described.format.video()) else {
            return;
        };
        let stamps: Vec<i64> = self.queue.iter().map(|queued| queued.at).collect();
        self.pace = Pace::at(Rate::measure(&stamps, like.map(Rate::as_f64).or(video.declared_rate)));
        for queued in &mut self.queue {
            queued.at = on_tick(self.pace.steady(queued.at), &queued.of);
            queued.composition = self.pace.whole(queued.composition);
        }
        if let (Some(rate), Some(last)) = (self.pace.rate(), self.queue.back()) {
            self.newest = Some((last.at, rate.span(1)));
        }
    }

    /// Pictures a second, if they are steady.
    pub fn rate(&self) -> Option<Rate> {
        self.pace.rate()
    }

    /// Whether frames before `until` are all here, with their durations.
    pub fn reaches(&self, until: i64) -> bool {
        let is_sound = self.described.as_ref().is_some_and(|described| described.format.video().is_none());
        match (is_sound, self.newest) {
            (true, _) => self.end().is_some_and(|end| end >= until),
            (false, newest) => newest.is_some_and(|(at, _)| at >= until),
        }
    }

    /// Takes the frames before `until` as a fragment's run. Frames of other parameters than those of `generation`
    /// cannot be decoded in it and are dropped. The last picture stays unless `all` are taken, since its successor tells
    /// how long it lasts.
    pub fn take(&mut self, until: i64, number: u32, generation: u32, all: bool) -> Option<Run> {
        let mut run: Option<Run> = None;
        while let Some(first) = self.queue.front().filter(|first| first.at < until) {
            let is_sound = first.of.format.video().is_none();
            let end = match (self.queue.get(1), self.end()) {
                (Some(next), _) => next.at,
                (None, Some(end)) if is_sound => end,
                (None, Some(end)) if all => *self.assumed.insert(end),
                _ => break,
            };
            let Some(queued) = self.pop() else { break };
            if queued.of.generation != generation {
                continue;
            }
            let timescale = queued.of.format.timescale;
            let at = to_ticks(queued.at, timescale);
            let duration = to_ticks(end, timescale).saturating_sub(at);
            let composition = to_ticks(queued.at.saturating_add(queued.composition), timescale) - at;
            let run =
                run.get_or_insert_with(|| Run { track: number, at: at.unsigned_abs(), samples: Vec::new() });
            run.samples.push(fragment::Sample {
                duration: u32::try_from(duration).unwrap_or(u32::MAX),
                composition: i32::try_from(composition).unwrap_or_default(),
                keyframe: queued.keyframe,
                data: queued.data,
            });
        }
        run
    }

    /// Whether it is a rung with a hole.
    pub fn is_late(&self) -> bool {
        self.rung.as_ref().is_some_and(|rung| rung.late)
    }

    /// A rung has a hole from here on.
    pub fn lose(&mut self) {
        let Some(rung) = &mut self.rung else { return };
        rung.late = true;
        while self.pop().is_some() {}
        self.await_keyframe();
    }

    /// The hole of a rung ends if it has the key frame with which a segment begins at `start`.
    pub fn rejoin(&mut self, start: i64) {
        let begins = self.queue.iter().any(|queued| queued.begins(start));
        if begins && let Some(rung) = &mut self.rung {
            rung.late = false;
            self.drop_before(start - PACED);
        }
    }
}

fn tick(of: &Description) -> i64 {
    to_nanos(1, of.format.timescale)
}

/// The time of the nearest tick.
fn on_tick(at: i64, of: &Description) -> i64 {
    to_nanos(to_ticks(at, of.format.timescale), of.format.timescale)
}
