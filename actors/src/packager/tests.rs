use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;
use crate::frames::{Codec, Frame, Parameters};

mod cases;
mod flv;
mod rungs;
mod stream;
mod viewer;

use stream::{Event, Stream};
use viewer::Viewer;

/// Lets players follow a stream to its end, and their view of each rendition.
fn watch(stream: &Stream, settings: Settings) -> Vec<Viewer> {
    let mut packager = Packager::new(settings);
    let begun = now();
    let at = |millis: i64| {
        let after = Duration::from_millis(u64::try_from(millis).unwrap());
        let whole = begun.plus(after);
        Now { millis: (millis % 1000) as u16, ..whole }
    };
    let renditions = usize::from(stream.renditions);
    let mut viewers: Vec<Viewer> =
        (0..renditions).map(|rendition| Viewer::since(settings.first, rendition)).collect();
    let addresses = addresses(renditions);
    let mut look = |packager: &Packager, changes: Vec<Change>| {
        for viewer in viewers.iter_mut().take(packager.renditions()) {
            let hinted = viewer.hinted();
            changes.iter().for_each(|change| viewer.see(*change));
            if let (Some(hinted), Some(Change::Part { at, .. })) = (hinted, changes.first()) {
                assert!(hinted.ends_with(&format!("/{}.{}.m4s", at.msn, at.part)), "{hinted} {at:?}");
            }
            if !changes.is_empty() {
                viewer.read(packager, &addresses);
            }
        }
        assert!(packager.bytes() <= settings.bytes);
    };
    let mut time = 0;
    for (arrives, event) in stream.events() {
        while let Some(deadline) = packager.deadline(at(time)) {
            let due = deadline.duration_since(begun.monotonic).as_millis() as i64 + 1;
            if due > arrives {
                break;
            }
            time = due;
            let changes = packager.tick(at(time));
            look(&packager, changes);
        }
        time = time.max(arrives);
        let changes = match event {
            Event::Input(input) => packager.input(input, at(time)),
            Event::Interrupted => packager.interrupted(at(time)),
        };
        look(&packager, changes);
    }
    let changes = packager.interrupted(at(time));
    look(&packager, changes);
    let changes = packager.end(at(time));
    look(&packager, changes);
    viewers.truncate(packager.renditions());
    viewers
}

fn addresses(renditions: usize) -> Addresses {
    Addresses {
        files: String::new(),
        playlists: (0..renditions).map(|n| format!("{n}.m3u8")).collect(),
        whole: None,
    }
}

fn now() -> Now {
    Now { monotonic: Instant::now(), unix: 1_780_000_000, millis: 0 }
}

/// Feeds frames at the pace of their own timestamps, and fetches every segment.
fn package(inputs: Vec<Input>) -> (Packager, Vec<Vec<u8>>) {
    let mut packager = Packager::new(Settings { window: Duration::from_secs(3600), ..Settings::default() });
    let begun = now();
    let mut arrived = begun;
    for input in inputs {
        if let Input::Frame(frame) = &input {
            let after = Duration::from_micros(u64::try_from(frame.decoded_at).unwrap());
            arrived = Now { monotonic: begun.monotonic.max(begun.monotonic + after), ..begun.plus(after) };
        }
        packager.input(input, arrived);
    }
    packager.end(arrived);
    let whole = |rendition: usize| {
        let bytes = |name| packager.file(rendition, name).map(|file| file.pieces.concat());
        let init = bytes(FileName::Init(0)).unwrap();
        (0..)
            .map_while(|msn| bytes(FileName::Segment(msn)))
            .fold(init, |all, segment| [all, segment].concat())
    };
    let streams = (0..packager.renditions()).map(whole).collect();
    (packager, streams)
}

#[test]
fn whole_segments_are_listed_alone_as_far_as_they_are_settled() {
    let (packager, _) = package(
        Stream::regular(30.0, 30)
            .events()
            .into_iter()
            .filter_map(|(_, event)| match event {
                Event::Input(input) => Some(input),
                Event::Interrupted => None,
            })
            .collect(),
    );
    let last = packager.last().unwrap().msn;
    let elsewhere = [(1, "https://cdn/a".to_owned()), (last, "https://cdn/z".to_owned())].into();
    let listed = |until| {
        let whole = Some(Whole { until, elsewhere: std::collections::BTreeMap::clone(&elsewhere) });
        packager.playlist(0, &Addresses { whole, ..addresses(1) }).unwrap()
    };
    let some = listed(2);
    let files: Vec<&str> = some.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(files, ["0/0.m4s", "https://cdn/a", "0/2.m4s"]);
    assert!(
        !some.contains("PART") && !some.contains("ENDLIST") && some.contains("HOLD-BACK=6.00000"),
        "{some}"
    );
    let all = listed(last);
    assert!(all.contains("https://cdn/z") && all.ends_with("#EXT-X-ENDLIST\n"), "{all}");
}

fn ffprobe(stream: &[u8]) -> String {
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), stream).unwrap();
    let output = Command::new("ffprobe")
        .args("-v error -show_entries packet=codec_type,pts,dts,duration,flags -of csv=p=0".split(' '))
        .arg(path.path())
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap()
}

/// Decoding times, durations and flags of a stream's packets of one kind, as ffprobe sees them.
fn packets(probed: &str, kind: &str) -> Vec<(i64, i64, bool)> {
    let lines = probed.lines().filter(|line| line.starts_with(kind));
    let packet = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[2].parse().unwrap(), fields[3].parse().unwrap(), fields[4].starts_with('K'))
    };
    lines.map(packet).collect()
}

