//! What goes from where to where.

use super::design::Video;
use super::steady::Cluster;

/// Messages a second of an encoder with 30 pictures and 47 frames of sound.
const ENCODER_MESSAGES: f64 = 77.0;

/// What goes over a connection between two parties, in the direction of its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub name: &'static str,
    pub bytes: f64,
    pub messages: f64,
}

/// What goes over the links of a cluster of so many nodes each second.
pub fn links(cluster: &Cluster<'_>, nodes: f64) -> Vec<Link> {
    let (sizes, habits) = (&cluster.inputs.sizes, &cluster.inputs.habits);
    let (site, share) = (&cluster.site, 1.0 / cluster.followers);
    let streams = site.sum(|rooms| rooms.number);
    let watched = site.sum(|rooms| cluster.video_copies(rooms)) * share;
    let messages = site.sum(|rooms| rooms.number * rooms.messages);
    let deliveries = site.sum(|rooms| rooms.crowd() * rooms.events()) * share;
    let delivered = site.sum(|rooms| rooms.crowd() * rooms.bytes(sizes)) * share;
    // to each connection by which somebody hears of it
    let ways = if cluster.design.sessions { cluster.followers } else { cluster.trunks() };
    let events = site.sum(|rooms| rooms.watched(1.0 / ways) * rooms.events()) * ways * share;
    let event_bytes = site.sum(|rooms| rooms.watched(1.0 / ways) * rooms.bytes(sizes)) * ways * share;
    let (video, parts) = match cluster.design.video {
        // a player asks for a playlist and a part
        Video::Outside => (0.0, 0.0),
        _ => (cluster.video_bytes(), 2.0 * habits.parts),
    };
    let viewers = site.viewers * share;
    let link = |name, bytes, messages| Link { name, bytes, messages };
    vec![
        link(
            "cameras to where they are packaged",
            streams * cluster.stream_bytes(),
            streams * ENCODER_MESSAGES,
        ),
        link("video to one follower", watched * video * habits.qualities, watched * parts),
        link("chat to one follower", event_bytes, events),
        link("video from one follower to its viewers", viewers * video, viewers * parts),
        link("chat from one follower to its viewers", delivered, deliveries),
        link(
            "commands from one follower",
            messages * share * (sizes.command + sizes.packet),
            messages * share,
        ),
        link("all nodes and Redis", nodes * sizes.redis_calls * sizes.redis_call, nodes * sizes.redis_calls),
    ]
}
