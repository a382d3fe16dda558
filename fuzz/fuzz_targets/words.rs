//! What people write and call themselves: making it fit to be shown changes nothing that is fit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming_actors::model::names::{Nickname, StreamerName};
use pystreaming_actors::model::text::{clean, clean_lines, length, confusable_key, skeleton, with_emoji_unless};
use pystreaming_actors::media::SegmentName;

fuzz_target!(|text: &str| {
    let is_emote = |alias: &str| alias == "wave";
    let cleaned = clean(text);
    assert_eq!(clean(&cleaned), cleaned);
    let lines = clean_lines(text);
    assert_eq!(clean_lines(&lines), lines);
    let with_emoji = with_emoji_unless(text, &is_emote);
    assert_eq!(with_emoji_unless(&with_emoji, &is_emote), with_emoji);
    assert!(length(text, &is_emote) <= text.chars().count());
    if let Ok(name) = Nickname::parse(text, &is_emote) {
        let again = Nickname::parse(name.as_str(), &is_emote).expect("accepted before");
        assert_eq!(again.as_str(), name.as_str());
        assert_eq!(confusable_key(name.confusable_key()), name.confusable_key());
        let look = skeleton(name.as_str());
        assert_eq!(skeleton(&look), look);
    }
    if let Ok(name) = StreamerName::parse(text) {
        assert!(StreamerName::parse(name.as_str()).is_ok());
    }
    if let Some(name) = SegmentName::parse(text) {
        assert_eq!(name.to_string(), text);
    }
});
