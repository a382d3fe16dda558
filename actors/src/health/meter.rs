//! Measures the frames of a publisher.

use std::time::Duration;

use super::codec::Named;
use super::judge::{APART_MS, Signs, judge};
use super::lateness::Lateness;
use super::pictures::Pictures;
use super::seconds::{Seconds, Sum};
use super::{Health, PictureHealth, SoundHealth, Source, Standing};
use crate::frames::{Frame, Input, Parameters, TrackId, TrackKind};
use crate::media::Problem;
use crate::model::UnixTime;
use crate::packager::Format;
use crate::ports::Now;

/// A frame is late from here on, in microseconds: players with low latency have no more in store.
const LATE: i64 = 400_000;
/// A track counts as missing after this long.
const MISSING: Duration = Duration::from_secs(5);
/// Tracks are sent together if both had frames within this time.
const TOGETHER: Duration = Duration::from_secs(1);
/// Further apart than this, in microseconds, tracks have clocks of their own.
const APART_MAX: i64 = 3_600_000_000;
/// A distance of tracks that differs by as much from the mean, in microseconds, replaces it.
const JUMP: i64 = 500_000;
/// For how many reports in a row tracks have to be apart.
const APART_TIMES: u8 = 3;

/// Measures one publisher, in constant memory and constant time for a frame. Of pictures and of sounds it looks at the
/// first track; others only count as bytes.
#[derive(Debug)]
pub struct Meter {
    connected: Now,
    seconds: Seconds,
    video: Option<Measured<Pictures>>,
    audio: Option<Measured<Sounds>>,
    lateness: Lateness,
    /// Mean distance of sound and picture, in microseconds.
    ahead: Option<i64>,
    /// For how many reports they have been far apart.
    apart: u8,
    standing: Standing,
}

/// A track, and when its last frame arrived.
#[derive(Debug)]
struct Measured<T> {
    id: TrackId,
    arrived: Option<Now>,
    track: T,
}

#[derive(Debug, Default)]
struct Sounds {
    parameters: Option<Parameters>,
    named: Option<Named>,
    last: Option<i64>,
}

impl Meter {
    /// A publisher that has just connected.
    pub fn new(now: Now) -> Self {
        Self {
            connected: now,
            seconds: Seconds::new(now.monotonic),
            video: None,
            audio: None,
            lateness: Lateness::default(),
            ahead: None,
            apart: 0,
            standing: Standing::default(),
        }
    }

    /// Takes what the publisher sent.
    pub fn input(&mut self, input: &Input, now: Now) {
        match input {
            Input::Parameters(id, parameters) => self.describe(*id, parameters),
            Input::Frame(frame) => self.frame(frame, now),
            Input::Metadata(_) => {}
        }
    }

    fn describe(&mut self, id: TrackId, parameters: &Parameters) {
        match id.kind {
            TrackKind::Video => {
                if let Some(video) = measured(&mut self.video, id) {
                    video.track.describe(parameters);
                }
            }
            TrackKind::Audio => {
                let Some(audio) = measured(&mut self.audio, id) else { return };
                if audio.track.parameters.as_ref() != Some(parameters) {
                    let format = Format::read(parameters);
                    audio.track.named = format.and_then(|format| Named::read(&format.codec));
                    audio.track.parameters = Some(parameters.clone());
                }
            }
        }
    }

    fn frame(&mut self, frame: &Frame, now: Now) {
        let bytes = frame.data.len() as u64;
        let second = self.seconds.at(now.monotonic);
        second.bytes += bytes;
        match frame.track.kind {
            TrackKind::Video => {
                let Some(video) = measured(&mut self.video, frame.track) else { return };
                video.arrived = Some(now);
                let seen = video.track.observe(frame);
                if seen.jumped {
                    self.lateness.forget();
                    self.ahead = None;
                }
                second.picture_bytes += bytes;
                second.frames += 1;
                second.dropped += seen.dropped;
                second.reordered = second.reordered.max(seen.reordered);
                let late = self.lateness.observe(frame.decoded_at, micros(self.connected, now));
                if late > LATE {
                    second.late += 1;
                    video.track.late += 1;
                }
                second.worst = second.worst.max(late);
                self.compare(frame.decoded_at, now);
            }
            TrackKind::Audio => {
                let Some(audio) = measured(&mut self.audio, frame.track) else { return };
                audio.arrived = Some(now);
                audio.track.last = Some(frame.decoded_at);
                second.sound_bytes += bytes;
            }
        }
    }

    /// Compares a picture with the sound that was sent last.
    fn compare(&mut self, decoded_at: i64, now: Now) {
        let recent = |arrived: &Now| now.monotonic.saturating_duration_since(arrived.monotonic) < TOGETHER;
        let sound = self.audio.as_ref().filter(|audio| audio.arrived.as_ref().is_some_and(recent));
        let Some(last) = sound.and_then(|audio| audio.track.last) else { return };
        let ahead = last.saturating_sub(decoded_at).clamp(-APART_MAX, APART_MAX);
        // a clock that jumps takes the tracks along one after another
        let near = self.ahead.filter(|mean| (ahead - mean).abs() < JUMP);
        self.ahead = Some(near.map_or(ahead, |mean| mean + (ahead - mean) / 16));
    }

