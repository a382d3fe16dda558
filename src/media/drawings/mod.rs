//! Drawings in chat. What a client sends is decoded and encoded as a new small PNG, or refused: nothing but its pixels
//! reaches others.

mod encode;
#[cfg(test)]
mod tests;

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use png::{BitDepth, ColorType, Transformations};
use pystreaming_actors::room::drawings::{DRAWING_HEIGHT, DRAWING_WIDTH, DrawingDecoder, InvalidDrawing};

use super::png_chunks::{SIGNATURE, chunks};

/// Longest data URL that is accepted. Even a drawing of noise is shorter.
const SRC_MAX: usize = 200 * 1024;
/// Longest header of a data URL.
const HEADER_MAX: usize = 100;
/// Memory limit of the decoder, several times the size of the largest image of these dimensions.
const MEMORY_MAX: usize = 2 * 1024 * 1024;

/// Some libraries omit the padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Red, green and blue.
type Pixel = [u8; 3];

/// Decodes the data URLs that browsers send.
#[derive(Debug, Clone, Copy, Default)]
pub struct Drawings;

impl DrawingDecoder for Drawings {
    fn decode(&self, src: &str) -> Result<String, InvalidDrawing> {
        if src.len() > SRC_MAX {
            return Err(InvalidDrawing::TooLarge);
        }
        // some programs wrap Base64 into lines
        let src: String = src.split_ascii_whitespace().collect();
        let data = data_of_url(&src).ok_or(InvalidDrawing::NotPng)?;
        let bytes = BASE64.decode(data).map_err(|_| InvalidDrawing::NotPng)?;
        Ok(format!("data:image/png;base64,{}", BASE64.encode(reencode(&bytes)?)))
    }
}

/// A new PNG with the pixels of this one. Idempotent.
pub fn reencode(png: &[u8]) -> Result<Vec<u8>, InvalidDrawing> {
    let pixels = pixels(&critical_chunks(png)?)?;
    encode::encode(&pixels).map_err(|_| InvalidDrawing::Damaged)
}

/// The data after the comma of `data:image/png;base64,`, whose header may have parameters.
fn data_of_url(src: &str) -> Option<&str> {
    let (header, data) = src.split_once(',').filter(|(header, _)| header.len() <= HEADER_MAX)?;
    let header = header.to_ascii_lowercase();
    let parameters = header.strip_prefix("data:image/png")?.strip_suffix(";base64")?;
    let is_parameter = |c: char| c.is_ascii_alphanumeric() || matches!(c, ';' | '=' | '-' | '_' | '.' | '+');
    let fits = parameters.is_empty() || (parameters.starts_with(';') && parameters.chars().all(is_parameter));
    fits.then_some(data)
}

/// The chunks of a PNG that an image needs. Texts, profiles and animations are skipped: drawings have none, and compressed
/// data in them can decompress to any size.
fn critical_chunks(bytes: &[u8]) -> Result<Vec<u8>, InvalidDrawing> {
    let rest = bytes.strip_prefix(SIGNATURE).ok_or(InvalidDrawing::NotPng)?;
    if !rest.starts_with(b"\0\0\0\x0dIHDR") || rest.len() < 16 {
        return Err(InvalidDrawing::Damaged);
    }
    if rest[8..12] != DRAWING_WIDTH.to_be_bytes() || rest[12..16] != DRAWING_HEIGHT.to_be_bytes() {
        return Err(InvalidDrawing::WrongSize);
    }
    let mut png = SIGNATURE.to_vec();
    for chunk in chunks(bytes).ok_or(InvalidDrawing::Damaged)? {
        let length = chunk.data.len();
        match chunk.name {
            // the decoder relies on whole colours, and on no more than 256
            b"PLTE" if !length.is_multiple_of(3) || length > 3 * 256 => return Err(InvalidDrawing::Damaged),
            b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" => png.extend_from_slice(chunk.whole),
            _ if chunk.is_critical() => return Err(InvalidDrawing::Damaged),
            _ => {}
        }
    }
    Ok(png)
}

/// The image on a white background.
fn pixels(png: &[u8]) -> Result<Vec<Pixel>, InvalidDrawing> {
    decode(png).map_err(|_| InvalidDrawing::Damaged)?.ok_or(InvalidDrawing::Damaged)
}

fn decode(png: &[u8]) -> Result<Option<Vec<Pixel>>, png::DecodingError> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(png), png::Limits { bytes: MEMORY_MAX });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let Some(size) = reader.output_buffer_size().filter(|size| *size <= MEMORY_MAX) else { return Ok(None) };
    let mut samples = vec![0; size];
    let info = reader.next_frame(&mut samples)?;
    if (info.width, info.height, info.bit_depth) != (DRAWING_WIDTH, DRAWING_HEIGHT, BitDepth::Eight) {
        return Ok(None);
    }
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let pixel = |samples: &[u8]| match *samples {
        [grey] => [grey; 3],
        [grey, alpha] => [on_white(grey, alpha); 3],
        [red, green, blue] => [red, green, blue],
        [red, green, blue, alpha] => [red, green, blue].map(|value| on_white(value, alpha)),
        _ => [255; 3],
    };
    let is_known = info.color_type != ColorType::Indexed;
    Ok(is_known.then(|| samples.chunks_exact(info.color_type.samples()).map(pixel).collect()))
}
