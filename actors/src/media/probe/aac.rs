//! AAC in ADTS frames (ISO/IEC 13818-7).

const SAMPLE_RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// Properties of an audio track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AudioFacts {
    /// Audio object type of ISO/IEC 14496-3; 2 is AAC-LC. Decoders detect the HE-AAC profiles, which look like it,
    /// themselves.
    pub object_type: u8,
    /// In hertz.
    pub sample_rate: u32,
    /// Number of channels; 0 if the stream describes them elsewhere.
    pub channels: u8,
}

impl AudioFacts {
    /// The codec as in RFC 6381.
    pub fn codec(&self) -> String {
        format!("mp4a.40.{}", self.object_type)
    }

    /// Finds the first frame header. If the data is long enough, another header must follow the frame.
    pub(super) fn read(data: &[u8]) -> Option<Self> {
        (0..data.len()).find_map(|at| {
            let (facts, frame_len) = Self::header(data.get(at..)?)?;
            let next = data.get(at + frame_len..).filter(|next| next.len() >= 2);
            next.is_none_or(is_sync).then_some(facts)
        })
    }

    fn header(frame: &[u8]) -> Option<(Self, usize)> {
        let &[_, _, a, b, c, d, ..] = frame else { return None };
        if !is_sync(frame) {
            return None;
        }
        let facts = Self {
            object_type: (a >> 6) + 1,
            sample_rate: *SAMPLE_RATES.get(usize::from(a >> 2 & 0xf))?,
            channels: match (a & 1) << 2 | b >> 6 {
                7 => 8,
                channels => channels,
            },
        };
        let len = usize::from(b & 3) << 11 | usize::from(c) << 3 | usize::from(d >> 5);
        (len >= 7).then_some((facts, len))
    }
}

/// Whether a frame header begins here: twelve set bits, any version, layer zero.
fn is_sync(frame: &[u8]) -> bool {
    matches!(frame, &[0xff, b, ..] if b & 0xf6 == 0xf0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of eight bytes: AAC-LC, 44.1 kHz, stereo.
    const FRAME: [u8; 8] = [0xff, 0xf1, 0x50, 0x80, 0x01, 0x1f, 0xfc, 0x21];
    const FACTS: AudioFacts = AudioFacts { object_type: 2, sample_rate: 44_100, channels: 2 };

    #[test]
    fn frame_headers_are_read() {
        assert_eq!(AudioFacts::read(&FRAME), Some(FACTS));
        assert_eq!(AudioFacts::read(&[FRAME, FRAME].concat()), Some(FACTS));
        assert_eq!(FACTS.codec(), "mp4a.40.2");
    }

    #[test]
    fn what_only_looks_like_a_header_is_passed_over() {
        let decoy = [0xff, 0xf1, 0x40, 0x40, 0x01, 0x00];
        assert_eq!(AudioFacts::read(&[&decoy[..], &[0; 3], &FRAME, &FRAME].concat()), Some(FACTS));
        assert_eq!(
            AudioFacts::read(&[0xff, 0xf1, 0x74, 0x80, 0x01, 0x1f, 0xfc]),
            None,
            "no such sample rate"
        );
        assert_eq!(AudioFacts::read(&FRAME[..5]), None);
        assert_eq!(AudioFacts::read(&[]), None);
    }
}
