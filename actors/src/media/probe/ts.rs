//! Demultiplexes an MPEG transport stream (ISO/IEC 13818-1) into the access units of its first program.

use super::psi::{Psi, Section};

const PACKET: usize = 188;
const SYNC: u8 = 0x47;
/// Bytes kept of one unit: headers and parameter sets come first.
const UNIT_BYTES_MAX: usize = 64 << 10;
/// Most tracks that are read.
const TRACKS_MAX: usize = 16;

/// A supported codec, as nginx-rtmp writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    H264,
    Aac,
}

impl Codec {
    fn from_stream_type(stream_type: u8) -> Option<Self> {
        match stream_type {
            0x1b => Some(Self::H264),
            0x0f => Some(Self::Aac),
            _ => None,
        }
    }
}

/// A timestamp of the stream's own clock: in 1/90,000 s, modulo 2³³.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticks(pub u64);

impl Ticks {
    /// Ticks from this timestamp to `other`, the shorter way round the clock; negative if `other` is earlier.
    pub fn until(self, other: Self) -> i64 {
        const ROUND: i64 = 1 << 33;
        let round = |ticks: u64| i64::try_from(ticks % (1 << 33)).unwrap_or(0);
        (round(other.0) - round(self.0) + ROUND / 2).rem_euclid(ROUND) - ROUND / 2
    }
}

/// One PES packet: one picture, or some audio frames.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    pub codec: Codec,
    pub decoded_at: Option<Ticks>,
    /// The beginning of its payload.
    pub data: Vec<u8>,
}

/// Yields units in the order in which they are complete.
pub struct Demuxer<'a> {
    rest: &'a [u8],
    /// Packet identifier of the program's map, once known.
    map_pid: Option<u16>,
    association: Psi,
    map: Psi,
    tracks: Vec<Track>,
}

struct Track {
    pid: u16,
    codec: Codec,
    /// The PES packet under way; `None` before the first one.
    pes: Option<Vec<u8>>,
}

struct Packet<'a> {
    pid: u16,
    starts_unit: bool,
    payload: &'a [u8],
}

impl<'a> Demuxer<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            map_pid: None,
            association: Psi::default(),
            map: Psi::default(),
            tracks: Vec::new(),
        }
    }

    /// Whether the program has a track of this codec, as far as it has been read.
    pub fn announces(&self, codec: Codec) -> bool {
        self.tracks.iter().any(|track| track.codec == codec)
    }

    /// Whether no supported track has been announced.
    pub fn announces_nothing(&self) -> bool {
        self.tracks.is_empty()
    }

    fn next_packet(&mut self) -> Option<Packet<'a>> {
        loop {
            let sync = self.rest.iter().position(|byte| *byte == SYNC)?;
            let (packet, rest) = self.rest.get(sync..)?.split_at_checked(PACKET)?;
            self.rest = rest;
            if let Some(packet) = Packet::read(packet) {
                return Some(packet);
            }
        }
    }

    fn read_tables(&mut self, packet: &Packet) {
        if packet.pid == 0 && self.map_pid.is_none() {
            if let Some(Section::Association { map_pid }) =
                self.association.push(packet.starts_unit, packet.payload)
            {
                self.map_pid = Some(map_pid);
            }
        } else if Some(packet.pid) == self.map_pid
            && self.tracks.is_empty()
            && let Some(Section::Map { streams }) = self.map.push(packet.starts_unit, packet.payload)
        {
            let known = streams.into_iter().filter_map(|(stream_type, pid)| {
                Some(Track { pid, codec: Codec::from_stream_type(stream_type)?, pes: None })
            });
            self.tracks = known.take(TRACKS_MAX).collect();
        }
    }
}

