//! Fetches everything that playlists name, and checks it as a strict player would.

use std::collections::{BTreeMap, HashMap};

use super::*;

/// What a fragment says of a track.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub track: u32,
    pub at: u64,
    /// Duration, whether it is a sync sample, composition offset, size.
    pub samples: Vec<(u32, bool, i32, u32)>,
}

/// The boxes inside of `bytes`.
fn boxes(mut bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let len = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
        found.push((&bytes[4..8], &bytes[8..len]));
        bytes = &bytes[len..];
    }
    found
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// The sequence number and the runs of a fragment, whose data must be as long as they say.
pub fn fragment(bytes: &[u8]) -> (u32, Vec<Run>) {
    let outer = boxes(bytes);
    let [(b"moof", moof), (b"mdat", mdat)] = outer[..] else { panic!("{outer:?}") };
    let mut sequence = 0;
    let mut runs = Vec::new();
    let mut offset = moof.len() + 16;
    for (kind, content) in boxes(moof) {
        if kind == b"mfhd" {
            sequence = number(content, 4);
            continue;
        }
        let inner: HashMap<&[u8], &[u8]> = boxes(content).into_iter().collect();
        let (tfhd, tfdt, trun) = (inner[&b"tfhd"[..]], inner[&b"tfdt"[..]], inner[&b"trun"[..]]);
        assert_eq!(number(trun, 8) as usize, offset);
        let sample = |n: usize| {
            let at = 12 + 16 * n;
            (
                number(trun, at),
                number(trun, at + 8) == 0x0200_0000,
                number(trun, at + 12) as i32,
                number(trun, at + 4),
            )
        };
        let samples: Vec<_> = (0..number(trun, 4) as usize).map(sample).collect();
        assert!(!samples.is_empty());
        offset += samples.iter().map(|sample| sample.3 as usize).sum::<usize>();
        let at = u64::from(number(tfdt, 4)) << 32 | u64::from(number(tfdt, 8));
        runs.push(Run { track: number(tfhd, 4), at, samples });
    }
    assert_eq!(offset, moof.len() + 16 + mdat.len());
    (sequence, runs)
}

/// Ticks a second of each track of an initialization segment.
fn timescales(init: &[u8]) -> BTreeMap<u32, u32> {
    let find = |bytes: &[u8], kind: &[u8]| {
        boxes(bytes).into_iter().find(|found| found.0 == kind).unwrap().1.to_vec()
    };
    let moov = find(init, b"moov");
    let traks = boxes(&moov).into_iter().filter(|found| found.0 == b"trak");
    traks
        .map(|(_, trak)| (number(&find(trak, b"tkhd"), 12), number(&find(&find(trak, b"mdia"), b"mdhd"), 12)))
        .collect()
}

/// A part as it was published.
#[derive(Debug, Clone)]
pub struct Seen {
    pub at: Position,
    /// In units of 10 µs.
    pub duration: i64,
    pub independent: bool,
    pub gap: bool,
    pub closes: bool,
    pub discontinuity: bool,
    pub runs: Vec<Run>,
}

/// Follows one rendition.
#[derive(Debug, Default)]
pub struct Viewer {
    /// Each `CODECS` that it was offered.
    pub codecs: Vec<String>,
    rendition: usize,
    /// The first segment, and discontinuities before it.
    first: u64,
    hint: Option<String>,
    fixed: Option<[String; 2]>,
    sequence: u32,
    /// Of each track, where the last run ended, in ticks.
    ends: HashMap<u32, u64>,
    dates: BTreeMap<u64, String>,
    discontinuities: BTreeMap<u64, u64>,
    pub parts: Vec<Seen>,
    pub timescales: BTreeMap<u32, u32>,
    /// Holes and overlaps between runs.
    pub breaks: usize,
    pub part_target: i64,
    pub target_duration: i64,
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest =
        line.split_once(':')?.1.split(',').find_map(|one| one.strip_prefix(name)?.strip_prefix('='))?;
    Some(rest.trim_matches('"'))
}

