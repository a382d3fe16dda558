//! What goes from where to where.

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
    let (packaged, fetched, players) = (cluster.packaged(), cluster.fetched(), cluster.players());
    // a player asks for a playlist and a part
    let parts = 2.0 * habits.parts;
    let reports = packaged * sizes.reports;
    let messages = site.sum(|rooms| rooms.number * rooms.messages);
    let deliveries = site.sum(|rooms| rooms.crowd() * rooms.events()) * share;
    let delivered = site.sum(|rooms| rooms.crowd() * rooms.bytes(sizes)) * share;
    // to each connection by which somebody hears of it
    let ways = if cluster.design.sessions { cluster.followers } else { cluster.trunks() };
    let events = site.sum(|rooms| rooms.watched(1.0 / ways) * rooms.events()) * ways * share;
    let event_bytes = site.sum(|rooms| rooms.watched(1.0 / ways) * rooms.bytes(sizes)) * ways * share;
    let link = |name, bytes, messages| Link { name, bytes, messages };
    vec![
        link("encoders to one follower", packaged * cluster.stream_bytes(), packaged * ENCODER_MESSAGES),
        link("video from other followers to one", fetched * cluster.stream_bytes(), fetched * parts),
        link("chat to one follower", event_bytes, events),
        link("video from one follower to its viewers", players * cluster.played_bytes(), players * parts),
        link("chat from one follower to its viewers", delivered, deliveries),
        link(
            "commands from one follower",
            messages * share * (sizes.command + sizes.packet),
            messages * share,
        ),
        link("reports of streams from one follower", reports * (sizes.report + sizes.packet), reports),
        link("all nodes and Redis", nodes * sizes.redis_calls * sizes.redis_call, nodes * sizes.redis_calls),
    ]
}
