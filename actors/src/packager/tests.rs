use std::process::{Command, Stdio};

use super::*;
use crate::frames::{Codec, Frame, Parameters};

mod flv;

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