/// Seconds with five decimal places, in units of 10 µs.
fn seconds(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap();
    assert_eq!(fraction.len(), 5);
    format!("{whole}{fraction}").parse().unwrap()
}

impl Viewer {
    pub fn of(rendition: usize) -> Self {
        Self::since(0, rendition)
    }

    pub fn since(first: u64, rendition: usize) -> Self {
        Self { rendition, first, ..Self::default() }
    }

    /// Looks at what a change made available.
    pub fn see(&mut self, change: Change) {
        let Change::Part { at, closes } = change else { return };
        let expected =
            self.parts.last().map_or(Position { msn: self.first, part: 0 }, |last| match last.closes {
                true => Position { msn: last.at.msn + 1, part: 0 },
                false => Position { part: last.at.part + 1, ..last.at },
            });
        assert_eq!(at, expected);
        let seen = Seen {
            at,
            duration: 0,
            independent: false,
            gap: false,
            closes,
            discontinuity: false,
            runs: Vec::new(),
        };
        self.parts.push(seen);
    }

    /// Reads the playlist and what it names. `settled` tells that no part was published since the last change.
    pub fn read(&mut self, packager: &Packager, addresses: &Addresses) {
        let Some(playlist) = packager.playlist(self.rendition, addresses) else {
            assert!(self.parts.iter().all(|part| !part.closes));
            return;
        };
        assert!(playlist.starts_with("#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:"));
        self.check_quality(packager);
        self.check_head(&playlist);
        self.check_lines(packager, &playlist);
    }

    fn check_quality(&mut self, packager: &Packager) {
        let quality = packager.qualities().swap_remove(self.rendition);
        assert!(quality.average_bandwidth <= quality.bandwidth, "{quality:?}");
        if self.codecs.last() != quality.codecs.as_ref() {
            self.codecs.extend(quality.codecs);
        }
    }

    fn check_head(&mut self, playlist: &str) {
        let line = |tag: &str| playlist.lines().find(|line| line.starts_with(tag)).unwrap().to_owned();
        let fixed = [line("#EXT-X-TARGETDURATION"), line("#EXT-X-PART-INF")];
        assert_eq!(*self.fixed.get_or_insert(fixed.clone()), fixed, "targets never change");
        self.part_target = seconds(attribute(&fixed[1], "PART-TARGET").unwrap());
        self.target_duration = fixed[0].split_once(':').unwrap().1.parse().unwrap();
        let control = line("#EXT-X-SERVER-CONTROL");
        assert!(seconds(attribute(&control, "PART-HOLD-BACK").unwrap()) >= 3 * self.part_target);
        assert!(seconds(attribute(&control, "HOLD-BACK").unwrap()) >= 300_000 * self.target_duration);
        let ended = playlist.ends_with("\n#EXT-X-ENDLIST\n");
        assert_eq!(ended, !playlist.contains("#EXT-X-PRELOAD-HINT"));
    }

