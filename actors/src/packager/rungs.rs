//! Renditions that are encoded from the publisher's picture while it is live: the rungs of a ladder.
//!
//! Their pictures come later than the one that they are made of, with its times. A part waits for them for [`HOLD`]. A
//! rung whose pictures come later than that has a hole, marked EXT-X-GAP, until it has the key frame that a segment
//! begins with: its clock is that of the source, so nothing else needs to change.

use std::time::Duration;

use crate::frames::{Frame, Parameters};
use crate::media::Quality;

/// How long a part waits for its pictures.
pub const HOLD: Duration = Duration::from_millis(300);

/// Numbers a rung of the ladder, best first.
pub type RungNumber = u8;

/// What makes a track a rung.
#[derive(Debug)]
pub struct Rung {
    pub number: RungNumber,
    pub name: Quality,
    /// Whether players are told of it.
    pub offered: bool,
    /// Whether it is not to come again.
    pub withdrawn: bool,
    /// Whether it has a hole that has not ended.
    pub late: bool,
}

/// What an encoder made of the publisher's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoded {
    /// They apply to the pictures that follow.
    Parameters(Parameters),
    /// A picture, of whatever track, whose decoding time is on the media timeline, in nanoseconds.
    Picture(i64, Frame),
}
