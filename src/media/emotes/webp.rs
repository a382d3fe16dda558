//! WebP, by RFC 9649.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::{InvalidPicture, Size};

/// Signature of the file and of the format, with the length between them.
const HEAD: usize = 12;
/// Position, size and duration of a frame of an animation.
const FRAME_HEAD: usize = 16;
/// Flags of an extended file that announce a colour profile and metadata.
const METADATA_FLAGS: u8 = 0x20 | 0x08 | 0x04;

pub(super) fn checked(webp: &[u8]) -> Result<Vec<u8>, InvalidPicture> {
    let parts = Parts::of(webp).ok_or(InvalidPicture::Damaged)?;
    parts.size.check(parts.frames)?;
    decode(&parts.shown, parts.size, parts.frames).map_err(|_| InvalidPicture::Damaged)?;
    Ok(parts.shown)
}

/// What shows of a file.
struct Parts {
    shown: Vec<u8>,
    size: Size,
    frames: usize,
}

impl Parts {
    /// `None` if the file is torn, or a picture in it is not of the size that the file announces.
    fn of(webp: &[u8]) -> Option<Self> {
        let (head, body) = webp.split_at_checked(HEAD)?;
        let length = u32::from_le_bytes(*head[4..].first_chunk()?) as usize;
        if length != webp.len() - 8 {
            return None;
        }
        let chunks = chunks(body)?;
        let (mut size, mut frames, mut shown) = (None, 0, Vec::new());
        for chunk in chunks {
            match chunk.name {
                b"VP8X" if size.is_none() && chunk.data.len() == 10 => {
                    let mut data = chunk.data.to_vec();
                    size = Some(Size { width: number(&data[4..7]) + 1, height: number(&data[7..10]) + 1 });
                    data[0] &= !METADATA_FLAGS;
                    append(&mut shown, chunk.name, &data);
                }
                b"ANIM" | b"ALPH" => append(&mut shown, chunk.name, chunk.data),
                b"VP8 " | b"VP8L" => {
                    let own = picture_size(&chunk)?;
                    if *size.get_or_insert(own) != own {
                        return None;
                    }
                    append(&mut shown, chunk.name, chunk.data);
                    frames += 1;
                }
                b"ANMF" => {
                    append(&mut shown, chunk.name, &frame(chunk.data)?);
                    frames += 1;
                }
                // a file begins with its size
                _ if size.is_none() => return None,
                _ => {}
            }
        }
        let length = u32::try_from(shown.len() + 4).ok()?;
        let shown = [b"RIFF", &length.to_le_bytes()[..], b"WEBP", &shown].concat();
        Some(Self { shown, size: size?, frames })
    }
}

/// The data of an animation's frame, without what does not show.
fn frame(data: &[u8]) -> Option<Vec<u8>> {
    let (head, body) = data.split_at_checked(FRAME_HEAD)?;
    let size = Size { width: number(&head[6..9]) + 1, height: number(&head[9..12]) + 1 };
    let mut shown = head.to_vec();
    let mut pictures = 0;
    for chunk in chunks(body)? {
        match chunk.name {
            b"VP8 " | b"VP8L" if picture_size(&chunk)? == size => pictures += 1,
            b"ALPH" => {}
            b"VP8 " | b"VP8L" => return None,
            _ => continue,
        }
        append(&mut shown, chunk.name, chunk.data);
    }
    (pictures == 1).then_some(shown)
}

struct Chunk<'a> {
    name: &'a [u8; 4],
    data: &'a [u8],
}

/// The chunks of a file or of a frame; `None` if the last one is torn.
fn chunks(mut rest: &[u8]) -> Option<Vec<Chunk<'_>>> {
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let (name, after) = rest.split_first_chunk()?;
        let (length, after) = after.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (data, after) = after.split_at_checked(length)?;
        chunks.push(Chunk { name, data });
        // chunks of odd length are padded
        (_, rest) = after.split_at_checked(length % 2)?;
    }
    Some(chunks)
}

fn append(shown: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    shown.extend_from_slice(name);
    // no longer than it was
    shown.extend_from_slice(&(data.len() as u32).to_le_bytes());
    shown.extend_from_slice(data);
    if data.len() % 2 == 1 {
        shown.push(0);
    }
}

/// A number of three bytes.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The size in the bitstream, by which a decoder reserves memory.
fn picture_size(chunk: &Chunk<'_>) -> Option<Size> {
    if chunk.name == b"VP8L" {
        let [0x2f, bits @ ..] = chunk.data else { return None };
        let bits = u32::from_le_bytes(*bits.first_chunk()?);
        return Some(Size { width: (bits & 0x3fff) + 1, height: (bits >> 14 & 0x3fff) + 1 });
    }
    // tag, start code, then both sides with a scale in their upper two bits
    let [_, _, _, 0x9d, 0x01, 0x2a, w1, w2, h1, h2, ..] = *chunk.data else { return None };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    Some(Size { width: side(w1, w2), height: side(h1, h2) })
}

fn decode(webp: &[u8], size: Size, frames: usize) -> Result<(), DecodingError> {
    let mut decoder = WebPDecoder::new(Cursor::new(webp))?;
    decoder.set_memory_limit(4 * size.rgba_bytes());
    let mut pixels = vec![0; decoder.output_buffer_size().unwrap_or_default()];
    if !decoder.is_animated() {
        return match frames {
            1 => decoder.read_image(&mut pixels),
            _ => Err(DecodingError::InvalidChunkSize),
        };
    }
    if decoder.num_frames() as usize != frames {
        return Err(DecodingError::InvalidChunkSize);
    }
    for _ in 0..frames {
        decoder.read_frame(&mut pixels)?;
    }
    Ok(())
}
