//! Encodes pictures of plain blocks as H.264, Constrained Baseline.
//!
//! Each block of 16 × 16 is predicted from a neighbour and corrected by one coefficient (`Intra_16x16`), or left as it is
//! (`P_Skip`). With the quantiser at 28 a coefficient of 1 changes luma by exactly 1 and chroma by exactly 2, so nothing is
//! lost. References in parentheses are to sections of ITU-T H.264.

/// The colour of a block in YCbCr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    y: u8,
    cb: u8,
    cr: u8,
}

impl Colour {
    /// Chroma is rounded down to what can be encoded.
    pub const fn new(y: u8, cb: u8, cr: u8) -> Self {
        Self { y, cb: cb & !1, cr: cr & !1 }
    }
}

/// What decoders predict where there is no neighbour.
const NONE: Colour = Colour { y: 128, cb: 128, cr: 128 };
/// Blocks are not filtered, coefficients are coded by CAVLC, and the quantiser is 28 (7.3.2.2).
const PARAMETERS_OF_PICTURES: u8 = 8;
const PARAMETERS_OF_SEQUENCE: u8 = 7;
const KEYFRAME: u8 = 5;
const UPDATE: u8 = 1;

/// Encodes one picture after the other.
#[derive(Debug)]
pub struct Encoder {
    columns: usize,
    rows: usize,
    /// Blocks of the last picture; empty before the first.
    shown: Vec<Colour>,
    /// Since the last keyframe, modulo 16.
    number: u8,
    /// Differs between neighbouring keyframes.
    keyframe: bool,
}

impl Encoder {
    /// Encodes pictures of `columns` × `rows` blocks.
    pub fn new(columns: usize, rows: usize) -> Self {
        Self { columns, rows, shown: Vec::new(), number: 0, keyframe: false }
    }

    /// The contents of `avcC` for level 3.1.
    pub fn record(&self) -> Vec<u8> {
        let [sequence, pictures] = [self.sequence(), pictures()];
        let mut record = vec![1, sequence[1], sequence[2], sequence[3], 0xFF, 0xE1];
        record.extend((sequence.len() as u16).to_be_bytes());
        record.extend(sequence);
        record.push(1);
        record.extend((pictures.len() as u16).to_be_bytes());
        record.extend(pictures);
        record
    }

    /// A picture that needs none before it, as a NAL unit after its length.
    pub fn keyframe(&mut self, picture: Vec<Colour>) -> Vec<u8> {
        (self.number, self.keyframe) = (0, !self.keyframe);
        let mut bits = self.slice(KEYFRAME);
        for at in 0..picture.len() {
            // I_16x16 begin at 1 among the types of an I slice (table 7-11)
            self.block(&mut bits, &picture, at, 1);
        }
        self.shown = picture;
        with_length(bits.nal(KEYFRAME))
    }

    /// The picture that follows the last one, as a NAL unit after its length.
    pub fn update(&mut self, picture: Vec<Colour>) -> Vec<u8> {
        self.number = (self.number + 1) % 16;
        let mut bits = self.slice(UPDATE);
        let mut unchanged = 0;
        for at in 0..picture.len() {
            if self.shown.get(at) == picture.get(at) {
                unchanged += 1;
                continue;
            }
            bits.unsigned(unchanged);
            unchanged = 0;
            // and at 6 among those of a P slice
            self.block(&mut bits, &picture, at, 6);
        }
        if unchanged > 0 {
            bits.unsigned(unchanged);
        }
        self.shown = picture;
        with_length(bits.nal(UPDATE))
    }

    /// A sequence parameter set (7.3.2.1).
    fn sequence(&self) -> Vec<u8> {
        let mut bits = Bits::default();
        // Baseline with the constraints of Main, level 3.1
        bits.put(0x42_C0_1F, 24);
        // id, bits of frame numbers beyond 4, pictures in the order of decoding, reference frames
        [0, 0, 2, 1].into_iter().for_each(|value| bits.unsigned(value));
        bits.put(0, 1);
        bits.unsigned(self.columns as u32 - 1);
        bits.unsigned(self.rows as u32 - 1);
        // frames without fields, 8x8 inference, no cropping, no VUI
        bits.put(0b1100, 4);
        bits.nal(PARAMETERS_OF_SEQUENCE)
    }

