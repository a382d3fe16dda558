//! Renders media playlists as RFC 8216 and draft-pantos-hls-rfc8216bis describe them.

use std::fmt::{self, Write};

use super::Position;
use super::address::{Addresses, FileName};
use super::units::Seconds;
use super::window::{Segment, Window};
use crate::media::playlist::date_time;

/// Parts are listed for segments that end within this many target durations.
const PARTS_FOR: i64 = 3;
/// How far behind the end players stay, in parts and in target durations.
const HOLD_BACK: i64 = 3;

/// The longest target duration, in seconds, for which players may wait for whole segments: they give a request up after ten.
const BLOCKS_UP_TO: i64 = 6;

/// What a playlist is rendered from.
pub struct View<'a> {
    pub rendition: usize,
    pub window: &'a Window,
    pub target_duration: i64,
    pub part_target: Seconds,
    /// Whether every segment so far begins with a key frame.
    pub independent: bool,
    pub ended: bool,
    /// The part that comes next.
    pub next: Position,
    /// The newest part.
    pub last: Position,
}

impl View<'_> {
    pub fn render(&self, addresses: &Addresses) -> String {
        let mut text = String::with_capacity(4096);
        // writing to a string cannot fail
        let _ = self.write(&mut text, addresses);
        text
    }

    fn write(&self, out: &mut impl Write, addresses: &Addresses) -> fmt::Result {
        self.head(out, addresses)?;
        let whole: Seconds = self.window.listed().map(|segment| segment.duration).sum();
        let with_parts = Seconds::from_millis(PARTS_FOR * self.target_duration * 1000);
        let mut until = Seconds::default();
        let mut init = None;
        for segment in self.window.listed().filter(|segment| addresses.lists(segment.number)) {
            until = until.plus(segment.duration);
            if segment.discontinuity {
                writeln!(out, "#EXT-X-DISCONTINUITY")?;
            }
            if init != Some(segment.init) {
                init = Some(segment.init);
                let address = addresses.file(self.rendition, FileName::Init(segment.init));
                writeln!(out, "#EXT-X-MAP:URI=\"{address}\"")?;
            }
            if let Some(begun) = date_time(segment.begun) {
                writeln!(out, "#EXT-X-PROGRAM-DATE-TIME:{begun}")?;
            }
            if !self.ended && addresses.whole.is_none() && until.plus(with_parts) > whole {
                self.parts(out, segment, addresses)?;
            }
            if segment.complete {
                if segment.is_gap() {
                    writeln!(out, "#EXT-X-GAP")?;
                }
                let address = addresses.file(self.rendition, FileName::Segment(segment.number));
                writeln!(out, "#EXTINF:{},\n{address}", segment.duration)?;
            }
        }
        self.tail(out, addresses)
    }

    fn head(&self, out: &mut impl Write, addresses: &Addresses) -> fmt::Result {
        let target = self.target_duration;
        writeln!(out, "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:{target}")?;
        write!(out, "#EXT-X-SERVER-CONTROL:")?;
        if addresses.whole.is_none() || target <= BLOCKS_UP_TO {
            write!(out, "CAN-BLOCK-RELOAD=YES,")?;
        }
        if addresses.whole.is_none() {
            write!(out, "PART-HOLD-BACK={},", self.part_target.times(HOLD_BACK))?;
        }
        writeln!(out, "HOLD-BACK={}.00000", HOLD_BACK * target)?;
        if addresses.whole.is_none() {
            writeln!(out, "#EXT-X-PART-INF:PART-TARGET={}", self.part_target)?;
        }
        let first = self.window.listed().next().map_or(self.next.msn, |segment| segment.number);
        writeln!(out, "#EXT-X-MEDIA-SEQUENCE:{first}")?;
        let discontinuities = self.window.discontinuity_sequence;
        writeln!(out, "#EXT-X-DISCONTINUITY-SEQUENCE:{discontinuities}")?;
        if self.independent {
            writeln!(out, "#EXT-X-INDEPENDENT-SEGMENTS")?;
        }
        Ok(())
    }

    fn parts(&self, out: &mut impl Write, segment: &Segment, addresses: &Addresses) -> fmt::Result {
        for (number, part) in segment.parts.iter().enumerate() {
            let address = addresses.file(self.rendition, FileName::Part(segment.number, number));
            write!(out, "#EXT-X-PART:DURATION={},URI=\"{address}\"", part.duration)?;
            if part.independent {
                write!(out, ",INDEPENDENT=YES")?;
            }
            if part.bytes.is_empty() {
                write!(out, ",GAP=YES")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn tail(&self, out: &mut impl Write, addresses: &Addresses) -> fmt::Result {
        if self.ended && addresses.lists(self.last.msn) {
            return writeln!(out, "#EXT-X-ENDLIST");
        }
        if addresses.whole.is_some() {
            return Ok(());
        }
        let next = FileName::Part(self.next.msn, self.next.part);
        writeln!(out, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{}\"", addresses.file(self.rendition, next))?;
        let Position { msn, part } = self.last;
        for (other, address) in addresses.playlists.iter().enumerate() {
            if other != self.rendition {
                writeln!(out, "#EXT-X-RENDITION-REPORT:URI=\"{address}\",LAST-MSN={msn},LAST-PART={part}")?;
            }
        }
        Ok(())
    }
}
