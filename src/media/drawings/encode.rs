//! A PNG encoder for drawings.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, EncodingError, Filter};
use pystreaming_actors::room::drawings::{DRAWING_BYTES_MAX, DRAWING_HEIGHT, DRAWING_WIDTH};

use super::Pixel;

/// A PNG of at most [`DRAWING_BYTES_MAX`] bytes. If the colours take more, each becomes the nearest of 216. Deterministic.
pub fn encode(pixels: &[Pixel]) -> Result<Vec<u8>, EncodingError> {
    let png = encode_exactly(pixels)?;
    if png.len() <= DRAWING_BYTES_MAX {
        return Ok(png);
    }
    encode_exactly(&pixels.iter().map(|pixel| pixel.map(quantized)).collect::<Vec<_>>())
}

/// The nearest of six values. With 216 colours each pixel is one byte, which fits even uncompressed.
fn quantized(value: u8) -> u8 {
    const STEP: u8 = 51;
    const { assert!((DRAWING_WIDTH * DRAWING_HEIGHT) as usize + 2048 < DRAWING_BYTES_MAX) };
    (value.saturating_add(STEP / 2) / STEP) * STEP
}

/// With a palette if 256 colours are enough.
fn encode_exactly(pixels: &[Pixel]) -> Result<Vec<u8>, EncodingError> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, DRAWING_WIDTH, DRAWING_HEIGHT);
    encoder.set_compression(Compression::Balanced);
    // filters help photos; lines on white compress better without
    encoder.set_filter(Filter::NoFilter);
    let data = match palette(pixels) {
        Some((colours, indices)) => {
            let depth = depth(colours.len());
            encoder.set_color(ColorType::Indexed);
            encoder.set_depth(depth);
            encoder.set_palette(colours.concat());
            pack(&indices, depth as u32)
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            encoder.set_depth(BitDepth::Eight);
            pixels.concat()
        }
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(png)
}

/// The colours in order of appearance, and the index of each pixel's colour. `None` for more than 256.
fn palette(pixels: &[Pixel]) -> Option<(Vec<Pixel>, Vec<u8>)> {
    let mut numbers = HashMap::new();
    let mut colours = Vec::new();
    let mut indices = Vec::with_capacity(pixels.len());
    for pixel in pixels {
        let next = u8::try_from(colours.len());
        let index = *numbers.entry(*pixel).or_insert_with(|| {
            colours.push(*pixel);
            next
        });
        indices.push(index.ok()?);
    }
    Some((colours, indices))
}

fn depth(colours: usize) -> BitDepth {
    match colours {
        0..=2 => BitDepth::One,
        3..=4 => BitDepth::Two,
        5..=16 => BitDepth::Four,
        _ => BitDepth::Eight,
    }
}

/// Packs each index into `bits` bits, the first into the highest bits of a byte. Rows end at a byte boundary, since their
/// width is a multiple of eight.
fn pack(indices: &[u8], bits: u32) -> Vec<u8> {
    const { assert!(DRAWING_WIDTH.is_multiple_of(8)) };
    let join = |group: &[u8]| group.iter().fold(0_u8, |byte, index| byte.unbounded_shl(bits) | index);
    indices.chunks(8 / bits as usize).map(join).collect()
}