    /// A slice of the whole picture, up to its first block (7.3.3).
    fn slice(&self, kind: u8) -> Bits {
        let mut bits = Bits::default();
        let is_keyframe = kind == KEYFRAME;
        // first block; all slices are I, or P; parameters
        [0, if is_keyframe { 7 } else { 5 }, 0].into_iter().for_each(|value| bits.unsigned(value));
        bits.put(self.number.into(), 4);
        if is_keyframe {
            bits.unsigned(self.keyframe.into());
            bits.put(0b00, 2);
        } else {
            bits.put(0b000, 3);
        }
        bits.signed(0);
        bits.unsigned(1);
        bits
    }

    /// A block of one colour. `types` is the number of the first type with `Intra_16x16`.
    fn block(&self, bits: &mut Bits, picture: &[Colour], at: usize, types: u32) {
        let colour = picture[at];
        let left = (!at.is_multiple_of(self.columns)).then(|| picture[at - 1]);
        let above = at.checked_sub(self.columns).map(|above| picture[above]);
        // modes of prediction for luma (table 8-4) and chroma (table 8-5)
        let (predicted, luma_mode, chroma_mode) = match (left, above) {
            (left, Some(above)) if above == colour || left.is_none() => (above, 0, 2),
            (Some(left), _) => (left, 1, 1),
            (None, _) => (NONE, 2, 0),
        };
        let difference = |new: u8, old: u8| i32::from(new) - i32::from(old);
        let cb = difference(colour.cb, predicted.cb) / 2;
        let cr = difference(colour.cr, predicted.cr) / 2;
        let has_chroma = cb != 0 || cr != 0;
        bits.unsigned(types + luma_mode + if has_chroma { 4 } else { 0 });
        bits.unsigned(chroma_mode);
        bits.signed(0);
        bits.coefficient(difference(colour.y, predicted.y), LUMA);
        if has_chroma {
            bits.coefficient(cb, CHROMA);
            bits.coefficient(cr, CHROMA);
        }
    }
}

/// A picture parameter set (7.3.2.2).
fn pictures() -> Vec<u8> {
    let mut bits = Bits::default();
    // its id and that of the sequence
    [0, 0].into_iter().for_each(|value| bits.unsigned(value));
    bits.put(0b00, 2);
    // slice groups, reference frames
    [0, 0, 0].into_iter().for_each(|value| bits.unsigned(value));
    bits.put(0b000, 3);
    // quantisers beyond 26 and of chroma
    [2, 0, 0].into_iter().for_each(|value| bits.signed(value));
    // slices say whether they are filtered
    bits.put(0b100, 3);
    bits.nal(PARAMETERS_OF_PICTURES)
}

fn with_length(nal: Vec<u8>) -> Vec<u8> {
    let mut bytes = (nal.len() as u32).to_be_bytes().to_vec();
    bytes.extend(nal);
    bytes
}

/// Codes for none, one of ±1 and another one, as value and length (table 9-5).
type CoefficientCodes = [(u32, u32); 3];
const LUMA: CoefficientCodes = [(1, 1), (0b01, 2), (0b000101, 6)];
const CHROMA: CoefficientCodes = [(0b01, 2), (1, 1), (0b000111, 6)];

/// Bits that become a NAL unit.
#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    /// Bits that do not yet fill a byte.
    pending: u64,
    count: u32,
}

