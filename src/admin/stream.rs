//! `pystreaming-admin stream …`

use pystreaming_actors::health::{Health, Level, PictureHealth, StreamHealth};
use pystreaming_actors::room::operations::{Ask as _, ShowHealth};

use super::cli::StreamVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::operation::Asked;
use super::output;

pub(super) async fn run(verb: StreamVerb, context: &AdminContext) -> Result<String, AdminError> {
    let StreamVerb::Health { streamer, listing } = verb;
    let streamer = context.streamer(&streamer).await?.name;
    let outcome = match context.ask(&streamer, &ShowHealth {}.into_operation()).await? {
        Asked::Done(outcome) => ShowHealth::answer(outcome),
        Asked::Refused(refusal) => return Err(AdminError::Refused { streamer, refusal }),
        Asked::Unknown => None,
        Asked::NoServer => return Err(AdminError::NoServer),
    };
    let shown = outcome.ok_or(AdminError::NoServer)?;
    Ok(if listing.json { output::json(&shown) } else { text(streamer.as_str(), &shown) })
}

fn text(streamer: &str, shown: &StreamHealth) -> String {
    let mut text = match (shown.started, shown.state.as_str()) {
        (Some(started), state) => {
            format!("{streamer} is {state}, on air for {}\n", clock(shown.now.saturating_sub(started)))
        }
        (None, state) => format!("{streamer} is {state}\n"),
    };
    if let Some(health) = &shown.health {
        text.push('\n');
        text.push_str(&output::table(["MEASURE", "VALUE"], &measures(health, shown.now)));
        text.push('\n');
        text.push_str(&warnings(health));
    }
    text
}

/// What is known, in the order of interest.
fn measures(health: &Health, now: i64) -> Vec<[String; 2]> {
    let picture = health.picture.as_ref();
    let millis = |millis: u32| format!("{millis} ms");
    let with_profile = |codec: &str, profile: Option<&str>| match profile {
        Some(profile) => format!("{codec} {profile}"),
        None => codec.to_owned(),
    };
    let all = [
        ("encoder connected for", health.connected.map(|since| clock(now.saturating_sub(since)))),
        ("bit rate", health.bit_rate.map(bit_rate)),
        ("picture", picture.map(|picture| with_profile(&picture.codec, picture.profile.as_deref()))),
        ("resolution", picture.and_then(|it| Some(format!("{}x{}", it.width?, it.height?)))),
        ("frame rate", picture.and_then(|it| it.frame_rate).map(|rate| format!("{rate} fps"))),
        ("keyframes", picture.and_then(|it| it.keyframe_seconds).map(|every| format!("every {every:.1} s"))),
        ("B-frames add", picture.and_then(|it| it.b_frames_ms).map(millis)),
        ("frames dropped", picture.and_then(|it| of_all(it, it.dropped))),
        ("frames late", picture.and_then(|it| of_all(it, it.late))),
        ("sound", health.sound.as_ref().map(|sound| with_profile(&sound.codec, sound.profile.as_deref()))),
        ("sound ahead by", health.sound_ahead_ms.map(|ahead| format!("{ahead} ms"))),
        ("latest frame late by", health.late_ms.map(millis)),
        ("jitter", health.jitter_ms.map(millis)),
        ("round trip", health.round_trip_ms.map(millis)),
    ];
    all.into_iter().filter_map(|(name, value)| Some([name.to_owned(), value?])).collect()
}

fn of_all(picture: &PictureHealth, count: Option<u64>) -> Option<String> {
    Some(format!("{} of {}", count?, picture.frames?))
}

fn warnings(health: &Health) -> String {
    if health.warnings.is_empty() {
        return "no warnings\n".to_owned();
    }
    let line = |warning: &pystreaming_actors::health::Warning| {
        let level = match warning.level {
            Level::Problem => "problem",
            Level::Advice => "advice",
        };
        format!("{level} since {}: {} {}\n", output::date(warning.since), warning.text, warning.remedy)
    };
    health.warnings.iter().map(line).collect()
}

fn bit_rate(bits: u64) -> String {
    format!("{}.{:03} Mbit/s", bits / 1_000_000, bits / 1000 % 1000)
}

/// As a clock shows a duration in seconds.
fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_known_is_a_table_and_warnings_say_what_to_do() {
        let shown = json!({
            "state": "live",
            "started": 1000,
            "now": 4725,
            "health": {
                "measured": "frames", "connected": 4700, "bit_rate": 4_250_000, "round_trip_ms": null, "late_ms": 12,
                "jitter_ms": 3, "sound_ahead_ms": -20, "sound": null,
                "picture": {
                    "codec": "H.264", "profile": "High", "width": 1920, "height": 1080, "frame_rate": 60.0,
                    "bit_rate": null, "keyframe_seconds": 2.0, "b_frames_ms": 33, "frames": 1500, "dropped": 3, "late": 0
                },
                "warnings": [{
                    "code": "no_sound", "level": "problem", "text": "No sound arrives.", "remedy": "Look.",
                    "since": 1_727_807_400
                }]
            }
        });
        let text = text("alice", &serde_json::from_value(shown).unwrap());
        assert!(text.starts_with("alice is live, on air for 1:02:05\n\nMEASURE"), "{text}");
        for line in [
            "encoder connected for  0:00:25\n",
            "bit rate               4.250 Mbit/s\n",
            "picture                H.264 High\n",
            "resolution             1920x1080\n",
            "frame rate             60 fps\n",
            "frames dropped         3 of 1500\n",
            "sound ahead by         -20 ms\n",
            "problem since 2024-10-01 18:30 UTC: No sound arrives. Look.\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert!(!text.contains("round trip"));
    }

    #[test]
    fn of_a_stream_that_is_off_nothing_is_measured() {
        let shown = StreamHealth { state: "offline".to_owned(), started: None, now: 5, health: None };
        assert_eq!(text("alice", &shown), "alice is offline\n");
    }
}
