//! Finds the times of encoded pictures on the media timeline.
//!
//! FLV tells in milliseconds when a picture is shown. The picture that it was made of is known more exactly, and so is
//! when that one is decoded: rungs have no reordered pictures, but are cut where the source is.

use std::collections::VecDeque;

/// Pictures that are remembered: those of eight seconds at 120 a second.
const KEPT: usize = 960;
/// By how many milliseconds the time of a picture may be rounded.
const ROUNDING: u32 = 2;
/// ffmpeg writes 31 bits of milliseconds.
const BITS: u32 = u32::MAX >> 1;

/// The pictures that ffmpeg got.
#[derive(Debug, Default)]
pub struct Times(VecDeque<Given>);

#[derive(Debug, Clone, Copy)]
struct Given {
    /// When it is decoded and shown, in nanoseconds.
    at: i64,
    shown: i64,
}

impl Given {
    /// How far, in milliseconds, when it is shown is from what FLV tells.
    fn distance(self, shown: u32) -> u32 {
        // FLV wraps, too
        let millis = (self.shown + 500_000).div_euclid(1_000_000) as u32;
        let after = millis.wrapping_sub(shown) & BITS;
        after.min(after.wrapping_neg() & BITS)
    }
}

/// How long the pictures of a rung are decoded before they are shown: as long as those of the source's key frames.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    ahead: i64,
}

impl Times {
    /// ffmpeg gets a picture that is decoded at `at` and shown `composition` later, in nanoseconds.
    pub fn note(&mut self, at: i64, composition: i64) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Given { at, shown: at.saturating_add(composition) });
    }

    /// When a picture of a rung is decoded, and how much later it is shown, in nanoseconds. `None` if it was made of no
    /// picture that is remembered.
    pub fn place(&self, shown: u32, keyframe: bool, place: &mut Place) -> Option<(i64, i64)> {
        let nearest = self.0.iter().rev().copied().min_by_key(|given| given.distance(shown));
        let given = nearest.filter(|given| given.distance(shown) <= ROUNDING)?;
        if keyframe {
            place.ahead = given.shown - given.at;
        }
        Some((given.shown - place.ahead, place.ahead))
    }
}
