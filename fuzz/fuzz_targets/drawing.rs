//! Drawings: what is made of one is made of itself again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::media::drawings::remake;

fuzz_target!(|png: &[u8]| {
    if let Ok(made) = remake(png) {
        assert_eq!(remake(&made).as_ref(), Ok(&made));
    }
});
