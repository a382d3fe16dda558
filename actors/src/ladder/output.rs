//! What ffmpeg writes: FLV with one track of pictures.

use std::collections::VecDeque;

use bytes::{Buf, Bytes, BytesMut};

use crate::frames::Input;
use crate::rtmp::flv::Demuxer;

/// The longest picture: that of a second at 64 Mbit/s.
const TAG_MAX: usize = 8 << 20;
/// Bytes before the first tag, with the length of the tag before it.
const BEGINNING: usize = 9 + 4;
const HEADER: usize = 11;
/// Bytes after a tag, which repeat its length.
const TRAILER: usize = 4;
const VIDEO: u8 = 9;

/// ffmpeg wrote something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Not FLV.
    #[error("its output is not FLV")]
    Container,
    /// FLV, but not with pictures of a kind that is known, or far too large ones.
    #[error("its output has no usable pictures")]
    Picture,
}

/// Reads the output of a rung.
#[derive(Debug, Default)]
pub struct Output {
    buffer: BytesMut,
    has_begun: bool,
    demuxer: Demuxer,
}

impl Output {
    /// Takes bytes as they come; returns what they complete.
    ///
    /// # Errors
    /// The rest cannot be read after one.
    pub fn read(&mut self, bytes: &[u8]) -> Result<VecDeque<Input>, Broken> {
        self.buffer.extend_from_slice(bytes);
        let mut inputs = VecDeque::new();
        if !self.has_begun {
            if self.buffer.len() < BEGINNING {
                return Ok(inputs);
            }
            if !self.buffer.starts_with(b"FLV\x01") {
                return Err(Broken::Container);
            }
            self.buffer.advance(BEGINNING);
            self.has_begun = true;
        }
        while let Some((kind, time, body)) = self.tag()? {
            if kind == VIDEO {
                let mut found = VecDeque::new();
                self.demuxer.video(time, body, &mut found).map_err(|_| Broken::Picture)?;
                inputs.append(&mut found);
            }
        }
        Ok(inputs)
    }

    /// The next tag, if it is there: its type, its time in milliseconds and its body.
    fn tag(&mut self) -> Result<Option<(u8, u32, Bytes)>, Broken> {
        let Some(&[kind, a, b, c, middle, low, lowest, high, ..]) = self.buffer.first_chunk::<HEADER>()
        else {
            return Ok(None);
        };
        let length = u32::from_be_bytes([0, a, b, c]) as usize;
        if length > TAG_MAX {
            return Err(Broken::Picture);
        }
        if self.buffer.len() < HEADER + length + TRAILER {
            return Ok(None);
        }
        self.buffer.advance(HEADER);
        let body = self.buffer.split_to(length).freeze();
        self.buffer.advance(TRAILER);
        Ok(Some((kind, u32::from_be_bytes([high, middle, low, lowest]), body)))
    }
}
