//! Growing segments. nginx writes a segment under its final name and lists it when it ends, which with few key frames
//! takes many seconds. Until then, the growing file is the only sign that the encoder is sending.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::media::nginx_files::{parse_segment_file, parse_stem, stem_segment_file};
use crate::media::{Quality, Rendition};

/// Least time between two checks of the files: nginx writes to each many times a second.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Least time between two reports about one stream.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Compares the newest segment of each stream with the previous check.
#[derive(Default)]
pub struct Growth {
    looked: Option<Instant>,
    /// Whether a check is under way.
    looking: bool,
    /// By the part of a file's name before the number; empty between two checks.
    newest: HashMap<String, u64>,
    known: HashMap<String, Known>,
}

struct Known {
    number: u64,
    bytes: u64,
    told: Option<Instant>,
}

impl Growth {
    /// Whether another check is due. If so, the caller passes every file name of the folder to [`Self::see`].
    pub fn is_due(&mut self, now: Instant) -> bool {
        let due = self.looked.is_none_or(|looked| now.saturating_duration_since(looked) >= LOOK_EVERY);
        if due {
            self.looked = Some(now);
            self.newest.clear();
        }
        self.looking = due;
        due
    }

    /// Notes the name of a file.
    pub fn see(&mut self, file: &str) {
        let Some((stem, number)) = parse_segment_file(file) else { return };
        match self.newest.get_mut(stem) {
            Some(newest) => *newest = number.max(*newest),
            None => {
                self.newest.insert(stem.to_owned(), number);
            }
        }
    }

    /// The streams whose newest segment is new or longer since the previous check, as renditions of the quality that
    /// decides whether they are live. Empty if no check was due.
    pub fn told(&mut self, dir: &Path, qualities: &[Quality], now: Instant) -> Vec<Rendition> {
        if !std::mem::take(&mut self.looking) {
            return Vec::new();
        }
        let mut before = std::mem::take(&mut self.known);
        let mut growing = Vec::new();
        for (stem, number) in self.newest.drain() {
            let rendition = parse_stem(&stem, qualities);
            let Some(rendition) = rendition.filter(|found| found.quality.as_ref() == qualities.first())
            else {
                continue;
            };
            // links to segments have similar names, but do not grow
            let path = dir.join(stem_segment_file(&stem, number));
            let Some(bytes) = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file) else { continue };
            let mut known = Known { number, bytes: bytes.len(), told: None };
            if let Some(before) = before.remove(&stem) {
                known.told = before.told;
                let grows = (known.number, known.bytes) != (before.number, before.bytes);
                if grows && known.told.is_none_or(|told| now.saturating_duration_since(told) >= TELL_EVERY) {
                    known.told = Some(now);
                    growing.push(rendition);
                }
            }
            self.known.insert(stem, known);
        }
        growing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::PublishFileName;

    struct Site {
        dir: tempfile::TempDir,
        growth: Growth,
        now: Instant,
        qualities: Vec<Quality>,
    }

    impl Site {
        fn new(qualities: &[&str]) -> Self {
            let qualities = qualities.iter().map(|name| Quality::parse(name).unwrap()).collect();
            let dir = tempfile::tempdir().unwrap();
            Self { dir, growth: Growth::default(), now: Instant::now(), qualities }
        }

        fn write(&self, file: &str, bytes: usize) {
            fs::write(self.dir.path().join(file), vec![0; bytes]).unwrap();
        }

        /// Checks one second after the previous check.
        fn look(&mut self) -> Vec<Rendition> {
            self.now += TELL_EVERY;
            assert!(self.growth.is_due(self.now));
            for entry in fs::read_dir(self.dir.path()).unwrap() {
                self.growth.see(entry.unwrap().file_name().to_str().unwrap());
            }
            self.growth.told(self.dir.path(), &self.qualities, self.now)
        }
    }

    fn rendition(stem: &str, quality: Option<&str>) -> Rendition {
        let quality = quality.map(|name| Quality::parse(name).unwrap());
        Rendition { publish_file: PublishFileName::new(stem).unwrap(), quality }
    }

    #[test]
    fn a_segment_that_gets_longer_or_is_followed_by_another_is_growth() {
        let mut site = Site::new(&[]);
        site.write("key-8.ts", 9);
        site.write("key-9.ts", 1);
        assert_eq!(site.look(), [], "seen for the first time");
        assert_eq!(site.look(), []);
        site.write("key-9.ts", 2);
        assert_eq!(site.look(), [rendition("key", None)]);
        site.write("key-10.ts", 2);
        assert_eq!(site.look(), [rendition("key", None)]);
        site.write("key-8.ts", 10);
        assert_eq!(site.look(), [], "an older one is none of the encoder's business");
    }

    #[test]
    fn only_the_quality_that_decides_counts_and_no_link_or_stranger_does() {
        let mut site = Site::new(&["High", "Low"]);
        for bytes in [1, 2] {
            for file in
                ["key_High-0.ts", "key_Low-0.ts", "key-0.ts", "key_High.m3u8", "key_High-x.ts", "-.ts"]
            {
                site.write(file, bytes);
            }
            let _ = std::os::unix::fs::symlink("key_High-0.ts", site.dir.path().join("link_High-0.ts"));
            let expected = if bytes == 1 { Vec::new() } else { vec![rendition("key", Some("High"))] };
            assert_eq!(site.look(), expected);
        }
    }

    #[test]
    fn growth_is_looked_for_and_told_now_and_then() {
        let mut site = Site::new(&[]);
        site.write("key-0.ts", 1);
        site.look();
        site.write("key-0.ts", 2);
        assert_eq!(site.look().len(), 1);
        assert!(!site.growth.is_due(site.now + LOOK_EVERY / 2));
        assert_eq!(site.growth.told(site.dir.path(), &[], site.now + LOOK_EVERY / 2), []);
        assert!(site.growth.is_due(site.now + LOOK_EVERY));
        site.growth.see("key-0.ts");
        site.write("key-0.ts", 3);
        assert_eq!(site.growth.told(site.dir.path(), &[], site.now + LOOK_EVERY), [], "told a moment ago");
        site.write("key-0.ts", 4);
        assert_eq!(site.look().len(), 1, "what it was is remembered over looks that are not due");
    }
}
