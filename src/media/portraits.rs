//! The pictures that streamers upload of themselves. Each is decoded within limits, turned as its camera says, cut to
//! its shape and encoded again in fixed sizes, so nothing of the file but its colours reaches others. An animation
//! becomes its first frame.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::{FilterType, resize};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits, Pixel, RgbaImage};
use pystreaming_actors::model::names::hex;
use pystreaming_actors::model::{PictureKind, PictureName, StreamerPicture};
use sha2::{Digest as _, Sha256};

/// Largest file in bytes.
pub const PORTRAIT_MAX: usize = 8 << 20;
/// Most pixels of the file: those of most cameras in phones.
const PIXELS_MAX: u64 = 16 << 20;
/// Most bytes that a decoder may use: sixteen bits for each of four channels, and as much again.
const DECODER_MAX: u64 = 2 * 8 * PIXELS_MAX;
/// Of 100. Below it, edges begin to show blocks.
const JPEG_QUALITY: u8 = 85;

/// Types of files, for browsers and the API; the contents decide.
pub const PORTRAIT_TYPES: &[&str] =
    &["image/png", "image/jpeg", "image/webp", "image/gif", "application/octet-stream"];

/// Which part of a picture is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// In percent: with 100, the part is as large as it can be; with 200, half as wide and half as high.
    pub zoom: u32,
    /// Where it is from left to right, from 0 to 100.
    pub across: u32,
    /// Where it is from above to below, from 0 to 100.
    pub down: u32,
}

impl Default for Cut {
    /// The largest part in the middle.
    fn default() -> Self {
        Self { zoom: 100, across: 50, down: 50 }
    }
}

/// Why a picture is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPortrait {
    /// No known format.
    #[error("is neither PNG, JPEG, WebP nor GIF; convert it to one of them")]
    Format,
    /// More bytes than [`PORTRAIT_MAX`].
    #[error("is larger than {} MiB; make it smaller", PORTRAIT_MAX >> 20)]
    TooLarge,
    /// More than 16 million of them.
    #[error("has {width} × {height} pixels; {} megapixels are allowed, so make it smaller", PIXELS_MAX >> 20)]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// Smaller than the smallest size of its kind.
    #[error("has {width} × {height} pixels; it needs {} × {} or more", least.0, least.1)]
    TooSmall {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// The smallest width and height.
        least: (u32, u32),
    },
    /// A decoder cannot read it.
    #[error("is damaged")]
    Damaged,
}

/// Makes all sizes of a picture from a file. Decodes it, so it may take a second.
///
/// # Errors
/// The file is of no known format, too large, too small, or damaged.
pub fn portrait(kind: PictureKind, file: &[u8], cut: Cut) -> Result<StreamerPicture, InvalidPortrait> {
    if file.len() > PORTRAIT_MAX {
        return Err(InvalidPortrait::TooLarge);
    }
    let cut = part(decoded(file)?, kind, cut)?;
    let extension = if kind == PictureKind::Avatar && is_transparent(&cut) { "png" } else { "jpg" };
    let picture = multiplied(cut);
    let damaged = |_| InvalidPortrait::Damaged;
    let (mut sizes, mut digest) = (Vec::new(), Sha256::new());
    for width in kind.widths() {
        let contents = encoded(&picture, *width, kind.height(*width), extension).map_err(damaged)?;
        digest.update(&contents);
        sizes.push((*width, contents));
    }
    let name = format!("{}.{extension}", hex(&digest.finalize()[..16]));
    Ok(StreamerPicture { name: PictureName::parse(&name).map_err(|_| InvalidPortrait::Damaged)?, sizes })
}

/// The type for browsers of a picture with this name.
pub fn content_type(name: &str) -> &'static str {
    if name.ends_with(".png") { "image/png" } else { "image/jpeg" }
}

/// The file's first picture, as its camera was held.
fn decoded(file: &[u8]) -> Result<DynamicImage, InvalidPortrait> {
    // what a file begins with decides, not what the sender says
    let format = match image::guess_format(file) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)) => format,
        _ => return Err(InvalidPortrait::Format),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| InvalidPortrait::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(InvalidPortrait::TooManyPixels { width, height });
    }
    // a turn that cannot be read is none
    let turn = decoder.orientation().ok();
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| InvalidPortrait::Damaged)?;
    // first, since pictures with more than eight bits a channel are turned as a copy
    let mut picture = DynamicImage::from(picture.into_rgba8());
    if let Some(turn) = turn {
        picture.apply_orientation(turn);
    }
    Ok(picture)
}

/// The part that is taken, in the shape of the kind.
fn part(mut picture: DynamicImage, kind: PictureKind, cut: Cut) -> Result<RgbaImage, InvalidPortrait> {
    let (width, height) = (picture.width(), picture.height());
    let least = kind.widths().first().map_or((1, 1), |width| (*width, kind.height(*width)));
    if width < least.0 || height < least.1 {
        return Err(InvalidPortrait::TooSmall { width, height, least });
    }
    let (wide, high) = kind.shape();
    // no side has more than PIXELS_MAX, so none of the products overflows
    let (largest_width, largest_height) = (width.min(height * wide / high), height.min(width * high / wide));
    let zoomed = |side: u32| (u64::from(side) * 100 / u64::from(cut.zoom.max(100))).max(1) as u32;
    let (part_width, part_height) = (zoomed(largest_width), zoomed(largest_height));
    let place = |free: u32, percent: u32| (u64::from(free) * u64::from(percent.min(100)) / 100) as u32;
    let (x, y) = (place(width - part_width, cut.across), place(height - part_height, cut.down));
    Ok(picture.crop(x, y, part_width, part_height).into_rgba8())
}

fn is_transparent(picture: &RgbaImage) -> bool {
    picture.pixels().any(|pixel| pixel[3] < u8::MAX)
}

/// Multiplies colours by their opacity, so that scaling does not bleed the colour of what is transparent. Without its opacity
/// such a picture lies over black, as the place of the picture is.
fn multiplied(mut picture: RgbaImage) -> RgbaImage {
    for pixel in picture.pixels_mut() {
        let opacity = u16::from(pixel[3]);
        pixel.apply_without_alpha(|colour| (u16::from(colour) * opacity / 255) as u8);
    }
    picture
}

/// Undoes [`multiplied`].
fn divide(picture: &mut RgbaImage) {
    for pixel in picture.pixels_mut() {
        let opacity = u16::from(pixel[3]).max(1);
        pixel.apply_without_alpha(|colour| (u16::from(colour) * 255 / opacity).min(255) as u8);
    }
}

/// A picture from [`multiplied`] in one size.
fn encoded(picture: &RgbaImage, width: u32, height: u32, extension: &str) -> ImageResult<Vec<u8>> {
    let mut file = Vec::new();
    let mut scaled = resize(picture, width, height, FilterType::Lanczos3);
    if extension == "png" {
        divide(&mut scaled);
        scaled.write_with_encoder(PngEncoder::new(&mut file))?;
    } else {
        let opaque = DynamicImage::from(scaled).into_rgb8();
        opaque.write_with_encoder(JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests;
