//! Small PNG files.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, EncodingError, Filter};
use pystreaming_actors::room::drawings::{DRAWING_HEIGHT, DRAWING_WIDTH};

use super::Pixel;

/// A PNG of these pixels, always the same for the same: with a palette where 256 colours are enough.
pub fn encode(pixels: &[Pixel]) -> Result<Vec<u8>, EncodingError> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, DRAWING_WIDTH, DRAWING_HEIGHT);
    encoder.set_compression(Compression::Balanced);
    // filters help photos; lines on white are smaller without
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

/// The colours in the order in which they appear and, for each pixel, which one it has.
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

/// So many bits for each index, the first in the highest bits of a byte. Rows end with a byte, since their width is a
/// multiple of eight.
fn pack(indices: &[u8], bits: u32) -> Vec<u8> {
    const { assert!(DRAWING_WIDTH.is_multiple_of(8)) };
    let join = |group: &[u8]| group.iter().fold(0_u8, |byte, index| byte.unbounded_shl(bits) | index);
    indices.chunks(8 / bits as usize).map(join).collect()
}
