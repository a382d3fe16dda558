//! Media playlists: parsed as nginx-rtmp writes them, rendered for viewers.

use std::fmt::{self, Write};
use std::time::Duration;

use time::OffsetDateTime;
use time::macros::format_description;

use super::nginx_files::{self, parse_number};
use super::quality::Quality;
use super::rendition::Rendition;
use super::segment::SegmentName;
use crate::model::UnixMillis;
use crate::model::names::Token;

/// Largest playlist that is accepted, in bytes.
pub const PLAYLIST_BYTES_MAX: usize = 1 << 20;
/// Most segments of a playlist: half a day at four seconds each.
pub const SEGMENTS_MAX: usize = 10_800;
/// Longest segment or target duration that is accepted.
const DURATION_MAX: Duration = Duration::from_secs(3600);

/// A playlist was rejected as a whole, and the last good one stays. No variant quotes the playlist, whose lines may
/// contain a stream key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaylistError {
    /// Longer than [`PLAYLIST_BYTES_MAX`] or more than [`SEGMENTS_MAX`] segments.
    #[error("playlist is longer than {PLAYLIST_BYTES_MAX} bytes or {SEGMENTS_MAX} segments")]
    TooLong,
    /// Not UTF-8, or control characters inside.
    #[error("playlist is not text")]
    NotText,
    /// Does not begin with `#EXTM3U`, has no segment, or ends inside a line or a segment's entry.
    #[error("playlist is torn")]
    Torn,
    /// A tag whose value is missing, malformed or out of bounds.
    #[error("playlist has an unusable {0}")]
    BadTag(&'static str),
    /// An unsupported tag that changes how segments must be read.
    #[error("playlist uses {0}, which is not supported")]
    Unsupported(&'static str),
    /// A segment that is not one of this rendition's files, as nginx-rtmp names them without `hls_base_url`.
    #[error("playlist lists a file that does not belong to it")]
    Foreign,
}

/// One segment of a playlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Number in the file's name; with `hls_fragment_naming sequential` also the media sequence number.
    pub number: u64,
    /// In whole microseconds. Zero if nginx-rtmp could not compute it.
    pub duration: Duration,
    /// Whether timestamps or codecs break before this segment, as after a reconnect.
    pub discontinuity: bool,
    /// Wall-clock time at which its first picture or sound arrived. nginx-rtmp does not write it; the watcher adds it.
    pub begun: Option<UnixMillis>,
}

impl Segment {
    /// The duration in whole seconds, rounded as for the target duration.
    pub fn rounded(&self) -> u64 {
        self.duration.saturating_add(Duration::from_millis(500)).as_secs()
    }
}

/// A media playlist without file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaPlaylist {
    /// Upper bound of the rounded segment durations, in seconds.
    pub target_duration: u64,
    /// Sequence number of the first segment.
    pub media_sequence: u64,
    /// Number of discontinuities that have left the playlist.
    pub discontinuity_sequence: u64,
    /// Whether every segment is known to begin with a key frame.
    pub independent_segments: bool,
    /// Oldest first; at least one when parsed.
    pub segments: Vec<Segment>,
}

impl MediaPlaylist {
    /// Parses a playlist of one rendition.
    ///
    /// If a timestamp is earlier than the start of its segment, nginx-rtmp computes a duration of some six million
    /// years. Such durations become zero, and the target duration comes from the other segments.
    ///
    /// One foreign name rejects the whole playlist: nginx-rtmp never mixes them in, and leaving a segment out would
    /// shift the sequence numbers of later ones. `EXT-X-ENDLIST` and `EXT-X-PLAYLIST-TYPE` are ignored, because the
    /// registry decides whether a broadcast is over.
    pub fn parse(bytes: &[u8], of: &Rendition) -> Result<Self, PlaylistError> {
        Self::parse_named(bytes, &nginx_files::stem(&of.publish_file, of.quality.as_ref()))
    }

    fn parse_named(bytes: &[u8], file_stem: &str) -> Result<Self, PlaylistError> {
        if bytes.len() > PLAYLIST_BYTES_MAX {
            return Err(PlaylistError::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| PlaylistError::NotText)?;
        if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(PlaylistError::NotText);
        }
        if !text.ends_with('\n') {
            return Err(PlaylistError::Torn);
        }
        let mut lines = text.lines();
        if lines.next() != Some("#EXTM3U") {
            return Err(PlaylistError::Torn);
        }
        let mut reader = Reader::default();
        for line in lines {
            reader.line(line.trim_end(), file_stem)?;
        }
        reader.finish()
    }

