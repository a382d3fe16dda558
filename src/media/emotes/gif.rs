//! GIF, by its specification in version 89a.

use std::io::Cursor;
use std::num::NonZeroU64;

use gif::{DecodeOptions, DecodingError, MemoryLimit};

use super::{InvalidPicture, Size};

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
/// The extension that gives a frame its duration and its transparent colour.
const GRAPHIC_CONTROL: u8 = 0xf9;
/// Extensions of programs, of which one shows: how often the animation is repeated.
const APPLICATION: u8 = 0xff;
const REPETITION: &[u8] = b"NETSCAPE2.0";

pub(super) fn checked(gif: &[u8]) -> Result<Vec<u8>, InvalidPicture> {
    let mut parts = Parts { rest: gif, shown: Vec::with_capacity(gif.len()) };
    let (size, frames) = parts.all().ok_or(InvalidPicture::Damaged)?;
    size.check(frames)?;
    match decode(&parts.shown, size) {
        Ok(decoded) if decoded == frames => Ok(parts.shown),
        _ => Err(InvalidPicture::Damaged),
    }
}

/// Reads a file part by part, and keeps the parts that show.
struct Parts<'a> {
    rest: &'a [u8],
    shown: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// The size of the picture, and how many frames it has. `None` if the file is torn or something follows its end.
    fn all(&mut self) -> Option<(Size, usize)> {
        let head = self.keep(13)?;
        let side = |at: usize| u32::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let size = Size { width: side(6), height: side(8) };
        self.keep_colours(head[10])?;
        let mut frames = 0;
        loop {
            match *self.rest.first()? {
                EXTENSION => self.extension()?,
                IMAGE => {
                    let head = self.keep(10)?;
                    self.keep_colours(head[9])?;
                    // the width of the first codes
                    self.keep(1)?;
                    let data = self.blocks()?;
                    self.shown.extend_from_slice(data);
                    frames += 1;
                }
                TRAILER => {
                    self.keep(1)?;
                    return self.rest.is_empty().then_some((size, frames));
                }
                _ => return None,
            }
        }
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (part, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(part)
    }

    fn keep(&mut self, length: usize) -> Option<&'a [u8]> {
        let part = self.take(length)?;
        self.shown.extend_from_slice(part);
        Some(part)
    }

    /// Keeps a table of colours, if the flags say that there is one.
    fn keep_colours(&mut self, flags: u8) -> Option<()> {
        if flags & 0x80 != 0 {
            self.keep(3 << ((flags & 7) + 1))?;
        }
        Some(())
    }

    /// Takes blocks up to an empty one: each begins with its length.
    fn blocks(&mut self) -> Option<&'a [u8]> {
        let start = self.rest;
        while let length @ 1.. = *self.take(1)?.first()? {
            self.take(length.into())?;
        }
        start.get(..start.len() - self.rest.len())
    }

    /// Takes an extension, and keeps it if it shows.
    fn extension(&mut self) -> Option<()> {
        let head = self.take(2)?;
        let blocks = self.blocks()?;
        let shows = match head[1] {
            GRAPHIC_CONTROL => true,
            APPLICATION => blocks.get(1..=REPETITION.len()) == Some(REPETITION),
            _ => false,
        };
        if shows {
            self.shown.extend_from_slice(head);
            self.shown.extend_from_slice(blocks);
        }
        Some(())
    }
}

/// How many frames can be decoded.
fn decode(gif: &[u8], size: Size) -> Result<usize, DecodingError> {
    let mut options = DecodeOptions::new();
    options
        .set_memory_limit(NonZeroU64::new(size.pixels()).map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
    options.check_frame_consistency(true);
    let mut decoder = options.read_info(Cursor::new(gif))?;
    let mut frames = 0;
    while decoder.read_next_frame()?.is_some() {
        frames += 1;
    }
    Ok(frames)
}