/// The loudest sample of a stream's sound, in decibels, from a second of it on.
fn volume(stream: &[u8], from: &str) -> f64 {
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), stream).unwrap();
    let file = path.path().to_str().unwrap();
    let args = ["-nostdin", "-v", "info", "-i", file, "-vn", "-af"];
    let filter = format!("atrim=start={from},volumedetect");
    let output = Command::new("ffmpeg").args(args).arg(filter).args(["-f", "null", "-"]).output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!log.contains("rror"), "{log}");
    let (_, level) = log.split_once("max_volume: ").unwrap();
    level.split_once(" dB").unwrap().0.parse().unwrap()
}

#[test]
fn what_ffmpeg_encodes_comes_out_steady_and_whole() {
    for (rate, ticks) in [("30", 3000..=3000), ("60", 1500..=1500), ("24000/1001", 3753..=3754)] {
        let flv = flv::encode(&format!(
            "-f lavfi -i testsrc2=s=320x180:r={rate} -f lavfi -i sine=r=44100 -t 5 \
             -c:v libx264 -bf 2 -g 24 -preset ultrafast -c:a aac -ac 2"
        ));
        let inputs = flv::read(&flv);
        let (packager, streams) = package(inputs.clone());
        let sent = |track: TrackId| {
            inputs.iter().filter(|input| matches!(input, Input::Frame(frame) if frame.track == track)).count()
        };
        let probed = ffprobe(&streams[0]);
        let (video, audio) = (packets(&probed, "video"), packets(&probed, "audio"));
        assert_eq!(video.len(), sent(TrackId::VIDEO));
        assert!(audio.len() + 6 >= sent(TrackId::AUDIO), "all but what no picture goes with");
        assert!(video.iter().all(|(_, duration, _)| ticks.contains(duration)), "{rate}");
        assert!(audio.iter().all(|(_, duration, _)| *duration == 1024));
        for track in [&video, &audio] {
            let holes = track.windows(2).map(|pair| pair[1].0 - pair[0].0 - pair[0].1);
            // ffprobe rounds durations that are no whole ticks down
            assert!(holes.into_iter().all(|hole| hole == 0 || hole == 1 && rate.contains('/')), "{rate}");
        }
        assert!(video[0].2);
        let quality = &packager.qualities()[0];
        assert_eq!((quality.width, quality.height), (Some(320), Some(180)));
        assert!(quality.codecs.as_ref().unwrap().ends_with(",mp4a.40.2"));
    }
}

#[test]
fn sound_that_stops_becomes_silence_that_decoders_accept() {
    for channels in [1, 2] {
        let flv = flv::encode(&format!(
            "-f lavfi -i testsrc2=s=320x180:r=30 -f lavfi -i sine=r=48000 -t 6 -c:v libx264 -g 30 -preset ultrafast \
             -tune zerolatency -c:a aac -ac {channels}"
        ));
        let is_late_sound = |input: &Input| matches!(input, Input::Frame(frame) if frame.track == TrackId::AUDIO && frame.decoded_at > 3_000_000);
        let inputs = flv::read(&flv).into_iter().filter(|input| !is_late_sound(input)).collect();
        let (_, streams) = package(inputs);
        let audio = packets(&ffprobe(&streams[0]), "audio");
        assert!(audio.windows(2).all(|pair| pair[0].0 + 1024 == pair[1].0));
        let lasts = audio.last().unwrap().0 - audio[0].0;
        assert!(lasts > 55 * 4800, "{lasts}");
        let loudest = |from: &str| volume(&streams[0], from);
        assert!(loudest("0") > -30.0);
        assert!(loudest("5") < -80.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn regular_streams_have_regular_parts(stream in stream::regular()) {
        for viewer in watch(&stream, Settings::default()) {
            prop_assert_eq!(viewer.breaks, 0);
            prop_assert!(viewer.part_target >= 25_000 && viewer.part_target <= 35_000);
            let parts = &viewer.parts;
            prop_assert!(parts.iter().all(|part| !(part.gap || part.discontinuity && part.at.msn > 0)));
            let is_short = |part: &&viewer::Seen| part.duration * 100 < viewer.part_target * 85;
            prop_assert!(parts.iter().filter(is_short).all(|part| part.closes), "{:?}", parts);
            prop_assert!(parts.iter().all(|part| part.independent == part.runs[0].samples[0].1));
            if (stream.gop as f64 / stream.rate.unwrap()) < 9.0 {
                prop_assert!(parts.iter().all(|part| part.at.part > 0 || part.independent));
            }
            let played: i64 = parts.iter().map(|part| part.duration).sum();
            let frames: u64 = parts.iter().flat_map(|part| &part.runs[0].samples).map(|sample| u64::from(sample.0)).sum();
            prop_assert!((played - frames as i64 * 10 / 9).abs() <= 2, "{} {}", played, frames);
            prop_assert!((played - stream.duration * 100).abs() < 4000, "{}", played);
        }
    }

    #[test]
    fn whatever_happens_players_get_what_playlists_promise(stream in stream::troubled(), first in 0u64..100_000) {
        watch(&stream, Settings { first, ..Settings::default() });
    }

    #[test]
    fn memory_is_bounded(stream in stream::troubled(), kib in 64usize..400) {
        watch(&stream, Settings { bytes: kib << 10, ..Settings::default() });
    }
}
