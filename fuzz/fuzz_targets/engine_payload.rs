//! Bodies of polling requests.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::socketio::engine;

fuzz_target!(|body: &str| {
    for packet in engine::split(body) {
        let _ = packet;
    }
});
