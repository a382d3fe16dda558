//! What messages with pictures and with sound have in common in Enhanced RTMP: modifiers, and several tracks in one.

use bytes::{Buf, Bytes};

const MOD_EX: u8 = 7;
const TIMESTAMP_OFFSET_NANO: u8 = 0;

/// Begins a message.
pub struct Opening {
    /// What the message brings, after the modifiers.
    pub packet_type: u8,
    /// To be added to the message's timestamp.
    pub nanoseconds: u32,
}

impl Opening {
    /// Reads the modifiers, if `packet_type` announces some. `None` if they are incomplete.
    pub fn read(mut packet_type: u8, body: &mut Bytes) -> Option<Self> {
        let mut nanoseconds = 0;
        while packet_type == MOD_EX {
            let mut length = usize::from(body.try_get_u8().ok()?) + 1;
            if length == 256 {
                length = usize::from(body.try_get_u16().ok()?) + 1;
            }
            let mut data = take(body, length)?;
            let next = body.try_get_u8().ok()?;
            if next >> 4 == TIMESTAMP_OFFSET_NANO {
                nanoseconds = u24(&mut data)?;
            }
            packet_type = next & 0xF;
        }
        Some(Self { packet_type, nanoseconds })
    }
}

/// The tracks of a message: codec, number and what follows.
pub struct Tracks {
    layout: Layout,
    rest: Bytes,
}

enum Layout {
    /// All that follows belongs to one track, which may have a number.
    One { four: [u8; 4], is_numbered: bool },
    /// Numbers and lengths.
    Many { four: [u8; 4] },
    /// Each has a codec of its own.
    ManyCodecs,
    /// The last track has been read.
    End,
}

impl Tracks {
    /// One track, without a number.
    pub fn single(mut body: Bytes) -> Option<Self> {
        Some(Self { layout: Layout::One { four: four(&mut body)?, is_numbered: false }, rest: body })
    }

    /// Several tracks. Returns the type of their packets, too.
    pub fn multiple(mut body: Bytes) -> Option<(u8, Self)> {
        let first = body.try_get_u8().ok()?;
        let layout = match first >> 4 {
            0 => Layout::One { four: four(&mut body)?, is_numbered: true },
            1 => Layout::Many { four: four(&mut body)? },
            2 => Layout::ManyCodecs,
            _ => return None,
        };
        Some((first & 0xF, Self { layout, rest: body }))
    }

    fn read(&mut self) -> Option<([u8; 4], u8, Bytes)> {
        match self.layout {
            Layout::One { four, is_numbered } => {
                let number = if is_numbered { self.rest.try_get_u8().ok()? } else { 0 };
                self.layout = Layout::End;
                Some((four, number, std::mem::take(&mut self.rest)))
            }
            Layout::Many { four } => self.sized(four),
            Layout::ManyCodecs => {
                let four = four(&mut self.rest)?;
                self.sized(four)
            }
            Layout::End => None,
        }
    }

    fn sized(&mut self, four: [u8; 4]) -> Option<([u8; 4], u8, Bytes)> {
        let number = self.rest.try_get_u8().ok()?;
        let length = u24(&mut self.rest)? as usize;
        Some((four, number, take(&mut self.rest, length)?))
    }
}

impl Iterator for Tracks {
    type Item = ([u8; 4], u8, Bytes);

    /// Ends at the first track that is incomplete.
    fn next(&mut self) -> Option<Self::Item> {
        let track = self.read();
        if track.is_none() {
            self.layout = Layout::End;
        }
        track
    }
}

fn four(body: &mut Bytes) -> Option<[u8; 4]> {
    take(body, 4)?.as_ref().try_into().ok()
}

fn take(body: &mut Bytes, length: usize) -> Option<Bytes> {
    (length <= body.len()).then(|| body.split_to(length))
}

fn u24(body: &mut Bytes) -> Option<u32> {
    u32::try_from(body.try_get_uint(3).ok()?).ok()
}
