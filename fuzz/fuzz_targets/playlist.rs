//! Playlists, two in a row with a zero byte between them: whatever is read can be written for viewers, and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming_actors::model::names::Token;
use pystreaming_actors::media::{MediaPlaylist, Quality, Rendition, PublishFileName};

fuzz_target!(|bytes: &[u8]| {
    let of = Rendition { publish_file: PublishFileName::new("key").expect("a stem"), quality: None };
    let mut playlists = bytes.splitn(2, |byte| *byte == 0).map(|bytes| MediaPlaylist::parse(bytes, &of));
    let Some(Ok(mut first)) = playlists.next() else { return };
    check(&first);
    if let Some(Ok(mut second)) = playlists.next() {
        second.follow(&first);
        let _ = second.restarts(&first);
        check(&second);
    }
    first.slide(first.segments.len() - 1);
    check(&first);
});

fn check(playlist: &MediaPlaylist) {
    let (prefix, quality) = (Token::from_random(7), Quality::parse("Low").ok());
    let shown = playlist.render(&prefix, quality.as_ref());
    let files = shown.replace("\n/hls/", "\n");
    let shown_as = Rendition { publish_file: PublishFileName::new(prefix.as_str()).expect("a stem"), quality };
    assert_eq!(MediaPlaylist::parse(files.as_bytes(), &shown_as).as_ref(), Ok(playlist));
}