impl Bits {
    /// The lowest `count` bits of a value, of at most 32.
    fn put(&mut self, value: u32, count: u32) {
        self.pending = self.pending << count | u64::from(value);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.pending >> self.count) as u8);
        }
        self.pending &= (1 << self.count) - 1;
    }

    /// An Exp-Golomb code (9.1).
    fn unsigned(&mut self, value: u32) {
        let length = (value + 1).ilog2();
        self.put(0, length);
        self.put(value + 1, length + 1);
    }

    /// A signed Exp-Golomb code (9.1.1).
    fn signed(&mut self, value: i32) {
        let twice = value.unsigned_abs() * 2;
        self.unsigned(if value > 0 { twice - 1 } else { twice });
    }

    /// The coefficients of a block, all 0 but perhaps the first (9.2).
    fn coefficient(&mut self, level: i32, codes: CoefficientCodes) {
        let [none, one, other] = codes;
        match level {
            0 => return self.put(none.0, none.1),
            1 | -1 => {
                self.put(one.0, one.1);
                self.put((level < 0).into(), 1);
            }
            _ => {
                self.put(other.0, other.1);
                // 2, -2, 3, -3, …
                match level.unsigned_abs() * 2 - 4 + u32::from(level < 0) {
                    code @ 0..14 => self.put(1, code + 1),
                    code @ 14..30 => {
                        self.put(1, 15);
                        self.put(code - 14, 4);
                    }
                    code => {
                        self.put(1, 16);
                        self.put(code - 30, 12);
                    }
                }
            }
        }
        // no zeros before it
        self.put(1, 1);
    }

    /// A NAL unit of a type, all of which are needed by others (7.3.1).
    fn nal(mut self, kind: u8) -> Vec<u8> {
        self.put(1, 1);
        self.put(0, (8 - self.count) % 8);
        let mut nal = vec![0x60 | kind];
        let mut zeros = 0;
        for byte in self.bytes {
            if zeros == 2 && byte <= 3 {
                nal.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            nal.push(byte);
        }
        nal
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use proptest::prelude::*;

    use super::*;

    const COLUMNS: usize = 6;
    const ROWS: usize = 4;

    /// NAL units of an `avcC` and of frames in the form of annex B.
    fn stream(record: &[u8], frames: &[Vec<u8>]) -> Vec<u8> {
        let mut stream = Vec::new();
        let mut parameters = &record[6..];
        for at in 0..2 {
            let length = usize::from(u16::from_be_bytes([parameters[0], parameters[1]]));
            stream.extend([0, 0, 0, 1]);
            stream.extend(&parameters[2..2 + length]);
            parameters = &parameters[2 + length + 1 - at..];
        }
        for frame in frames {
            assert_eq!(frame[..4], (frame.len() as u32 - 4).to_be_bytes());
            stream.extend([0, 0, 0, 1]);
            stream.extend(&frame[4..]);
        }
        stream
    }

    /// The pictures that ffmpeg decodes, in planes one after the other.
    fn decode(stream: &[u8]) -> Vec<u8> {
        let mut ffmpeg = Command::new("ffmpeg")
            .args("-v error -f h264 -i - -f rawvideo -pix_fmt yuv420p -".split(' '))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("ffmpeg is not installed");
        let (mut input, stream) = (ffmpeg.stdin.take().unwrap(), stream.to_vec());
        let writing = std::thread::spawn(move || input.write_all(&stream));
        let output = ffmpeg.wait_with_output().unwrap();
        writing.join().unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        output.stdout
    }

    fn planes(picture: &[Colour]) -> Vec<u8> {
        let plane = |size: usize, value: fn(&Colour) -> u8| {
            (0..ROWS * size * COLUMNS * size).map(move |at| {
                let (y, x) = (at / (COLUMNS * size), at % (COLUMNS * size));
                value(&picture[y / size * COLUMNS + x / size])
            })
        };
        plane(16, |colour| colour.y)
            .chain(plane(8, |colour| colour.cb))
            .chain(plane(8, |colour| colour.cr))
            .collect()
    }

    fn pictures_of_any_colours() -> impl Strategy<Value = Vec<(bool, Vec<Colour>)>> {
        // few values, so that blocks repeat, and all others
        let value = || prop_oneof![Just(0_u8), Just(255), Just(128), any::<u8>()];
        let colour = (value(), value(), value()).prop_map(|(y, cb, cr)| Colour::new(y, cb, cr));
        let picture = prop::collection::vec(colour, COLUMNS * ROWS);
        prop::collection::vec((any::<bool>(), picture), 1..20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn every_picture_is_decoded_to_the_colours_that_were_encoded(pictures in pictures_of_any_colours()) {
            let mut encoder = Encoder::new(COLUMNS, ROWS);
            let mut frames = Vec::new();
            for (at, (is_keyframe, picture)) in pictures.iter().enumerate() {
                frames.push(match at == 0 || *is_keyframe {
                    true => encoder.keyframe(picture.clone()),
                    false => encoder.update(picture.clone()),
                });
            }
            let expected: Vec<_> = pictures.iter().flat_map(|(_, picture)| planes(picture)).collect();
            prop_assert!(decode(&stream(&encoder.record(), &frames)) == expected);
        }
    }

    #[test]
    fn picture_that_does_not_change_takes_a_few_bytes() {
        let mut encoder = Encoder::new(80, 45);
        let picture = vec![Colour::new(16, 128, 128); 80 * 45];
        assert!(encoder.keyframe(picture.clone()).len() < 4000);
        assert!(encoder.update(picture).len() < 16);
    }
}
