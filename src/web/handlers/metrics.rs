//! The metrics in Prometheus' text format.

use std::fmt::{Display, Write};
use std::time::Duration;

use pystreaming_actors::health::{Health, StreamHealth};
use pystreaming_actors::model::Principal;
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::operations::{Ask as _, ShowHealth};
use pystreaming_actors::status::{StreamState, StreamStatus};
use tokio::time::{Instant, timeout_at};

use crate::followers::Outcome;
use crate::web::server_state::ServerState;
use crate::web::site::Site;

/// How long rooms may take to answer, together.
const PATIENCE: Duration = Duration::from_secs(1);

/// The metrics of the site and of each stream.
pub async fn exposition(site: &Site) -> String {
    let mut out = of_site(site);
    of_streams(&mut out, &healths(site).await);
    out
}

/// A metric with its values by labels.
fn metric<V: Display>(out: &mut String, (name, kind): (&str, &str), help: &str, values: &[(String, V)]) {
    // writing to a string cannot fail
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (labels, value) in values {
        let _ = writeln!(out, "{name}{labels} {value}");
    }
}

fn of_site(site: &Site) -> String {
    let state = ServerState::of(site);
    let views = site.index.all();
    let mut out = String::new();
    let mut gauge = |name: &str, kind: &str, help: &str, values: &[(String, u64)]| {
        metric(&mut out, (name, kind), help, values);
    };
    let one = |value: u64| [(String::new(), value)];
    let per_stream = |value: fn(&StreamStatus) -> u64| -> Vec<_> {
        views.iter().map(|view| (labels(&[("streamer", view.settings.name.as_str())]), value(view))).collect()
    };
    gauge("pystreaming_streamers", "gauge", "Streamers of the site.", &one(state.streamers));
    gauge("pystreaming_live", "gauge", "Whether the stream is live.", &per_stream(|view| view.live.into()));
    gauge("pystreaming_viewers", "gauge", "Open stream pages.", &per_stream(|view| view.viewers.into()));
    gauge("pystreaming_store_up", "gauge", "Whether the database answers.", &one(state.store_up.into()));
    let watching = state.hls_dir == "ok";
    gauge("pystreaming_hls_dir_up", "gauge", "Whether the HLS folder can be read.", &one(watching.into()));
    if let Some(lease) = &site.lease {
        let leads = !lease.is_over();
        gauge("pystreaming_node_leads", "gauge", "Whether this node leads.", &one(leads.into()));
        let nodes = lease.nodes().into();
        gauge("pystreaming_nodes", "gauge", "Nodes of the site that are there.", &one(nodes));
    }
    gauge("pystreaming_sockets", "gauge", "Open sockets of chat and of stream pages.", &one(state.sockets));
    gauge(
        "pystreaming_journal_waiting",
        "gauge",
        "Steps that wait for the database.",
        &one(state.journal_waiting),
    );
    gauge(
        "pystreaming_journal_written_total",
        "counter",
        "Steps written to the database.",
        &one(state.journal_written),
    );
    gauge(
        "pystreaming_journal_dropped_total",
        "counter",
        "Steps lost to a full queue.",
        &one(state.journal_dropped),
    );
    gauge(
        "pystreaming_pages_rendered_total",
        "counter",
        "Pages and API answers rendered because what they show had changed.",
        &one(site.pages.rendered()),
    );
    if let Some(bucket) = &site.bucket {
        let [stored, bytes, failed] = bucket.counts();
        let outcomes = [("stored", stored), ("failed", failed)]
            .map(|(outcome, count)| (labels(&[("outcome", outcome)]), count));
        let help = "Segments for the bucket: stored there, and served by this server instead.";
        gauge("pystreaming_bucket_segments_total", "counter", help, &outcomes);
        gauge("pystreaming_bucket_bytes_total", "counter", "Bytes stored in the bucket.", &one(bytes));
    }
    let pushed = Outcome::ALL.map(|(outcome, word)| (labels(&[("outcome", word)]), site.told.of(outcome)));
    gauge(
        "pystreaming_push_messages_total",
        "counter",
        "Messages to followers by Web Push: sent, failed attempts, and followers that were gone.",
        &pushed,
    );
    let mailed = Outcome::ALL.map(|(outcome, word)| (labels(&[("outcome", word)]), site.mailed.of(outcome)));
    gauge(
        "pystreaming_mails_total",
        "counter",
        "Mails to followers: sent, failed attempts, and followers whose address is gone.",
        &mailed,
    );
    if let Some(bytes) = state.memory {
        gauge("process_resident_memory_bytes", "gauge", "Resident memory in bytes.", &one(bytes));
    }
    if let Some(files) = state.open_files {
        gauge("process_open_fds", "gauge", "Open files and sockets.", &one(files));
    }
    if let Some(seconds) = state.processor_seconds {
        let help = "Processor time in seconds.";
        metric(&mut out, ("process_cpu_seconds_total", "counter"), help, &[(String::new(), seconds)]);
    }
    out
}

