//! Warnings in words: what is wrong, and what to set in OBS.

use std::borrow::Cow;

use super::{Health, Source, Warning, judge};
use crate::media::Problem;
use crate::model::UnixTime;

/// A warning about a problem of the stream that is as `health` says.
pub fn warning(problem: Problem, health: &Health, since: UnixTime) -> Warning {
    Warning {
        code: problem,
        level: judge::level(problem),
        text: text(problem, health).into_owned(),
        remedy: Cow::Borrowed(remedy(problem, health.measured)),
        since,
    }
}

/// What is wrong and what to do, where nothing else is known of the stream.
pub fn advice(problem: Problem, source: Source) -> String {
    format!("{} {}", text(problem, &Health::unknown(source)), remedy(problem, source))
}

fn text(problem: Problem, health: &Health) -> Cow<'static, str> {
    let picture = health.picture.as_ref();
    match problem {
        Problem::NoPicture => "No picture arrives, only sound.".into(),
        Problem::NoSound => "No sound arrives, only the picture.".into(),
        Problem::TracksApart => match health.sound_ahead_ms {
            Some(ahead) => {
                let side = if ahead < 0 { "behind" } else { "ahead of" };
                format!("Sound arrives {} {side} the picture.", seconds(ahead.unsigned_abs())).into()
            }
            None => "Sound and picture arrive more than a second apart, so viewers cannot play them.".into(),
        },
        Problem::Unplayable => {
            let codec = picture.map_or("video", |picture| picture.codec.as_ref());
            let profile =
                picture.and_then(|picture| picture.profile.as_deref()).unwrap_or("in a rare profile");
            format!("The picture is {codec} {profile}, which many browsers cannot play.").into()
        }
        Problem::Late => {
            let late = health.late_ms.unwrap_or_default();
            format!(
                "Your stream arrives up to {} late, so viewers with low latency see it stop.",
                seconds(late)
            )
            .into()
        }
        Problem::Dropped => "Frames are missing: your encoder leaves them out.".into(),
        Problem::LongKeyframes => {
            let distance = picture.and_then(|picture| picture.keyframe_seconds).unwrap_or_default();
            format!("A keyframe comes only every {distance:.0} s, so viewers who join wait for the picture.")
                .into()
        }
        Problem::Hevc => {
            "HEVC can be played only where the device decodes it: many viewers with Firefox, or with \
             Linux or an older computer, see nothing."
                .into()
        }
        Problem::Av1 => {
            "AV1 cannot be played by Safari on most iPhones, iPads and Macs, nor by older computers.".into()
        }
        Problem::Opus => "Opus cannot be heard in older versions of Safari.".into(),
        Problem::BFrames => {
            let delay = picture.and_then(|picture| picture.b_frames_ms).unwrap_or_default();
            format!("B-frames add {} to the delay.", seconds(delay)).into()
        }
        Problem::Stalled => "Nothing arrives from your encoder.".into(),
        Problem::ShortLadder => "The server is too slow to make all smaller qualities of your stream.".into(),
    }
}

fn remedy(problem: Problem, source: Source) -> &'static str {
    match (problem, source) {
        (Problem::NoPicture, Source::Segments) => {
            "If there should be a picture, set Video Encoder to an H.264 one (Settings → Output): nginx-rtmp leaves out \
             HEVC, AV1 and others."
        }
        (Problem::NoPicture, Source::Frames) => {
            "If there should be a picture, check whether OBS says that encoding is overloaded, and restart the stream."
        }
        (Problem::NoSound, Source::Segments) => {
            "If there should be sound, set Audio Encoder to AAC (Settings → Output): nginx-rtmp leaves out MP3, Opus and \
             others."
        }
        (Problem::NoSound, Source::Frames) => {
            "If there should be sound, check the Audio Mixer and the Audio Track (Settings → Output → Streaming)."
        }
        (Problem::TracksApart, _) => {
            "Restart the stream, and check Sync Offset (Edit → Advanced Audio Properties) and the delays of your sources."
        }
        (Problem::Unplayable, _) => {
            "Set Color Format to NV12 (Settings → Advanced), and Profile to high or main (Settings → Output)."
        }
        (Problem::Late, _) => {
            "Lower Bitrate (Settings → Output), use a cable instead of Wi-Fi, or turn on Dynamically change bitrate to \
             manage congestion (Settings → Advanced)."
        }
        (Problem::Dropped, _) => {
            "Look at Stats (View → Stats): for frames dropped by the network lower Bitrate; for frames skipped by encoding \
             choose a faster CPU Usage Preset, a hardware encoder, or a lower resolution."
        }
        (Problem::LongKeyframes, _) => "Set Keyframe Interval to 1 s (Settings → Output → Streaming).",
        (Problem::Hevc | Problem::Av1, _) => {
            "Set Video Encoder to an H.264 one (Settings → Output → Streaming)."
        }
        (Problem::Opus, _) => "Set Audio Encoder to AAC (Settings → Output → Streaming).",
        (Problem::BFrames, _) => {
            "For less delay set Max B-frames to 0, Tune to zerolatency, or add bframes=0 to x264 Options \
             (Settings → Output → Streaming)."
        }
        (Problem::ShortLadder, _) => {
            "Turn on Multitrack Video (Settings → Stream), which sends several qualities, or ask the administrator to make \
             fewer."
        }
        (Problem::Stalled, _) => {
            "Check your connection to the internet. OBS shows at the bottom whether it reconnects."
        }
    }
}

/// Such as `0.3 s`.
fn seconds(millis: u32) -> String {
    let tenths = (millis + 50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::PictureHealth;

    #[test]
    fn warnings_name_numbers_and_the_setting_that_mends_them() {
        let picture = PictureHealth {
            codec: "H.264".into(),
            profile: Some("High 4:4:4".into()),
            width: None,
            height: None,
            frame_rate: None,
            bit_rate: None,
            keyframe_seconds: Some(10.0),
            b_frames_ms: Some(67),
            frames: None,
            dropped: None,
            late: None,
        };
        let health = Health { picture: Some(picture), ..Health::unknown(Source::Frames) };
        for (problem, text, remedy) in [
            (Problem::LongKeyframes, "every 10 s", "Keyframe Interval to 1 s"),
            (Problem::BFrames, "add 0.1 s", "bframes=0"),
            (Problem::Unplayable, "H.264 High 4:4:4", "NV12"),
        ] {
            let warning = warning(problem, &health, 5);
            assert!(warning.text.contains(text), "{}", warning.text);
            assert!(warning.remedy.contains(remedy), "{}", warning.remedy);
        }
        let apart = Health { sound_ahead_ms: Some(-1500), ..health };
        assert_eq!(warning(Problem::TracksApart, &apart, 5).text, "Sound arrives 1.5 s behind the picture.");
    }
}
