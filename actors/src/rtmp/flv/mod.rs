//! Messages with pictures and sound, in the forms of FLV and of Enhanced RTMP, as frames.

mod audio;
mod codecs;
mod enhanced;
mod metadata;
mod nal;
mod parameters;
mod video;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use bytes::Bytes;

use super::fault::Fault;
use super::timestamps::Timestamps;
use crate::frames::{Codec, Frame, Input, Parameters, TrackId};

/// Tracks that a publisher may send: a ladder, and sound in some languages.
pub const TRACKS_MAX: usize = 16;

pub use metadata::metadata;

/// Turns messages into frames.
#[derive(Debug, Default)]
pub struct Demuxer {
    clock: Timestamps,
    /// Those that had parameters, in the order of their arrival; at most [`TRACKS_MAX`].
    tracks: Vec<Track>,
}

#[derive(Debug)]
struct Track {
    id: TrackId,
    codec: Codec,
    /// Bytes before each NAL unit that give its length.
    nal_length: usize,
}

/// One track's part of a message.
struct Packet {
    track: TrackId,
    codec: Codec,
    content: Content,
}

enum Content {
    /// A decoder configuration.
    Start(Bytes),
    Frame {
        keyframe: bool,
        /// Milliseconds from decoding to presentation.
        composition: i32,
        data: Bytes,
    },
    /// The end of a sequence, or facts that nobody needs.
    Nothing,
}

impl Demuxer {
    /// Reads a message of type 8. Incomplete ones, as those that mean silence, are ignored.
    pub fn audio(&mut self, time: u32, message: Bytes, inputs: &mut VecDeque<Input>) -> Result<(), Fault> {
        audio::read(message, |packet, nanoseconds| self.packet(packet, time, nanoseconds, inputs))
    }

    /// Reads a message of type 9. Incomplete ones are ignored.
    pub fn video(&mut self, time: u32, message: Bytes, inputs: &mut VecDeque<Input>) -> Result<(), Fault> {
        video::read(message, |packet, nanoseconds| self.packet(packet, time, nanoseconds, inputs))
    }

    fn packet(
        &mut self,
        packet: Packet,
        time: u32,
        nanoseconds: u32,
        inputs: &mut VecDeque<Input>,
    ) -> Result<(), Fault> {
        if inputs.len() > 2 * TRACKS_MAX {
            return Err(Fault::Tracks);
        }
        match packet.content {
            Content::Start(record) => {
                let (record, nal_length) = parameters::normal(packet.codec, record)?;
                self.note(Track { id: packet.track, codec: packet.codec, nal_length })?;
                inputs.push_back(Input::Parameters(packet.track, Parameters { codec: packet.codec, record }));
            }
            Content::Frame { keyframe, composition, data } => {
                let is_ready = |track: &&Track| track.id == packet.track && track.codec == packet.codec;
                if let Some(track) = self.tracks.iter().find(is_ready)
                    && !data.is_empty()
                {
                    // not that of a configuration, which can be zero at any time
                    let at = self.clock.unwrap(time).saturating_mul(1000);
                    inputs.push_back(Input::Frame(Frame {
                        track: packet.track,
                        decoded_at: at.saturating_add(i64::from(nanoseconds / 1000)),
                        composition: composition.saturating_mul(1000),
                        keyframe,
                        data: nal::with_long_lengths(data, track.nal_length)?,
                    }));
                }
            }
            Content::Nothing => {}
        }
        Ok(())
    }

    fn note(&mut self, track: Track) -> Result<(), Fault> {
        if let Some(known) = self.tracks.iter_mut().find(|known| known.id == track.id) {
            *known = track;
        } else if self.tracks.len() == TRACKS_MAX {
            return Err(Fault::Tracks);
        } else {
            self.tracks.push(track);
        }
        Ok(())
    }
}
