//! How the work of a cluster can be divided.

/// From where viewers get video. The node that an encoder reaches packages its stream. A few others fetch it from there, others from
/// those, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Video {
    /// From the nodes.
    Nodes,
    /// From a cache outside of the cluster, which gets it from the nodes.
    Outside,
}

/// How the work is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Design {
    pub name: &'static str,
    /// Followers speak the chat's protocol, and rooms know only who is in them. Otherwise the sessions are where the rooms are, and
    /// followers carry the sockets: what many of them hear travels once for each thread of a follower.
    pub sessions: bool,
    /// Each room has an owner among all nodes. Otherwise one node leads, and serves no viewers itself.
    pub owners: bool,
    pub video: Video,
}

const fn design(name: &'static str, sessions: bool, owners: bool, video: Video) -> Design {
    Design { name, sessions, owners, video }
}

/// Today's design first.
pub const DESIGNS: [Design; 8] = [
    design("today", false, false, Video::Nodes),
    design("today, video by a cache outside", false, false, Video::Outside),
    design("(a) sessions at followers", true, false, Video::Nodes),
    design("(a), video by a cache outside", true, false, Video::Outside),
    design("(b) an owner for each room", false, true, Video::Nodes),
    design("(b), video by a cache outside", false, true, Video::Outside),
    design("(a) and (b)", true, true, Video::Nodes),
    design("(a) and (b), video by a cache outside", true, true, Video::Outside),
];
