//! Just enough of WebSocket for both ends: whole text frames, short and long, masked or not.

/// What the client masks with. The server has to undo it whatever it is.
const MASK: [u8; 4] = [0x5a, 0xa5, 0x3c, 0xc3];

pub const TEXT: u8 = 1;
pub const CLOSE: u8 = 8;

/// Where a frame's payload stands.
pub struct Frame {
    pub opcode: u8,
    pub mask: Option<[u8; 4]>,
    pub start: usize,
    pub end: usize,
}

/// Finds the frame at the beginning, if all of it is there.
#[inline]
pub fn frame(bytes: &[u8]) -> Option<Frame> {
    let (&first, &second) = (bytes.first()?, bytes.get(1)?);
    let (length, mut start) = match second & 0x7f {
        126 => (usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])), 4),
        127 => (usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?, 10),
        short => (usize::from(short), 2),
    };
    let mut mask = None;
    if second & 0x80 != 0 {
        mask = Some(bytes.get(start..start + 4)?.try_into().ok()?);
        start += 4;
    }
    let end = start.checked_add(length)?;
    (bytes.len() >= end).then_some(Frame { opcode: first & 0x0f, mask, start, end })
}

pub fn put_server_text(payload: &[u8], out: &mut Vec<u8>) {
    put_head(payload.len(), 0, out);
    out.extend_from_slice(payload);
}

pub fn put_client_text(payload: &[u8], out: &mut Vec<u8>) {
    put_head(payload.len(), 0x80, out);
    out.extend_from_slice(&MASK);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

pub fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

fn put_head(length: usize, masked: u8, out: &mut Vec<u8>) {
    out.push(0x80 | TEXT);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..126), _) => out.push(masked | short),
        (_, Ok(long)) => {
            out.push(masked | 126);
            out.extend_from_slice(&long.to_be_bytes());
        }
        _ => {
            out.push(masked | 127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}
