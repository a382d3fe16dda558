//! PNG and APNG.

use std::io::Cursor;

use png::{Decoder, DecodingError, Limits, Transformations};

use super::{InvalidPicture, Size};
use crate::media::png_chunks::{Chunk, SIGNATURE, chunks};

/// Chunks that show: the picture, its colours, and its animation.
const SHOWN: [&[u8]; 10] =
    [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"acTL", b"fcTL"];
/// A frame's data.
const FRAME: &[u8] = b"fdAT";

pub(super) fn checked(png: &[u8]) -> Result<Vec<u8>, InvalidPicture> {
    let all = chunks(png).ok_or(InvalidPicture::Damaged)?;
    let is_shown = |chunk: &Chunk<'_>| SHOWN.contains(&chunk.name) || chunk.name == FRAME;
    // the decoder relies on whole colours, and on no more than 256
    let is_odd = |chunk: &Chunk<'_>| !chunk.data.len().is_multiple_of(3) || chunk.data.len() > 3 * 256;
    let is_wrong = |chunk: &Chunk<'_>| match chunk.name {
        b"PLTE" => is_odd(chunk),
        _ => chunk.is_critical() && !is_shown(chunk),
    };
    if all.iter().any(is_wrong) {
        return Err(InvalidPicture::Damaged);
    }
    let shown: Vec<_> = all.into_iter().filter(is_shown).collect();
    let size = size(shown[0].data).ok_or(InvalidPicture::Damaged)?;
    let frames = frames(&shown).ok_or(InvalidPicture::Damaged)?;
    size.check(frames)?;
    let contents = [SIGNATURE].into_iter().chain(shown.iter().map(|chunk| chunk.whole)).collect::<Vec<_>>();
    let contents = contents.concat();
    decode(&contents, size, frames).map_err(|_| InvalidPicture::Damaged)?;
    Ok(contents)
}

fn size(header: &[u8]) -> Option<Size> {
    let (width, rest) = header.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    Some(Size { width: u32::from_be_bytes(*width), height: u32::from_be_bytes(*height) })
}

/// How many pictures the file holds: frames, and one for browsers without animations if it is none of them. `None` if
/// it does not hold the frames that it announces.
fn frames(shown: &[Chunk<'_>]) -> Option<usize> {
    let at = |name: &[u8]| shown.iter().position(|chunk| chunk.name == name);
    let count = |name: &[u8]| shown.iter().filter(|chunk| chunk.name == name).count();
    let Some(animation) = at(b"acTL") else {
        return (count(b"fcTL") == 0 && count(FRAME) == 0).then_some(1);
    };
    let announced = u32::from_be_bytes(*shown[animation].data.first_chunk()?) as usize;
    let is_separate = at(b"fcTL")? > at(b"IDAT")?;
    (announced == count(b"fcTL") && count(b"acTL") == 1).then_some(announced + usize::from(is_separate))
}

fn decode(png: &[u8], size: Size, frames: usize) -> Result<(), DecodingError> {
    // several times what the widest picture of this size takes
    let limits = Limits { bytes: 4 * size.rgba_bytes() + (1 << 20) };
    let mut decoder = Decoder::new_with_limits(Cursor::new(png), limits);
    // finds colours that the palette does not have
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info()?;
    // sixteen bits for each of four channels
    let mut pixels = vec![0; 2 * size.rgba_bytes()];
    for _ in 0..frames {
        reader.next_frame(&mut pixels)?;
    }
    reader.finish()
}