impl Iterator for Demuxer<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        while let Some(packet) = self.next_packet() {
            let Some(track) = self.tracks.iter_mut().find(|track| track.pid == packet.pid) else {
                self.read_tables(&packet);
                continue;
            };
            let ended = if packet.starts_unit { track.pes.replace(Vec::new()) } else { None };
            if let Some(pes) = &mut track.pes {
                let room = UNIT_BYTES_MAX - pes.len();
                pes.extend(packet.payload.iter().take(room));
            }
            let codec = track.codec;
            if let Some(unit) = ended.and_then(|pes| Unit::read(codec, pes)) {
                return Some(unit);
            }
        }
        // a unit cut at the end of the bytes still has its headers
        self.tracks.iter_mut().find_map(|track| Unit::read(track.codec, track.pes.take()?))
    }
}

impl<'a> Packet<'a> {
    fn read(packet: &'a [u8]) -> Option<Self> {
        let &[_, flags, pid_low, control, ..] = packet else { return None };
        let broken = flags & 0x80 != 0;
        let scrambled = control & 0xc0 != 0;
        let has_payload = control & 0x10 != 0;
        if broken || scrambled || !has_payload {
            return None;
        }
        let adaptation = if control & 0x20 != 0 { 1 + usize::from(*packet.get(4)?) } else { 0 };
        Some(Self {
            pid: u16::from_be_bytes([flags & 0x1f, pid_low]),
            starts_unit: flags & 0x40 != 0,
            payload: packet.get(4 + adaptation..)?,
        })
    }
}

impl Unit {
    fn read(codec: Codec, mut pes: Vec<u8>) -> Option<Self> {
        let &[0, 0, 1, _, _, _, _, flags, header, ..] = pes.as_slice() else { return None };
        let start = 9 + usize::from(header);
        let data = pes.get(start..)?;
        // the decoding time is written only if it differs from the presentation time
        let decoded_at = match flags >> 6 {
            0b11 => timestamp(pes.get(14..start)?),
            0b10 => timestamp(pes.get(9..start)?),
            _ => None,
        };
        let data = data.len();
        pes.drain(..pes.len() - data);
        Some(Self { codec, decoded_at, data: pes })
    }
}

/// Reads 33 bits in three groups, each followed by a marker bit.
fn timestamp(bytes: &[u8]) -> Option<Ticks> {
    let &[a, b, c, d, e, ..] = bytes else { return None };
    let high = u64::from(a >> 1 & 7) << 30;
    let middle = u64::from(u16::from_be_bytes([b, c]) >> 1) << 15;
    Some(Ticks(high | middle | u64::from(u16::from_be_bytes([d, e]) >> 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_33_bits() {
        assert_eq!(timestamp(&[0xff; 5]), Some(Ticks((1 << 33) - 1)));
        assert_eq!(timestamp(&[0x21, 0, 1, 0, 1]), Some(Ticks(0)));
        assert_eq!(timestamp(&[0x21, 0, 5, 0xbf, 0x21]), Some(Ticks(2 << 15 | 0x5f90)));
        assert_eq!(timestamp(&[0xff; 4]), None);
    }

    #[test]
    fn the_clock_goes_round() {
        let last = Ticks((1 << 33) - 1);
        assert_eq!((last.until(Ticks(5)), Ticks(5).until(last)), (6, -6));
        assert_eq!((Ticks(3).until(Ticks(9)), Ticks(9).until(Ticks(3))), (6, -6));
    }

    #[test]
    fn decoding_time_is_preferred_to_presentation_time() {
        let pes = |flags, times: &[u8]| {
            let mut pes = vec![0, 0, 1, 0xe0, 0, 0, 0x80, flags, times.len() as u8];
            pes.extend(times);
            pes.push(7);
            Unit::read(Codec::H264, pes)
        };
        let (two, one) = ([0x31, 0, 1, 0, 5], [0x11, 0, 1, 0, 3]);
        let unit = |decoded_at| Some(Unit { codec: Codec::H264, decoded_at, data: vec![7] });
        assert_eq!(pes(0xc0, &[two, one].concat()), unit(Some(Ticks(1))));
        assert_eq!(pes(0x80, &two), unit(Some(Ticks(2))));
        assert_eq!(pes(0, &[]), unit(None));
        assert_eq!(pes(0xc0, &two), unit(None), "cut header");
    }
}
