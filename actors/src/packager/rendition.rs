//! One quality of a stream.

use bytes::Bytes;

use super::address::FileName;
use super::format::Format;
use super::fragment::{self, Run};
use super::init;
use super::track::Track;
use super::window::{Part, Window};
use super::{File, units::Seconds};
use crate::media::QualityInfo;

/// A rendition.
#[derive(Debug, Default)]
pub struct Rendition {
    /// Its track of pictures; `None` if there is only sound.
    pub video: Option<usize>,
    pub window: Window,
    /// Fragments so far.
    fragments: u32,
    /// `CODECS` of its newest initialization segment: whoever reads the master playlist now plays those.
    codecs: Option<String>,
}

impl Rendition {
    /// `discontinuities` happened before it.
    pub fn new(video: Option<usize>, discontinuities: u64) -> Self {
        Self { video, window: Window::after(discontinuities), ..Self::default() }
    }

    /// Other parameters apply to the segments that follow.
    pub fn describe(&mut self, number: u32, formats: &[&Format]) {
        self.codecs = Some(formats.iter().map(|format| format.codec.as_str()).collect::<Vec<_>>().join(","));
        self.window.add_init(number, init::segment(formats).into());
    }

    /// The next part. `independent` tells that it can be decoded without earlier ones, if it has any picture.
    pub fn part(&mut self, duration: Seconds, runs: &[Run], has_video: bool) -> Part {
        if runs.is_empty() {
            return Part { duration, independent: false, bytes: Bytes::new() };
        }
        self.fragments = self.fragments.wrapping_add(1);
        let begins = runs.first().and_then(|run| run.samples.first()).is_some_and(|sample| sample.keyframe);
        let independent = begins && (!has_video || runs.first().is_some_and(|run| run.track == 1));
        Part { duration, independent, bytes: fragment::write(self.fragments, runs).into() }
    }

    pub fn file(&self, name: FileName) -> Option<File> {
        let pieces = match name {
            FileName::Init(number) => vec![self.window.init(number)?.clone()],
            FileName::Part(number, part) => vec![self.window.segment(number)?.parts.get(part)?.bytes.clone()],
            FileName::Segment(number) => {
                let segment = self.window.segment(number).filter(|segment| segment.complete)?;
                segment
                    .parts
                    .iter()
                    .map(|part| part.bytes.clone())
                    .filter(|bytes| !bytes.is_empty())
                    .collect()
            }
        };
        let len = pieces.iter().map(Bytes::len).sum();
        (len > 0).then_some(File { pieces, len })
    }

    /// The newest part that begins with a key frame, after its initialization segment.
    pub fn keyframe(&self) -> Option<File> {
        let newest = self.window.listed().rev().find_map(|segment| {
            let part = segment.parts.iter().rev().find(|part| part.independent)?;
            Some((segment.init, part))
        });
        let (init, part) = newest?;
        let pieces = vec![self.window.init(init)?.clone(), part.bytes.clone()];
        let len = pieces.iter().map(Bytes::len).sum();
        Some(File { pieces, len })
    }

    pub fn quality(&self, tracks: &[Track]) -> QualityInfo {
        let track = self.video.and_then(|video| tracks.get(video));
        let described = track.and_then(|track| track.described.as_ref());
        let video = described.and_then(|described| described.format.video().copied());
        let size = video.and_then(|video| video.size);
        let measured = track.and_then(Track::rate).map(super::pace::Rate::as_f64);
        QualityInfo {
            name: track.and_then(|track| track.rung.as_ref()).map(|rung| rung.name.clone()),
            bandwidth: self.window.peak,
            average_bandwidth: self.window.average(),
            width: size.map(|size| size.0),
            height: size.map(|size| size.1),
            codecs: self.codecs.clone(),
            frame_rate: measured.or(video.and_then(|video| video.declared_rate)),
            problems: Vec::new(),
        }
    }
}
