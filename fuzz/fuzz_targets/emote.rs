//! Pictures of emotes: what is made of one is made of itself again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::media::emotes::checked;

fuzz_target!(|picture: &[u8]| {
    if let Ok(made) = checked(picture) {
        assert_eq!(checked(&made.contents).as_ref(), Ok(&made));
    }
});
