//! Beginnings of segments: what is found in them can stand in a master playlist.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming_actors::media::probe::{opening, probe, span};

fuzz_target!(|bytes: &[u8]| {
    let facts = probe(bytes);
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',');
    assert!(facts.codecs().is_none_or(|codecs| codecs.chars().all(is_fit)), "{facts:?}");
    let rate = facts.video.as_ref().and_then(|video| video.frame_rate);
    assert!(rate.is_none_or(|rate| rate.is_finite() && rate > 0.0), "{facts:?}");
    let _ = opening(bytes).at();
    let _ = span(bytes);
});