    /// Renders the playlist with the URLs that viewers use: `/hls/<prefix>[_<Quality>]-<n>.ts`.
    pub fn render(&self, prefix: &Token, quality: Option<&Quality>) -> String {
        let mut text = String::with_capacity(160 + 140 * self.segments.len());
        // writing to a string cannot fail
        let _ = self.write(&mut text, prefix, quality);
        text
    }

    fn write(&self, out: &mut impl Write, prefix: &Token, quality: Option<&Quality>) -> fmt::Result {
        writeln!(out, "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{}", self.target_duration)?;
        writeln!(out, "#EXT-X-MEDIA-SEQUENCE:{}", self.media_sequence)?;
        if self.discontinuity_sequence > 0 {
            writeln!(out, "#EXT-X-DISCONTINUITY-SEQUENCE:{}", self.discontinuity_sequence)?;
        }
        if self.independent_segments {
            writeln!(out, "#EXT-X-INDEPENDENT-SEGMENTS")?;
        }
        let mut name = SegmentName { prefix: prefix.clone(), quality: quality.cloned(), number: 0 };
        for segment in &self.segments {
            if segment.discontinuity {
                writeln!(out, "#EXT-X-DISCONTINUITY")?;
            }
            if let Some(begun) = segment.begun.and_then(date_time) {
                writeln!(out, "#EXT-X-PROGRAM-DATE-TIME:{begun}")?;
            }
            name.number = segment.number;
            writeln!(out, "#EXTINF:{},\n/hls/{name}", Seconds(segment.duration))?;
        }
        Ok(())
    }

    /// Sequence number after the last segment.
    fn end(&self) -> u64 {
        self.media_sequence.saturating_add(self.segments.len() as u64)
    }

    /// Whether the numbering restarted, so that URLs made from `previous` would refer to other segments.
    pub fn restarts(&self, previous: &Self) -> bool {
        self.media_sequence < previous.media_sequence || self.end() < previous.end()
    }

    /// Counts the discontinuities that have left the playlist since `previous`, which nginx-rtmp does not do. Players
    /// that switch quality need the count to find a segment's timeline.
    pub fn follow(&mut self, previous: &Self) {
        if self.discontinuity_sequence > 0 || self.restarts(previous) {
            return;
        }
        let slid_out = (previous.media_sequence..self.media_sequence).zip(&previous.segments);
        let gone = slid_out.filter(|(_, segment)| segment.discontinuity).count();
        self.discontinuity_sequence = previous.discontinuity_sequence.saturating_add(gone as u64);
    }

    /// Sets the target duration to that of the listed segments. Players keep a distance to the live edge that depends
    /// on it.
    pub fn fit_target_duration(&mut self) {
        if !self.segments.is_empty() {
            self.target_duration = longest(&self.segments).max(1);
        }
    }

    /// Removes the first `count` segments, as when the live window moves on.
    pub fn slide(&mut self, count: usize) {
        let gone = self.segments.drain(..count.min(self.segments.len()));
        let (count, breaks) = gone
            .fold((0, 0), |(count, breaks), segment| (count + 1, breaks + u64::from(segment.discontinuity)));
        self.media_sequence = self.media_sequence.saturating_add(count);
        self.discontinuity_sequence = self.discontinuity_sequence.saturating_add(breaks);
    }
}

/// State of the parser.
#[derive(Default)]
struct Reader {
    target_duration: Option<u64>,
    media_sequence: Option<u64>,
    discontinuity_sequence: Option<u64>,
    independent_segments: bool,
    /// Duration of the segment whose name comes next.
    duration: Option<Duration>,
    discontinuity: bool,
    segments: Vec<Segment>,
}

