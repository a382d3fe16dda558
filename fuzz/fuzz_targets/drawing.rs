//! Drawings: what is made of one is made of itself again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::media::drawings::reencode;

fuzz_target!(|png: &[u8]| {
    if let Ok(made) = reencode(png) {
        assert_eq!(reencode(&made).as_ref(), Ok(&made));
    }
});