    /// The health now. To be asked for about once a second.
    pub fn report(&mut self, now: Now, round_trip: Option<Duration>) -> Health {
        let is_missing = |arrived: Option<Now>| {
            let last = arrived.unwrap_or(self.connected);
            now.monotonic.saturating_duration_since(last.monotonic) >= MISSING
        };
        let (picture_at, sound_at) = (arrived(self.video.as_ref()), arrived(self.audio.as_ref()));
        let (picture_missing, sound_missing) = (is_missing(picture_at), is_missing(sound_at));
        self.seconds.at(now.monotonic);
        let (sum, count) = self.seconds.sum();
        let ahead = self.ahead.filter(|_| !picture_missing && !sound_missing).map(to_millis);
        let is_apart = ahead.is_some_and(|ahead| ahead.abs() > APART_MS);
        self.apart = if is_apart { self.apart.saturating_add(1) } else { 0 };
        let picture = self.video.as_mut().filter(|_| !picture_missing).map(|video| &mut video.track);
        let picture_support = picture.as_ref().and_then(|picture| Some(picture.named.as_ref()?.support));
        let sound =
            self.audio.as_ref().filter(|_| !sound_missing).and_then(|audio| audio.track.named.clone());
        let health = Health {
            connected: Some(self.connected.unix),
            bit_rate: rate(sum.bytes, count),
            round_trip_ms: round_trip.map(|time| u32::try_from(time.as_millis()).unwrap_or(u32::MAX)),
            late_ms: (picture.is_some() && count > 0).then(|| to_millis(sum.worst).unsigned_abs()),
            jitter_ms: picture.is_some().then(|| to_millis(self.lateness.jitter()).unsigned_abs()),
            sound_ahead_ms: ahead,
            picture: picture.and_then(|picture| picture_health(picture, sum, count)),
            sound: sound.as_ref().map(|named| SoundHealth {
                codec: named.codec.into(),
                profile: named.profile(),
                bit_rate: rate(sum.sound_bytes, count),
            }),
            ..Health::unknown(Source::Frames)
        };
        let signs = Signs {
            picture_missing: picture_missing && !sound_missing,
            sound_missing: sound_missing && !picture_missing,
            tracks_apart: self.apart >= APART_TIMES,
            picture_support,
            sound_support: sound.map(|named| named.support),
            frames: sum.frames,
            dropped: sum.dropped,
            late: sum.late,
        };
        let connected = self.connected.unix;
        let began = |problem: Problem| match problem {
            Problem::NoPicture => Some(picture_at.map_or(connected, |at| at.unix)),
            Problem::NoSound => Some(sound_at.map_or(connected, |at| at.unix)),
            _ => None::<UnixTime>,
        };
        let found = judge(&health, signs);
        self.standing.warn(health, found, now.unix, began)
    }
}

/// The track that is measured, if it is this one. The first one is.
fn measured<T: Default>(place: &mut Option<Measured<T>>, id: TrackId) -> Option<&mut Measured<T>> {
    let first = place.get_or_insert_with(|| Measured { id, arrived: None, track: T::default() });
    Some(first).filter(|first| first.id == id)
}

fn arrived<T>(track: Option<&Measured<T>>) -> Option<Now> {
    track?.arrived
}

fn picture_health(track: &mut Pictures, sum: Sum, seconds: u64) -> Option<PictureHealth> {
    let steady = track.look_at_pace().map(|distance| 1e6 / distance as f64);
    let counted = (seconds > 0).then(|| sum.frames as f64 / seconds as f64);
    let named = track.named.as_ref()?;
    Some(PictureHealth {
        codec: named.codec.into(),
        profile: named.profile(),
        width: track.size.map(|size| size.0),
        height: track.size.map(|size| size.1),
        frame_rate: steady.or(counted).map(|rate| (rate * 100.0).round() / 100.0),
        bit_rate: rate(sum.picture_bytes, seconds),
        keyframe_seconds: track
            .keyframe_distance()
            .map(|distance| to_millis(distance).into())
            .map(|ms: f64| ms / 1e3),
        b_frames_ms: (seconds > 0).then(|| to_millis(sum.reordered).unsigned_abs()),
        frames: Some(track.frames),
        dropped: Some(track.dropped),
        late: Some(track.late),
    })
}

/// Bits per second.
fn rate(bytes: u64, seconds: u64) -> Option<u64> {
    bytes.saturating_mul(8).checked_div(seconds)
}

fn micros(from: Now, to: Now) -> i64 {
    let since = to.monotonic.saturating_duration_since(from.monotonic);
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

fn to_millis(micros: i64) -> i32 {
    i32::try_from(micros / 1000).unwrap_or(if micros < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests;
