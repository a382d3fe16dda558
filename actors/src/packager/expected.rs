//! What the ladder's encoder tells the packager, and what players are told of it.

use super::rungs::{Encoded, Rung, RungNumber};
use super::track::Track;
use super::{Change, Packager, State};
use crate::frames::TrackId;
use crate::media::Quality;
use crate::ports::Now;

impl Packager {
    /// Says which rungs are coming, best first; others come no longer. Returns those of them that are taken: all before
    /// the stream begins, otherwise those that it began with.
    pub fn expect(&mut self, rungs: &[(RungNumber, Quality)]) -> Vec<RungNumber> {
        let is_named = |number: RungNumber| rungs.iter().any(|(named, _)| *named == number);
        for track in &mut self.tracks {
            let Some(rung) = &mut track.rung else { continue };
            rung.offered = is_named(rung.number) && !rung.withdrawn;
            if !rung.offered {
                track.lose();
            }
        }
        if matches!(self.state, State::Waiting | State::Opening(_)) {
            for (number, name) in rungs {
                if self.rung_index(*number).is_none() {
                    self.tracks.push(Track::of_rung(Rung {
                        number: *number,
                        name: name.clone(),
                        offered: true,
                        withdrawn: false,
                        late: false,
                    }));
                }
            }
        }
        let taken = |number: &RungNumber| self.rung_index(*number).is_some_and(|index| self.takes(index));
        rungs.iter().map(|(number, _)| *number).filter(taken).collect()
    }

    /// A rung does not come again in this broadcast.
    pub fn withdraw(&mut self, number: RungNumber) {
        let index = self.rung_index(number);
        let Some(track) = index.and_then(|index| self.tracks.get_mut(index)) else { return };
        if let Some(rung) = &mut track.rung {
            (rung.offered, rung.withdrawn) = (false, true);
        }
        track.lose();
    }

    /// Takes what was made for a rung.
    pub fn encoded(&mut self, number: RungNumber, encoded: Encoded, now: Now) -> Vec<Change> {
        let Some(index) = self.rung_index(number).filter(|index| self.takes(*index)) else {
            return Vec::new();
        };
        let Some(track) = self.tracks.get_mut(index) else { return Vec::new() };
        match encoded {
            Encoded::Parameters(parameters) => track.describe(parameters),
            Encoded::Picture(at, frame) => {
                if track.accepts(&frame) {
                    track.push(frame, at, now.monotonic);
                }
            }
        }
        self.bound();
        self.advance(now)
    }

    /// Decoding time of the newest picture of the default track on the media timeline, in nanoseconds.
    pub fn newest_picture(&self) -> Option<i64> {
        let track = self.tracks.get(self.index(TrackId::VIDEO)?)?;
        track.newest().map(|(at, _)| at)
    }

    /// Whether players are told of a rendition.
    pub fn is_offered(&self, rendition: usize) -> bool {
        let video = self.running().and_then(|running| running.renditions.get(rendition)?.video);
        let rung = video.and_then(|video| self.tracks.get(video)?.rung.as_ref());
        rung.is_none_or(|rung| rung.offered)
    }

    fn rung_index(&self, number: RungNumber) -> Option<usize> {
        let is_it = |track: &Track| track.rung.as_ref().is_some_and(|rung| rung.number == number);
        self.tracks.iter().position(is_it)
    }

    fn takes(&self, index: usize) -> bool {
        let offered =
            self.tracks.get(index).and_then(|track| track.rung.as_ref()).is_some_and(|rung| rung.offered);
        offered
            && match &self.state {
                State::Waiting | State::Opening(_) => true,
                State::Running(running) => {
                    running.renditions.iter().any(|rendition| rendition.video == Some(index))
                }
                State::Ended(_) => false,
            }
    }
}