impl Reader {
    fn line(&mut self, line: &str, file_stem: &str) -> Result<(), PlaylistError> {
        let Some(tag) = line.strip_prefix('#') else {
            return if line.is_empty() { Ok(()) } else { self.segment(line, file_stem) };
        };
        let (tag, value) = tag.split_once(':').unwrap_or((tag, ""));
        let number = |name| parse_number(value).ok_or(PlaylistError::BadTag(name));
        match tag {
            "EXT-X-TARGETDURATION" => self.target_duration = Some(number("EXT-X-TARGETDURATION")?),
            "EXT-X-MEDIA-SEQUENCE" => self.media_sequence = Some(number("EXT-X-MEDIA-SEQUENCE")?),
            "EXT-X-DISCONTINUITY-SEQUENCE" => {
                self.discontinuity_sequence = Some(number("EXT-X-DISCONTINUITY-SEQUENCE")?);
            }
            "EXT-X-INDEPENDENT-SEGMENTS" => self.independent_segments = true,
            "EXT-X-DISCONTINUITY" => self.discontinuity = true,
            "EXTINF" => {
                let seconds = value.split_once(',').map_or(value, |(seconds, _title)| seconds);
                self.duration = Some(parse_seconds(seconds).ok_or(PlaylistError::BadTag("EXTINF"))?);
            }
            "EXT-X-KEY" if value != "METHOD=NONE" => return Err(PlaylistError::Unsupported("EXT-X-KEY")),
            "EXT-X-MAP" => return Err(PlaylistError::Unsupported("EXT-X-MAP")),
            "EXT-X-BYTERANGE" => return Err(PlaylistError::Unsupported("EXT-X-BYTERANGE")),
            "EXT-X-STREAM-INF" => return Err(PlaylistError::Unsupported("EXT-X-STREAM-INF")),
            _ => {}
        }
        Ok(())
    }

    fn segment(&mut self, name: &str, file_stem: &str) -> Result<(), PlaylistError> {
        let (_, number) = nginx_files::parse_segment_file(name)
            .filter(|(stem, _)| *stem == file_stem)
            .ok_or(PlaylistError::Foreign)?;
        if self.segments.len() == SEGMENTS_MAX {
            return Err(PlaylistError::TooLong);
        }
        let duration = self.duration.take().ok_or(PlaylistError::Torn)?;
        let discontinuity = std::mem::take(&mut self.discontinuity);
        self.segments.push(Segment { number, duration, discontinuity, begun: None });
        Ok(())
    }

    fn finish(self) -> Result<MediaPlaylist, PlaylistError> {
        if self.segments.is_empty() || self.duration.is_some() || self.discontinuity {
            return Err(PlaylistError::Torn);
        }
        let target = self.target_duration.ok_or(PlaylistError::BadTag("EXT-X-TARGETDURATION"))?;
        let target = if target > DURATION_MAX.as_secs() { 1 } else { target };
        Ok(MediaPlaylist {
            // players reject a target duration below that of a listed segment
            target_duration: target.max(longest(&self.segments)),
            media_sequence: self.media_sequence.unwrap_or(0),
            discontinuity_sequence: self.discontinuity_sequence.unwrap_or(0),
            independent_segments: self.independent_segments,
            segments: self.segments,
        })
    }
}

/// The longest rounded duration, in seconds.
fn longest(segments: &[Segment]) -> u64 {
    segments.iter().map(Segment::rounded).max().unwrap_or(0)
}

/// Parses `<digits>[.<digits>]` to the microsecond. Zero for more than a segment can last.
fn parse_seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let micros: u32 = format!("{fraction:0<6.6}").parse().ok()?;
    // a number too large to parse is a duration too long, not a short one
    let duration = Duration::new(whole.parse().unwrap_or(u64::MAX), micros * 1000);
    Some(if duration <= DURATION_MAX { duration } else { Duration::ZERO })
}

/// Writes milliseconds if they suffice, as nginx-rtmp does, and microseconds otherwise.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.subsec_micros();
        if micros.is_multiple_of(1000) {
            write!(f, "{}.{:03}", self.0.as_secs(), micros / 1000)
        } else {
            write!(f, "{}.{micros:06}", self.0.as_secs())
        }
    }
}

/// Formats a time like `2026-07-01T12:00:00.000Z`; `None` beyond the year 9999.
pub(crate) fn date_time(time: UnixMillis) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(time) * 1_000_000).ok()?;
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    time.format(format).ok()
}

#[cfg(test)]
#[path = "playlist_tests.rs"]
mod tests;
