//! Uploaded pictures of emotes. A picture is decoded frame by frame within limits, and stored without metadata: nothing
//! but what shows reaches others, under the type that it has.
//!
//! The formats are those with a maintained decoder in safe Rust, so AVIF is none of them. Pictures are not encoded
//! again, which would cost lossy ones their quality.

mod gif;
mod png;
#[cfg(test)]
mod tests;
mod webp;

use pystreaming_actors::model::EmotePicture;
use pystreaming_actors::model::names::hex;
use sha2::{Digest as _, Sha256};

/// Largest picture in bytes.
pub const PICTURE_MAX: usize = 512 * 1024;
/// Greatest width and height.
pub const SIDE_MAX: u32 = 1024;
/// Most pixels of all frames together, each as large as the whole picture. Decoding them takes about a second.
pub const PIXELS_MAX: u64 = 16 << 20;

/// Formats of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// GIF, animated or not.
    Gif,
    /// PNG, animated (APNG) or not.
    Png,
    /// WebP, animated or not.
    WebP,
}

impl PictureFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Gif, Self::Png, Self::WebP];

    /// What files of the format begin with decides, not what the sender says.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// The type for browsers.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Gif => "image/gif",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}

/// Why a picture is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPicture {
    /// No known format.
    #[error("is neither PNG, GIF nor WebP; convert it to one of them")]
    Format,
    /// More bytes than [`PICTURE_MAX`].
    #[error("is larger than {} KiB", PICTURE_MAX / 1024)]
    TooLarge,
    /// Wider or higher than [`SIDE_MAX`].
    #[error("is wider or higher than {SIDE_MAX} pixels; emotes show at the height of a line")]
    TooWide,
    /// More pixels than [`PIXELS_MAX`].
    #[error("has too many frames for its size; make it smaller or shorter")]
    TooLong,
    /// A decoder cannot read it to its end, or something follows its end.
    #[error("is damaged")]
    Damaged,
}

/// Checks a picture, and removes what does not show. Decodes it, so it may take a second. Idempotent.
///
/// # Errors
/// The picture is of no known format, too large in one way or another, or damaged.
pub fn checked(bytes: &[u8]) -> Result<EmotePicture, InvalidPicture> {
    if bytes.len() > PICTURE_MAX {
        return Err(InvalidPicture::TooLarge);
    }
    let format = PictureFormat::of(bytes).ok_or(InvalidPicture::Format)?;
    let contents = match format {
        PictureFormat::Gif => gif::checked(bytes),
        PictureFormat::Png => png::checked(bytes),
        PictureFormat::WebP => webp::checked(bytes),
    }?;
    let name = format!("{}.{}", hex(&Sha256::digest(&contents)[..16]), format.extension());
    Ok(EmotePicture { name, contents })
}

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    width: u32,
    height: u32,
}

impl Size {
    fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Bytes of a frame with four bytes for each pixel, which has been checked.
    fn rgba_bytes(self) -> usize {
        self.pixels() as usize * 4
    }

    fn check(self, frames: usize) -> Result<(), InvalidPicture> {
        if self.pixels() == 0 || frames == 0 {
            return Err(InvalidPicture::Damaged);
        }
        if self.width.max(self.height) > SIDE_MAX {
            return Err(InvalidPicture::TooWide);
        }
        match self.pixels().checked_mul(frames as u64) {
            Some(pixels) if pixels <= PIXELS_MAX => Ok(()),
            _ => Err(InvalidPicture::TooLong),
        }
    }
}