/// How the streams are that are on air, by streamer.
async fn healths(site: &Site) -> Vec<(String, StreamHealth)> {
    let on_air = site.index.all().into_iter().filter(|view| view.state != StreamState::Offline);
    let asked: Vec<_> = on_air
        .filter_map(|view| {
            let room = room_of(&site.rooms, view.settings.name.folded())?;
            let name = view.settings.name.as_str().to_owned();
            Some((name, room.perform(ShowHealth {}.into_operation(), Principal::Administrator)))
        })
        .collect();
    let deadline = Instant::now() + PATIENCE;
    let mut answers = Vec::new();
    for (name, performed) in asked {
        if let Ok(Ok(outcome)) = timeout_at(deadline, performed).await
            && let Some(health) = ShowHealth::answer(outcome)
        {
            answers.push((name, health));
        }
    }
    answers
}

/// Metrics of incoming streams. Those that are not known of a stream are left out.
fn of_streams(out: &mut String, streams: &[(String, StreamHealth)]) {
    let mut gauge = |name: &str, help: &str, value: fn(&Health) -> Option<f64>| {
        let kind = if name.ends_with("_total") { "counter" } else { "gauge" };
        let known = streams.iter().filter_map(|(streamer, stream)| {
            Some((labels(&[("streamer", streamer)]), value(stream.health.as_deref()?)?))
        });
        metric(out, (name, kind), help, &known.collect::<Vec<_>>());
    };
    gauge("pystreaming_stream_bits_per_second", "Incoming bits per second.", |health| {
        health.bit_rate.map(|rate| rate as f64)
    });
    gauge("pystreaming_stream_frames_per_second", "Incoming pictures per second.", |health| {
        health.picture.as_ref()?.frame_rate
    });
    gauge("pystreaming_stream_width_pixels", "Width of the incoming picture.", |health| {
        health.picture.as_ref()?.width.map(f64::from)
    });
    gauge("pystreaming_stream_height_pixels", "Height of the incoming picture.", |health| {
        health.picture.as_ref()?.height.map(f64::from)
    });
    gauge("pystreaming_stream_keyframe_seconds", "Longest recent distance of keyframes.", |health| {
        health.picture.as_ref()?.keyframe_seconds
    });
    gauge("pystreaming_stream_frames_total", "Pictures since the encoder connected.", |health| {
        health.picture.as_ref()?.frames.map(|count| count as f64)
    });
    gauge(
        "pystreaming_stream_dropped_frames_total",
        "Pictures that the encoder left out since then.",
        |health| health.picture.as_ref()?.dropped.map(|count| count as f64),
    );
    gauge("pystreaming_stream_late_frames_total", "Pictures that arrived late since then.", |health| {
        health.picture.as_ref()?.late.map(|count| count as f64)
    });
    gauge("pystreaming_stream_late_seconds", "How late the latest recent picture arrived.", |health| {
        Some(f64::from(health.late_ms?) / 1000.0)
    });
    gauge("pystreaming_stream_sound_ahead_seconds", "How far sound is ahead of the picture.", |health| {
        Some(f64::from(health.sound_ahead_ms?) / 1000.0)
    });
    gauge("pystreaming_stream_round_trip_seconds", "Time to the encoder and back.", |health| {
        Some(f64::from(health.round_trip_ms?) / 1000.0)
    });
    let on_air = streams.iter().filter_map(|(streamer, stream)| {
        Some((labels(&[("streamer", streamer)]), stream.now.saturating_sub(stream.started?).max(0)))
    });
    let help = "How long the broadcast has been on air.";
    metric(out, ("pystreaming_stream_on_air_seconds", "gauge"), help, &on_air.collect::<Vec<_>>());
    let healths =
        || streams.iter().filter_map(|(streamer, stream)| Some((streamer, stream.health.as_deref()?)));
    let codecs = healths().map(|(streamer, health)| {
        let picture = health.picture.as_ref().map(|picture| (&*picture.codec, picture.profile.as_deref()));
        let sound = health.sound.as_ref().map(|sound| (&*sound.codec, sound.profile.as_deref()));
        let name = |of: Option<(&str, Option<&str>)>| {
            of.map_or_else(String::new, |(codec, profile)| match profile {
                Some(profile) => format!("{codec} {profile}"),
                None => codec.to_owned(),
            })
        };
        (labels(&[("streamer", streamer), ("picture", &name(picture)), ("sound", &name(sound))]), 1)
    });
    let help = "Codecs and profiles of the incoming stream; always 1.";
    metric(out, ("pystreaming_stream_info", "gauge"), help, &codecs.collect::<Vec<_>>());
    let warnings = healths().flat_map(|(streamer, health)| {
        health.warnings.iter().filter_map(move |warning| {
            let code = serde_json::to_value(warning.code).ok()?;
            Some((labels(&[("streamer", streamer), ("code", code.as_str()?)]), 1))
        })
    });
    let help = "Warnings about the incoming stream; 1 while there.";
    metric(out, ("pystreaming_stream_warning", "gauge"), help, &warnings.collect::<Vec<_>>());
}

fn labels(all: &[(&str, &str)]) -> String {
    let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let all: Vec<_> = all.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", all.join(","))
}