    fn check_lines(&mut self, packager: &Packager, playlist: &str) {
        let (mut msn, mut discontinuities): (u64, u64) = (0, 0);
        let (mut part, mut sum, mut discontinuity, mut init) = (0, 0, false, None);
        let mut extinf = None;
        for line in playlist.lines() {
            let value = line.split_once(':').map_or("", |(_, value)| value);
            match line.split(':').next().unwrap() {
                "#EXT-X-MEDIA-SEQUENCE" => msn = value.parse().unwrap(),
                "#EXT-X-DISCONTINUITY-SEQUENCE" => discontinuities = value.parse().unwrap(),
                "#EXT-X-DISCONTINUITY" => (discontinuity, discontinuities) = (true, discontinuities + 1),
                "#EXT-X-MAP" => init = Some(self.init(packager, attribute(line, "URI").unwrap())),
                "#EXT-X-PROGRAM-DATE-TIME" => {
                    assert_eq!(self.dates.entry(msn).or_insert(value.to_owned()), value);
                    assert!(discontinuities >= self.first);
                    assert_eq!(*self.discontinuities.entry(msn).or_insert(discontinuities), discontinuities);
                }
                "#EXT-X-PART" => {
                    let duration = seconds(attribute(line, "DURATION").unwrap());
                    sum += duration;
                    let at = Position { msn, part };
                    let uri = attribute(line, "URI").unwrap();
                    assert_eq!(uri, format!("{}/{msn}.{part}.m4s", self.rendition));
                    let index = self.parts.iter().rposition(|seen| seen.at == at).unwrap();
                    if self.parts[index].duration == 0 {
                        let seen = &mut self.parts[index];
                        seen.duration = duration;
                        seen.independent = attribute(line, "INDEPENDENT") == Some("YES");
                        seen.gap = attribute(line, "GAP") == Some("YES");
                        seen.discontinuity = part == 0 && discontinuity;
                        self.timescales = init.clone().unwrap();
                        self.fetch(packager, index);
                    }
                    part += 1;
                }
                "#EXTINF" => {
                    let duration = seconds(value.strip_suffix(',').unwrap());
                    assert!(part == 0 || duration == sum, "{duration} {sum}");
                    assert!((duration + 50_000) / 100_000 <= self.target_duration, "{line}");
                    extinf = Some(duration);
                }
                "#EXT-X-PRELOAD-HINT" => self.hint = Some(attribute(line, "URI").unwrap().to_owned()),
                _ if !line.starts_with('#') => {
                    assert!(extinf.take().is_some());
                    let name: FileName = line.split_once('/').unwrap().1.parse().unwrap();
                    assert_eq!(name, FileName::Segment(msn));
                    assert!(init.is_some() && self.dates.contains_key(&msn));
                    (msn, part, sum, discontinuity) = (msn + 1, 0, 0, false);
                }
                _ => {}
            }
        }
        let in_order: Vec<&String> = self.dates.values().collect();
        assert!(in_order.is_sorted_by(|a, b| a < b), "{in_order:?}");
    }

    fn init(&self, packager: &Packager, uri: &str) -> BTreeMap<u32, u32> {
        let name = uri.split_once('/').unwrap().1.parse().unwrap();
        timescales(&packager.file(self.rendition, name).unwrap().pieces.concat())
    }

    fn fetch(&mut self, packager: &Packager, index: usize) {
        let seen = &mut self.parts[index];
        let file = packager.file(self.rendition, FileName::Part(seen.at.msn, seen.at.part));
        assert!(seen.duration > 0 && seen.duration <= self.part_target, "{seen:?} {}", self.part_target);
        assert_eq!(seen.gap, file.is_none());
        if seen.discontinuity {
            self.ends.clear();
        }
        let Some(file) = file else { return };
        let (sequence, runs) = fragment(&file.pieces.concat());
        assert_eq!(sequence, self.sequence + 1);
        self.sequence = sequence;
        assert!(!runs.is_empty());
        for run in &runs {
            assert!(self.timescales.contains_key(&run.track), "{run:?} {:?}", self.timescales);
            let mut at = run.at;
            for (duration, _, composition, _) in &run.samples {
                assert!(*duration > 0);
                assert!(i64::try_from(at).unwrap() + i64::from(*composition) >= 0);
                at += u64::from(*duration);
            }
            match self.ends.insert(run.track, at) {
                Some(end) if end > run.at => panic!("track {} goes back from {end} to {}", run.track, run.at),
                Some(end) if end < run.at => self.breaks += 1,
                _ => {}
            }
        }
        if seen.independent {
            assert!(runs[0].samples[0].1);
        }
        seen.runs = runs;
    }

    /// The part that the playlist promises next.
    pub fn hinted(&self) -> Option<String> {
        self.hint.clone()
    }
}
